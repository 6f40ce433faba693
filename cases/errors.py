"""What can be refused, one class a reason; the class name is the key of its sentence in every language."""

from typing import Any


class Refusal(Exception):
    """Something a person asked for cannot be done; nothing was written. `facts` fill the sentence that says so."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(type(self).__name__, facts)
        self.facts = facts


class Forbidden(Refusal):
    """The person has no right to this."""


class Stale(Refusal):
    """The button belongs to an earlier step of the case, or two pressed at once and another was first."""


class TakenBy(Stale):
    """Somebody else claimed it first: `name`."""


class Theirs(Refusal):
    """Somebody else has claimed the case and has it in hand: `name`, `number`."""


class Unknown(Refusal):
    """There is no such case, draft or person here."""


class NotOffered(Refusal):
    """What was pressed does not stand on the card as it is now."""


class NotNow(Refusal):
    """The case's status does not allow this."""


class Missing(Refusal):
    """What was handed in lacks something: `asks`, the keys of what."""


class Over(Refusal):
    """The case has ended; nothing is added to it: `number`."""


class Gone(Refusal):
    """The draft was submitted or cancelled already."""


class BadQuantity(Refusal):
    """No number, or in another unit than the heading counts in: `unit`."""


class BadCategory(Refusal):
    """No category is called anything like `words`."""


class BadPhone(Refusal):
    """Not enough digits to be called back on."""


class BadDate(Refusal):
    """No date, or one that has passed."""


class WrongHour(Refusal):
    """What is there at its time of day is checked in the same: `begins`, `ends`, as clocks show them."""


class TooLate(Refusal):
    """So long after it was closed nobody appeals any more: `days`."""


class TooMany(Refusal):
    """More than a person may hand in at once or in a day: `limit`."""


class TooMuch(Refusal):
    """More than somebody who is not staff may send in a day."""


class SaidEnough(Refusal):
    """More words about one case than one person may add: `limit`, `number`."""


class StillSending(Refusal):
    """What they asked for before is still on its way."""


class TooLong(Refusal):
    """More words than a draft takes: `limit` characters."""


class BadPlace(Refusal):
    """A location that is none."""


class BadInvitation(Refusal):
    """The invitation does not exist, was used, or has lapsed."""


class BadCommand(Refusal):
    """A command's words are off: `usage` says how it goes."""


class NothingFound(Refusal):
    """Of what was asked for there is nothing they may see."""


class TooManyRows(Refusal):
    """More than goes into one file in a chat: `limit`."""


class PrivateOnly(Refusal):
    """What is said here is for one person: `link` leads to their private chat."""


class OutOfReach(Refusal):
    """Who reported the case `number` can be asked nothing: the bot cannot write to them, or they are shut out."""


class ShutOut(Refusal):
    """What they send is not read any more."""


class LastAdmin(Refusal):
    """The district would be left without an admin."""


class Ambiguous(Refusal):
    """The name does not say who is meant: `people` are ids; or it gives much, and the id is asked for."""


class Mixed(Refusal):
    """Dispatchers read who complained: their group is nobody else's."""


class GroupOnly(Refusal):
    """This is said in the group it is about."""
