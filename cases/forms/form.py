"""What is filled in as one: what it needs, offers, needs because of another answer, and begins with."""

from collections.abc import Callable
from dataclasses import dataclass

from cases.evidence.photo import Side
from cases.forms.answers import Answers, Ask
from cases.forms.field import Asked, Field


def _no_more(_answers: Answers) -> tuple[Field, ...]:
    return ()


def _empty(asked: Asked) -> Answers:
    return asked.answers


@dataclass(frozen=True, kw_only=True)
class Form:
    needs: tuple[Field, ...] = ()
    """In the order to ask for them."""
    offers: tuple[Field, ...] = ()
    also: Callable[[Answers], tuple[Field, ...]] = _no_more
    begins: Callable[[Asked], Answers] = _empty
    side: Side = Side.CHECK
    """Of which side of the work its pictures tell."""

    def fields(self, answers: Answers) -> tuple[Field, ...]:
        """All there are now."""
        return self.needs + self.also(answers) + self.offers

    def field(self, ask: Ask, answers: Answers) -> Field | None:
        return next((one for one in self.fields(answers) if one.ask is ask), None)

    def named(self, button: str, answers: Answers) -> Field | None:
        """The field whose buttons are called so."""
        return next((one for one in self.fields(answers) if one.tapped and one.name == button), None)

    def has(self, ask: Ask) -> bool:
        return any(one.ask is ask for one in self.needs + self.offers)

    def requires(self, ask: Ask) -> bool:
        return any(one.ask is ask for one in self.needs)

    def lacks(self, asked: Asked) -> tuple[Ask, ...]:
        """What must still be there before 「提交」."""
        needed = self.needs + self.also(asked.answers)
        return tuple(one.ask for one in needed if not one.held(asked))
