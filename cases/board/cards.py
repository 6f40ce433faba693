"""The card of any subject."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from cases.board.case import CaseCard, GoneCard, case_card
from cases.board.digest import DigestCard, digest_card
from cases.board.draft import DraftCard, draft_card
from cases.board.figures import FiguresCard, figures_card
from cases.board.own import OwnCard
from cases.board.people import PeopleCard, people_card
from cases.board.queue import QueueCard, queue_card
from cases.board.search import FoundCard, found_card
from cases.errors import Forbidden, NotOffered, Unknown
from cases.outbox import FIRST, Address, Subject, View
from cases.work import Work


@dataclass(frozen=True, kw_only=True)
class OverCard:
    """A list that shows nothing any more: its days are over, or it is not theirs who look."""


Card = DraftCard | CaseCard | OwnCard | GoneCard | QueueCard | FoundCard | PeopleCard | DigestCard | FiguresCard | OverCard


async def card(work: Work, subject: Subject, key: str, address: Address, view: View = FIRST) -> Card:
    """What the card shows there now. Raises Unknown for a subject that does not exist."""
    if subject is Subject.DRAFT:
        return await draft_card(work, int(key), address)
    if subject is Subject.CASE:
        return await case_card(work, int(key), address)
    if subject in LISTS:
        return await _list(work, subject, key, address, view)
    return await queue_card(work, key, address, view)


async def _list(work: Work, subject: Subject, key: str, address: Address, view: View) -> Card:
    try:
        return await LISTS[subject](work, key, address, view)
    except (Forbidden, Unknown, NotOffered):
        return OverCard()


async def _digest(work: Work, key: str, address: Address, _view: View) -> Card:
    return await digest_card(work, key, address)


LISTS: dict[Subject, Callable[[Work, str, Address, View], Awaitable[Card]]] = {
    Subject.FOUND: found_card,
    Subject.PEOPLE: people_card,
    Subject.DIGEST: _digest,
    Subject.FIGURES: figures_card,
}
"""What may be nobody's business any more, or nothing."""
