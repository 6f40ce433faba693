"""What the files of a pack may say, key by key and in which kind; anything else they say is a fault."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictFloat, StrictInt, StrictStr, ValidationError

from bot.pack.read import Body, Fault

Text = Annotated[StrictStr, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""One line."""
Code = Annotated[StrictStr, Field(pattern=r"^[A-Za-z0-9_-]{1,24}$")]
"""In buttons, which have 64 bytes."""
Number = StrictStr | Annotated[StrictInt, Field(ge=0)]
"""A code or a telephone number that may have been written without quotes."""
Count = Annotated[StrictInt, Field(ge=1, le=100_000)]
Weight = Annotated[StrictInt, Field(ge=0, le=1000)]
PersonId = Annotated[StrictInt, Field(gt=0, lt=1 << 52)]
"""https://core.telegram.org/bots/api#user: at most 52 significant bits."""
GroupId = Annotated[StrictInt, Field(lt=0, gt=-(1 << 52))]
Role = Annotated[StrictStr, Field(pattern=r"^((worker|lead|sponsor)( [A-Za-z0-9_-]{1,24})?|dispatcher|supervisor|admin)$")]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Emergency(Shape):
    what: Text
    english: Text | None = None
    call: Number


Words = Annotated[list[Text], Field(min_length=1, max_length=200)]


class Danger(Shape):
    code: Annotated[StrictStr, Field(pattern=r"^[a-z0-9_-]{1,24}$")]
    name: Text
    english: Text | None = None
    call: Number
    do: Text
    english_do: Text | None = None
    category: Text | None = None
    follows: StrictBool = False
    limit: Text | None = None
    pairs: Annotated[list[Words], Field(min_length=2, max_length=2)] | None = None
    words: Words | None = None
    unless: Words | None = None


class Named(Shape):
    code: Number
    name: Text


Windows = Annotated[list[Annotated[list[Text], Field(min_length=2, max_length=2)]], Field(min_length=1, max_length=8)]


class Season(Shape):
    first: Annotated[Text, Field(alias="from")]
    to: Text
    windows: Windows


class Rung(Shape):
    at: Text | None = None
    after: Text | None = None
    tell: Annotated[
        list[Literal["holder", "department", "keeper", "sponsor", "dispatchers", "supervisors", "admins", "duty"]],
        Field(min_length=1),
    ]


class Department(Shape):
    code: Code
    name: Text
    english: Text | None = None
    community: StrictBool = False
    windows: Windows | None = None
    seasons: list[Season] | None = None


class Weights(Shape):
    """By what departments are ranked; what is not named weighs nothing."""

    handled: Weight = 0
    on_time: Weight = 0
    rework: Weight = 0
    undone: Weight = 0
    extended: Weight = 0


class Ranked(Shape):
    least: Count = 5
    weights: Weights | None = None


class Kept(Shape):
    drafts: Count = 1
    letters: Count = 1
    errands: Count = 1
    failed: Count = 1
    lists: Count = 1
    shifts: Count = 1


class District(Shape):
    sample: StrictBool = False
    code: Annotated[StrictStr, Field(pattern=r"^[a-z0-9_-]{1,32}$")]
    name: Text
    english: Text | None = None
    letters: Annotated[StrictStr, Field(pattern=r"^[A-Z]{1,6}$")]
    """In numbers people type."""
    zone: Text
    token_file: Text | None = None
    bulletin_at: Text
    windows: Windows
    seasons: list[Season] | None = None
    working_day_ends: Literal["same_time", "closing"] = "same_time"
    verify_first: StrictBool = True
    verify_within: Text
    dispatch_within: Text | None = None
    claim_within: Text | None = None
    total_within: Text | None = None
    check_within: Text | None = None
    recheck_within: Text | None = None
    ladder: Annotated[list[Rung], Field(min_length=1, max_length=12)] | None = None
    danger_ladder: Annotated[list[Rung], Field(min_length=1, max_length=12)] | None = None
    digest_at: Text | None = None
    quiet: Annotated[list[Text], Field(min_length=2, max_length=2)] | None = None
    reports_a_day: Count = 1
    self_handled_at_most: Count = 1
    blind_recheck: Text | None = None
    urgent_after_voices: Count = 1
    common_categories: list[Text] | None = None
    usual_outcomes: dict[Text, list[Text]] | None = None
    same_slot: list[Text] | None = None
    counts_as: dict[Text, list[Text]] | None = None
    emergencies: Annotated[list[Emergency], Field(min_length=1)]
    dangers: list[Danger] | None = None
    danger_words: Annotated[list[Text], Field(min_length=1)]
    communities: Annotated[list[Named], Field(min_length=1)]
    departments: Annotated[list[Department], Field(min_length=1)]
    retention: Kept | None = None
    ranking: Ranked | None = None


class Rule(Shape):
    name: Text
    department: Text
    because: Text
    english: Text | None = None
    when: dict[Text, Any] | None = None
    hours: Annotated[list[Text], Field(min_length=2, max_length=2)] | None = None


class Default(Shape):
    department: Text
    because: Text
    english: Text | None = None


class Routing(Shape):
    rules: list[Rule] | None = None
    default: Default | None = None


class Person(Shape):
    id: PersonId
    username: Annotated[StrictStr, Field(pattern=r"^[A-Za-z0-9_]{1,32}$")] | None = None
    first_name: Text
    language_code: Text | None = None
    roles: list[Role] | None = None
    phone: Number | None = None


class Topic(Shape):
    thread: Annotated[StrictInt, Field(gt=1, lt=1 << 31)]
    """1 is the topic a forum begins with: that is the group itself."""
    name: Text
    purpose: Annotated[Literal["department", "dispatchers", "workers", "bulletins", "duty"], Field(alias="for")]
    department: Text | None = None


class Group(Shape):
    id: GroupId
    title: Text
    type: Literal["group", "supergroup"] = "supergroup"
    forum: StrictBool = False
    members: list[Text] | Literal["all"] | None = None
    purposes: Annotated[list[Literal["dispatchers", "workers", "bulletins", "duty"]] | None, Field(alias="for")] = None
    topics: list[Topic] | None = None


class People(Shape):
    people: list[Person]
    groups: list[Group] | None = None
    phones: list[dict[str, Any]] | None = None
    """For the sandbox's page."""


Degrees = Annotated[StrictFloat, Field(allow_inf_nan=False)] | StrictInt
Corner = Annotated[list[Degrees], Field(min_length=2, max_length=3)]
"""Longitude, latitude and, if it must be, a height."""
Ring = Annotated[list[Corner], Field(min_length=3)]


class One(BaseModel):
    type: Literal["Polygon"]
    coordinates: Annotated[list[Ring], Field(min_length=1)]


class Several(BaseModel):
    type: Literal["MultiPolygon"]
    coordinates: Annotated[list[Annotated[list[Ring], Field(min_length=1)]], Field(min_length=1)]


class About(BaseModel):
    code: Annotated[StrictStr, Field(pattern=r"^[A-Za-z0-9_-]{1,24}$")]
    name: Text
    community: Number


class Feature(BaseModel):
    properties: About
    geometry: Annotated[One | Several, Field(discriminator="type")]


class Grids(BaseModel):
    crs: None = None
    """WGS-84 in degrees, as GeoJSON has it (RFC 7946)."""
    features: Annotated[list[Feature], Field(min_length=1)]


FILES: dict[str, tuple[str, type[BaseModel]]] = {
    "district": ("district.yaml", District), "grids": ("grids.geojson", Grids), "routing": ("routing.yaml", Routing),
    "people": ("people.yaml", People),
}  # fmt: skip
MOST = 20
"""Faults told of one file."""


def misshapen(body: Body) -> Iterator[Fault]:
    """What is missing, unknown or of a wrong kind, by key; each with the name or code of the thing it stands in."""
    for key, (file, shape) in FILES.items():
        try:
            shape.model_validate(body[key])
        except ValidationError as error:
            for found in error.errors(include_url=False, include_context=False)[:MOST]:
                where = [part for part in found["loc"] if part not in ("Polygon", "MultiPolygon", "str", "int", "float")]
                yield Fault(file=file, row=_row(body[key], where), reason=_reason(found["type"], found["msg"], found["input"]))


def _row(body: Any, where: list[Any]) -> str:
    """`departments.文化站.code` rather than `departments.9.code`."""
    found, at = [], body
    for part in where:
        at = at.get(part) if isinstance(at, dict) else at[part] if isinstance(at, list) and isinstance(part, int) else None
        about = at.get("properties", at) if isinstance(at, dict) else {}
        named = [about[key] for key in ("code", "username", "name", "id", "what") if isinstance(about, dict) and key in about]
        found.append(str(named[0]) if named and isinstance(part, int) else str(part))
    return ".".join(found)


def _reason(kind: str, said: str, given: object) -> str:
    if kind == "missing":
        return "is missing"
    if kind == "extra_forbidden":
        return "is not known; is it misspelt?"
    for words in ("Input ", "String ", "List ", "should ", "be ", "match pattern "):
        said = said.removeprefix(words)
    if kind == "union_tag_invalid":
        said = "a type of Polygon or MultiPolygon"
    return f"{said.removesuffix(' after validation')} is wanted, not {str(given)[:60]!r}"
