"""整改台账: a row a case of whatever somebody may find. Nothing in it says who complained."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cases.board import search
from cases.board.masking import masked
from cases.casework import history, rights
from cases.casework.case import Case, Event, Source
from cases.casework.query import Query, Scope
from cases.district.edition import Category, Department, Grid
from cases.errors import NothingFound, TooManyRows
from cases.evidence.photo import Photo, PhotoState, Side
from cases.outbox import Address
from cases.people import Person
from cases.work import Work

PAGE = 200
MOST = 2000
"""Rows in a file that goes into a chat: with two small pictures each it stays below Telegram's 50 MB."""


Cell = str | int | float | datetime | bytes | None
"""Of a row as it is written; bytes: a picture."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    case: Case
    category: Category | None
    department: Department | None
    community: str
    grid: Grid | None
    reporter: str
    """The worker's name; "" where a resident or somebody outside reported it."""
    words: str
    place: str
    answers: str
    """责任人: who has cleared it, or has it in hand."""
    dispatched: datetime | None
    done: str
    """What was said of how it was cleared."""
    note: str
    """The last that was noted besides."""
    checker: str
    before: Photo | None
    after: Photo | None


async def ask(work: Work, actor: Person, said: str, written: str) -> int:
    """A file of what is found comes to their own chat, by an errand. How many rows it will have. Raises Forbidden,
    NothingFound or TooManyRows."""
    scope = await search.scope_at(work, actor, Address(chat=actor.id))
    count = await work.store.search.count(await search.query(work, actor, said, written), scope, MOST + 1)
    if count == 0:
        raise NothingFound
    if count > MOST:
        raise TooManyRows(limit=MOST)
    facts = {"chat": actor.id, "thread": None, "said": said, "written": written}
    await work.store.outbox.errand("ledger", facts, owner=actor.id)
    return count


async def entries(work: Work, query: Query, scope: Scope, reader: Person | None, most: int) -> AsyncIterator[list[Entry]]:
    """Page by page, the newest first; what its reader is to look at again without knowing whose work it was names nobody. To be
    read from a snapshot."""
    skip = 0
    while skip < most and (cases := await work.store.search.find(query, scope, PAGE, skip)):
        page = await _page(work, cases)
        yield [_blinded(one) if reader and one.case.drawn and rights.audits(reader, one.case) else one for one in page]
        skip += PAGE


def _blinded(entry: Entry) -> Entry:
    return replace(entry, reporter="", answers="", checker="", note="", done="")


async def _page(work: Work, cases: Sequence[Case]) -> list[Entry]:
    ids = [case.id for case in cases]
    told = {events[0].case: events for events in await work.store.folds.told(ids)}
    photos: dict[int, list[Photo]] = {case: [] for case in ids}
    for photo in await work.store.photos.of_cases(ids):
        photos[photo.case or 0].append(photo)
    wanted = {case.id: _words(case, told[case.id]) for case in cases}
    said = await work.store.words.many([one for words in wanted.values() for one in words.values() if one])
    people = {one for case in cases for one in (case.reporter, case.claimer, case.clearer, case.checker) if one}
    await work.store.people.expect(people)
    return [await _entry(work, case, told[case.id], photos[case.id], wanted[case.id], said) for case in cases]


def _words(case: Case, events: Sequence[Event]) -> dict[str, int | None]:
    """Numbers of what was written, by what it is of."""
    done, noted = history.done(events), history.noted(case, events, 1)
    return {
        "words": case.words, "place": case.place, "done": done.words if done else None,
        "note": noted[-1].words if noted else None,
    }  # fmt: skip


async def _entry(
    work: Work,
    case: Case,
    events: Sequence[Event],
    photos: Sequence[Photo],
    wanted: Mapping[str, int | None],
    said: Mapping[int, str],
) -> Entry:
    good = [photo for photo in photos if photo.state is PhotoState.GOOD and photo.sha]
    names = (await work.store.people.get(case.reporter)).names if rights.is_resident(case) else ()
    read = {name: said.get(words or 0, "") for name, words in wanted.items()}
    sealed = read if case.source is Source.PATROL else {name: masked(text, *names) for name, text in read.items()}
    sent = next((one for one in reversed(events) if one.changes.get("department")), None)
    return Entry(
        case=case, category=work.category(case), department=work.department(case.department, case.edition),
        community=dict(work.edition(case.edition).communities).get(case.community or "", case.community or ""),
        grid=work.grid(case.grid, case.edition),
        reporter=await _name(work, case.reporter) if case.source is Source.PATROL else "",
        **sealed,
        answers=await _name(work, case.clearer or case.claimer), checker=await _name(work, case.checker),
        dispatched=sent.at if sent else None,
        before=next((one for one in good if one.side is Side.BEFORE), None),
        after=next((one for one in reversed(good) if one.side is Side.AFTER and one.round == case.round), None),
    )  # fmt: skip


async def _name(work: Work, person: int | None) -> str:
    return (await work.store.people.get(person)).name if person else ""
