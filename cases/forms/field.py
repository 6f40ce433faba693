"""One thing a form asks for: what may be tapped, how typed words become it, and whether it is there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from cases.casework.case import Case
from cases.casework.voices import Near
from cases.district.edition import Category, District
from cases.errors import NotOffered
from cases.evidence.photo import Photo
from cases.forms.answers import Answers, Ask
from cases.people import Person

PLAIN = ("",)
"""What a button bears that has no value."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """All a field may look at."""

    district: District
    today: date
    answers: Answers
    case: Case | None = None
    """The one a form is about, and its category as it was when it was filed."""
    category: Category | None = None
    offers: tuple[str, ...] = ()
    """Categories found for what was said."""
    odd_unit: str | None = None
    """A quantity that was said in a unit its category does not count in."""
    people: tuple[Person, ...] = ()
    """To whom the case can be handed."""
    photos: tuple[Photo, ...] = ()
    unwritten: bool = False
    """Of the case a form is about nothing is written down: there is a recording alone."""
    joins: bool = False
    """Whether the draft that this one was taken to be another thing than is filled in still."""
    alike: tuple[Near, ...] = ()
    """What the case a form is about could be once more."""
    together: int = 0
    """Of several forms opened together, how many can be handed in."""
    walks: bool = False
    """The report is one of a walk."""
    likely: tuple[str, ...] = ()
    """Departments whose it may well be, the likeliest first."""
    unlikely: bool = False
    """Departments that are not likely are to be shown, too."""
    taken: tuple[str, ...] = ()
    """Departments that deal with another part of it."""
    wanted: str | None = None
    """The department that whoever handed the case back thinks should have it."""


Take = Callable[[Asked, str], Answers]
"""The answers with another in them. Raises a Refusal for what cannot be one."""


def _no_choice(_asked: Asked) -> tuple[str, ...]:
    return ()


def _none(_asked: Asked) -> str | None:
    return None


@dataclass(frozen=True, kw_only=True)
class Field:
    ask: Ask
    typed: Take | None = None
    """None: what is typed is no answer to it."""
    search: Callable[[Asked, str], tuple[str, ...]] | None = None
    """Instead: what is typed says which may be tapped. Raises a Refusal when none is found."""
    choices: Callable[[Asked], tuple[str, ...]] = _no_choice
    """What may be tapped now."""
    tapped: Take | None = None
    button: str = ""
    """The name of its buttons, where it is not that of what is asked for."""
    held: Callable[[Asked], bool] = lambda _: True
    """Whether it is there, as far as it must be."""
    chosen: Callable[[Asked], str | None] = _none
    """The answer as its button bears it."""

    @property
    def name(self) -> str:
        return self.button or self.ask

    @property
    def can_be_typed(self) -> bool:
        return self.typed is not None or self.search is not None or self.ask is Ask.WORDS

    def tap(self, asked: Asked, value: str) -> Answers:
        """The answers after a tap. Raises NotOffered."""
        if self.tapped is None or value not in self.choices(asked):
            raise NotOffered
        return self.tapped(asked, value)
