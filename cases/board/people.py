"""People as admins and dispatchers see them: a list, one person, or what somebody new is to be. A card goes from one to the other
in place: its path, kept as words, says which it shows."""

from dataclasses import dataclass, replace
from datetime import datetime

from cases import staff
from cases.casework import rights
from cases.errors import Forbidden, NotOffered, Unknown
from cases.outbox import FIRST, Address, Subject, View, Voice
from cases.people import Grant, Misuse, Person, Role, Spell
from cases.work import Work

PAGE, SCOPES = 10, 24
"""People, and grids or departments, on one page."""
MOST_OTHERS = 1000
MOST_TOLD = 8
SHUT = "!"
"""Searched for: who is shut out."""
LOOKING = (Role.ADMIN, Role.DISPATCHER, Role.SUPERVISOR)
LISTED = {Role.WORKER: "grids", Role.LEAD: "departments", Role.SPONSOR: "areas"}
"""Where the scopes of a role stand in the district."""


@dataclass(frozen=True, kw_only=True)
class Who:
    """`name`: None for somebody who complained without a name; `token`: by which a card of theirs is asked for, see `whom`."""

    id: int
    token: str
    name: str | None
    roles: tuple[tuple[Role, str], ...]
    """Each with the name of what it is for, or ""."""
    phone: str
    silent: bool
    shut_out: bool


@dataclass(frozen=True, kw_only=True)
class PeopleList:
    key: int
    said: str
    people: tuple[Who, ...]
    total: int
    page: int
    pages: int
    may_change: bool
    may_shut_out: bool


@dataclass(frozen=True, kw_only=True)
class Told:
    what: tuple[Role, str] | Misuse
    at: datetime
    by: str
    ended: bool


@dataclass(frozen=True, kw_only=True)
class PersonCard:
    """`token`: by which they are meant, see `whom`. `ends`: the role that is asked about before it ends, or all; `asks_why`: for
    what they are to be shut out."""

    key: int
    token: str
    who: Who
    grants: tuple[Grant, ...]
    told: tuple[Told, ...]
    may_change: bool
    may_shut_out: bool
    ends: Grant | None = None
    ends_all: bool = False
    asks_why: bool = False
    themselves: bool = False
    may_list: bool = False


@dataclass(frozen=True, kw_only=True)
class Choosing:
    """A role for somebody new or, with `who`, for somebody known; and, the role chosen, what it is for."""

    key: int
    who: Who | None
    role: Role | None
    scopes: tuple[tuple[str, str], ...] = ()
    """Codes and names."""
    page: int = 0
    pages: int = 1


PeopleCard = PeopleList | PersonCard | Choosing


async def ask(work: Work, actor: Person, path: str) -> None:
    """A card in their own chat, at once. Raises what `shown` raises."""
    await shown(work, actor, 0, path, 0)
    key = await work.store.words.keep_list(path)
    await work.store.outbox.show(Subject.PEOPLE, key, Address(chat=actor.id), Voice.LOUD)


async def people_card(work: Work, key: str, address: Address, view: View = FIRST) -> PeopleCard:
    """As whose chat it is may see it. Raises what `shown` raises."""
    if not address.private:
        raise Forbidden
    viewer = await work.store.people.get(address.chat)
    path = await work.store.words.read(int(key))
    if not path:
        raise Unknown
    return await shown(work, viewer, int(key), path, view.page)


async def shown(work: Work, viewer: Person, key: int, path: str, page: int) -> PeopleCard:
    """Raises Forbidden, Unknown or, for what is no path, NotOffered."""
    verb, *rest = path.split("/", 1 if path.startswith("list/") else -1)
    if not path.isprintable():
        raise NotOffered
    if not any(viewer.has(role) for role in LOOKING) and (verb not in ("person", "take") or rest[:1] != [str(viewer.id)]):
        raise Forbidden
    try:
        return await _at(work, viewer, key, verb, rest, page)
    except (ValueError, IndexError) as error:
        raise NotOffered from error


async def _at(work: Work, viewer: Person, key: int, verb: str, rest: list[str], page: int) -> PeopleCard:
    if verb == "list":
        return await _listed(work, key, viewer, rest[0] if rest else "", page)
    if verb == "add":
        return await _choosing(work, key, viewer, None, rest, page)
    if verb == "give":
        return await _choosing(work, key, viewer, await by_name(work, viewer, rest[0]), rest[1:], page)
    return await _person(work, key, viewer, verb, rest)


async def _listed(work: Work, key: int, viewer: Person, said: str, page: int) -> PeopleList:
    """Staff by name, department or grid; for dispatchers besides who else is called so, or all who are shut out."""
    listed = [] if said == SHUT else [one for one in await work.store.people.staff() if _is_called(work, one, said)]
    if said and viewer.has(Role.DISPATCHER):
        listed += await work.store.people.others("" if said == SHUT else said, MOST_OTHERS)
    pages = max(1, -(-len(listed) // PAGE))
    page = min(page, pages - 1)
    shown = [await _listed_as(work, one, shut=said == SHUT) for one in listed[page * PAGE : (page + 1) * PAGE]]
    return PeopleList(
        key=key, said=said, people=tuple(shown), total=len(listed), page=page, pages=pages, may_change=viewer.has(Role.ADMIN),
        may_shut_out=viewer.has(Role.DISPATCHER),
    )  # fmt: skip


async def _listed_as(work: Work, person: Person, *, shut: bool) -> Who:
    """Who was shut out without a name has none among those who are, and is not marked among those who have one."""
    unnamed = await _unnamed(work, person) if person.shut_out else None
    who = replace(_who(work, person, named=not (shut and unnamed)), shut_out=person.shut_out and (shut or not unnamed))
    return replace(who, token=f"u{unnamed}") if shut and unnamed else who


async def _unnamed(work: Work, person: Person) -> int | None:
    """By which they are shut out, without a name."""
    spells = await work.store.people.spells(person.id)
    return next((one.id for one in spells if one.unnamed and one.ended_at is None), None)


def _is_called(work: Work, person: Person, said: str) -> bool:
    scopes = [name for _, name in _who(work, person).roles]
    roles = (*scopes, *(work.district.in_english.get(name) for name in scopes), *(one.role.value for one in person.grants))
    known = (person.name, str(person.id), work.district.phone_of.get(person.id), *roles, *(one.scope for one in person.grants))
    return any(said.lower() in name.lower() for name in known if name)


async def _person(work: Work, key: int, viewer: Person, verb: str, rest: list[str]) -> PersonCard:
    token = rest[0]
    person, named = await whom(work, viewer, token), await is_named(work, token)
    spells = [one for one in await work.store.people.spells(person.id) if _may_read(viewer, one, named=named)]
    told = [Told(what=_what(work, one.what), at=one.since, by=await _name(work, one.by), ended=False) for one in spells]
    told += [
        Told(what=_what(work, one.what), at=one.ended_at, by=await _name(work, one.ended_by), ended=True)
        for one in spells
        if one.ended_at
    ]
    ends = staff.wanted(work, rest[1:], given=True) if verb == "take" and rest[1:] != ["all"] else None
    if verb == "take":
        await staff.ending(work, viewer, person.id, ends)
    who = _who(work, person, named=named)
    return PersonCard(
        key=key, token=token, who=replace(who, shut_out=any(isinstance(one.what, Misuse) and not one.ended_at for one in spells)),
        grants=person.grants if named else (), told=tuple(sorted(told, key=lambda one: one.at)[-MOST_TOLD:]),
        may_change=viewer.has(Role.ADMIN) and named, may_shut_out=viewer.has(Role.DISPATCHER) and not person.staff, ends=ends,
        ends_all=rest[1:] == ["all"], asks_why=verb == "shut", themselves=person.id == viewer.id,
        may_list=any(viewer.has(role) for role in LOOKING),
    )  # fmt: skip


def _may_read(viewer: Person, spell: Spell, *, named: bool) -> bool:
    """Of who is named their roles, and for a dispatcher that they were shut out by name; else only that they were without."""
    if isinstance(spell.what, Grant):
        return named
    return viewer.has(Role.DISPATCHER) and spell.unnamed is not named


async def is_named(work: Work, token: str) -> bool:
    """Whether who is meant by it has a name there."""
    if token.startswith("c"):
        return not (await work.store.cases.get(_number(token))).anonymous
    return not token.startswith("u")


def _number(token: str) -> int:
    """Raises ValueError, or Unknown for what the records cannot hold."""
    number = int(token.lstrip("cu"))
    if not 0 < number < 1 << 63:
        raise Unknown
    return number


async def whom(work: Work, viewer: Person, token: str) -> Person:
    """Who is or was staff by id, and others for a dispatcher; `c17`: who reported case 17, `u4`: who was shut out without a name,
    by the number of that, both for a dispatcher. Raises Unknown."""
    number = _number(token)
    if token.startswith("c"):
        case = await work.store.cases.get(number)
        if not (viewer.has(Role.DISPATCHER) and rights.is_resident(case)):
            raise Unknown
        return await work.store.people.get(case.reporter)
    if token.startswith("u"):
        if not viewer.has(Role.DISPATCHER):
            raise Unknown
        return await work.store.people.shut_out_by(number)
    person = await work.store.people.get(number)
    spells = await work.store.people.spells(person.id)
    once = person.staff or person.id == viewer.id or any(isinstance(one.what, Grant) for one in spells)
    if not viewer.has(Role.DISPATCHER) and not once:
        raise Unknown
    return person


async def by_name(work: Work, viewer: Person, token: str) -> Person:
    """Somebody who is given or loses a role: by their own id alone. Raises NotOffered."""
    if not token.isdecimal():
        raise NotOffered
    return await whom(work, viewer, token)


async def _choosing(work: Work, key: int, viewer: Person, person: Person | None, rest: list[str], page: int) -> Choosing:
    if not viewer.has(Role.ADMIN):
        raise Forbidden
    role = Role(rest[0]) if rest else None
    listed = getattr(work.district, LISTED[role]) if role in LISTED else ()
    pages = max(1, -(-len(listed) // SCOPES))
    page = min(page, pages - 1)
    shown = listed[page * SCOPES : (page + 1) * SCOPES]
    return Choosing(
        key=key, who=_who(work, person) if person else None, role=role, page=page, pages=pages,
        scopes=tuple((one.code, one.name) for one in shown),
    )  # fmt: skip


def _who(work: Work, person: Person, *, named: bool = True) -> Who:
    phone = work.district.phone_of.get(person.id, "") if person.staff and named else ""
    roles = tuple(_role(work, one) for one in person.grants) if named else ()
    return Who(
        id=person.id, token=str(person.id), name=person.name if named else None, roles=roles, phone=phone,
        silent=person.silent, shut_out=person.shut_out,
    )  # fmt: skip


def _role(work: Work, grant: Grant) -> tuple[Role, str]:
    return grant.role, staff.shown(work, grant)["scope"] or ""


def _what(work: Work, what: Grant | Misuse) -> tuple[Role, str] | Misuse:
    return _role(work, what) if isinstance(what, Grant) else what


async def _name(work: Work, person: int | None) -> str:
    """ "" for the pack and the command line."""
    return (await work.store.people.get(person)).name if person else ""
