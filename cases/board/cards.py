"""The card of any subject."""

from cases.board.case import CaseCard, GoneCard, case_card
from cases.board.draft import DraftCard, draft_card
from cases.board.own import OwnCard
from cases.board.people import PeopleCard, people_card
from cases.board.queue import QueueCard, queue_card
from cases.board.search import FoundCard, found_card
from cases.outbox import FIRST, Address, Subject, View
from cases.work import Work

Card = DraftCard | CaseCard | OwnCard | GoneCard | QueueCard | FoundCard | PeopleCard


async def card(work: Work, subject: Subject, key: str, address: Address, view: View = FIRST) -> Card:
    """What the card shows there now. Raises Unknown for a subject that does not exist."""
    if subject is Subject.DRAFT:
        return await draft_card(work, int(key), address)
    if subject is Subject.CASE:
        return await case_card(work, int(key), address)
    if subject is Subject.FOUND:
        return await found_card(work, key, address, view)
    if subject is Subject.PEOPLE:
        return await people_card(work, key, address, view)
    return await queue_card(work, key, address, view)
