"""Finding cases: what somebody types becomes conditions, and only what they may see is found."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from cases.board.parts import IN_A_LIST, Why, about, delay_of, read, why_of
from cases.board.queue import MOST_LOOKED, to_look_at
from cases.casework import history, rights
from cases.casework.case import Case, Status
from cases.casework.left import Left, handled
from cases.casework.moves import MOVES
from cases.casework.query import Query, Scope
from cases.district.edition import District
from cases.district.numbers import last_digits, number_in
from cases.district.spelling import dense, grams, past_day, plain
from cases.errors import BadCommand, Forbidden, Unknown
from cases.outbox import FIRST, Address, Purpose, Subject, View, Voice
from cases.people import Person, Role
from cases.work import Work

PAGE = 8
MOST_SAID = 100
MOST_COUNTED = 1000
MOST_WORDS = 6
"""Words of one search that are looked for."""


@dataclass(frozen=True, kw_only=True)
class FoundCard:
    """A page of what was found; `said` is what was looked for."""

    key: int
    said: str
    cases: tuple[Case, ...]
    categories: Mapping[str, str]
    about: Mapping[int, str]
    """Where it is or what was said of it, as far as who looks may read that."""
    names: Mapping[int, str]
    """Who has claimed it, by case."""
    departments: Mapping[int, str]
    notes: Mapping[int, str]
    """Of what is late the last that was said of it."""
    left: Mapping[int, Left]
    """Of what is late, by how much."""
    waits: Mapping[int, Why]
    """Of what is late."""
    delays: Mapping[int, Why]
    """Why it is, as who has it in hand says."""
    late: bool
    """Whether it is listed by department."""
    total: int
    page: int
    pages: int


OVERDUE, MINE, LOOKING = "!overdue", "!mine", "!looking"
OF_THESE = " "
"""Before the ids of cases, where a list is of some and no others: what somebody types never begins so."""
STATUSES = {f"!{status}": status for status in Status}
"""As a search writes them down, whatever they are called in a language."""


def meant(district: District, said: str, now: datetime) -> Query:
    """`said`: with what is called so in a language written as above."""
    found = Query(number=number_in(said))
    if found.number:
        return found
    whole = {one.code for one in district.categories if dense(one.english) == dense(said)}
    for word in said.split()[:MOST_WORDS] if not whole else ():
        found = _with(district, found, word, now)
    return replace(found, categories=frozenset(whole)) if whole else found


def _with(district: District, found: Query, word: str, now: datetime) -> Query:
    flat = dense(word)
    if word == OVERDUE:
        return replace(found, late_at=now)
    if word in STATUSES:
        return replace(found, statuses=found.statuses | {STATUSES[word]})
    if grid := next((one.code for one in district.grids if flat in (dense(one.code), dense(one.name))), None):
        return replace(found, grids=found.grids | {grid})
    if day := past_day(word, district.local(now).date()):
        start = datetime.combine(day, time(), district.tz)
        end = start + timedelta(days=1)  # of two days all between them
        return replace(found, since=min(start, found.since or start), until=max(end, found.until or end))
    if digits := last_digits(word):
        return replace(found, digits=digits)
    if department := next((one.code for one in district.departments if flat in (dense(one.name), dense(one.english))), None):
        return replace(found, departments=found.departments | {department})
    if codes := _called(district, flat):
        return replace(found, categories=found.categories | codes)
    return replace(found, grams=found.grams | (grams(word) or {word}))


def _called(district: District, flat: str) -> frozenset[str]:
    """Categories that are called so; in English whatever has the word in its name."""
    codes = {one.category.code for one in district.spelled if flat in (one.dense, one.category.code.lower())}
    if codes or not flat.isascii() or len(flat) < ENGLISH_WORD or flat in OF_PLACES:
        return frozenset(codes)
    return frozenset(one.code for one in district.categories if flat in plain(f"{one.english} {' '.join(one.words)}").split())


ENGLISH_WORD = 4
"""Letters of a word that is looked for in names."""
OF_PLACES = frozenset({"street", "road", "lane", "avenue", "bridge", "square", "river"})
"""Words of categories' names that mostly say where something is."""


async def scope_at(work: Work, actor: Person, address: Address) -> Scope:
    """In a topic its department's cases, for who belongs there. Raises Forbidden."""
    if not actor.staff:
        raise Forbidden
    wide = any(actor.has(role) for role in (Role.DISPATCHER, Role.SUPERVISOR, Role.ADMIN))
    if not address.private:
        return await _of_place(work, address)
    leads = frozenset(actor.scopes(Role.LEAD))
    grids = frozenset(actor.scopes(Role.WORKER)) | work.district.grids_in(actor.scopes(Role.SPONSOR))
    return Scope(everything=wide, departments=leads, grids=grids, person=actor.id, sponsors=actor.has(Role.SPONSOR))


async def _of_place(work: Work, address: Address) -> Scope:
    bound = await work.store.bindings.at(address)
    if any(one.purpose is Purpose.DISPATCHERS for one in bound):
        return Scope(everything=True)
    departments = frozenset(one.department for one in bound if one.purpose is Purpose.DEPARTMENT and one.department)
    if not departments:
        raise Forbidden
    return Scope(departments=departments)


async def ask(work: Work, actor: Person, address: Address, said: str, called: Mapping[str, str]) -> None:
    """A card of what is found, where it was asked. `called`: what statuses are called, and how a search writes them down. Raises
    Forbidden, BadCommand for nothing."""
    await scope_at(work, actor, address)
    words = said[:MOST_SAID].split()
    if not words:
        raise BadCommand(usage="find")
    written = called.get(dense(said)) or in_signs(said, called)
    key = await work.store.words.keep_list(f"{' '.join(words)}\n{written}")
    await work.store.outbox.show(Subject.FOUND, key, address, Voice.LOUD)


def in_signs(said: str, called: Mapping[str, str]) -> str:
    """As a search is written down, whatever statuses are called in a language."""
    return " ".join(called.get(dense(word), word) for word in said[:MOST_SAID].split())


async def found_card(work: Work, key: str, address: Address, view: View = FIRST) -> FoundCard:
    """As it stands now. In a topic whoever asked, it shows what belongs there. Raises Forbidden, or Unknown when its days are
    over."""
    said, _, written = (await work.store.words.read(int(key))).partition("\n")
    if not said:
        raise Unknown
    actor = await work.store.people.get(address.chat) if address.private else None
    scope = await scope_at(work, actor, address) if actor else await _of_place(work, address)
    if actor and (written == LOOKING or written.startswith(OF_THESE)):
        waiting = await (to_look_at(work, actor, MOST_LOOKED) if written == LOOKING else _of_these(work, actor, written))
        total, page = len(waiting), _page(view, len(waiting))
        cases, late = waiting[page * PAGE : (page + 1) * PAGE], False
    else:
        wanted = await query(work, actor, said, written)
        total = await work.store.search.count(wanted, scope, MOST_COUNTED)
        page = _page(view, total)
        cases, late = await work.store.search.find(wanted, scope, PAGE, page * PAGE), wanted.late_at is not None
    return FoundCard(
        key=int(key), said=said, cases=tuple(cases), total=total, page=page, pages=_pages(total),
        categories={case.category: found.name for case in cases if case.category and (found := work.category(case))},
        about={case.id: await about(work, case) for case in cases},
        names={case.id: (await work.store.people.get(case.claimer)).name for case in cases if case.claimer},
        departments={case.id: one.name for case in cases if (one := work.department(case.department))},
        notes={case.id: await _note(work, case) for case in cases} if late else {}, late=late,
        waits={case.id: why for case in cases if late and (why := await _waits(work, case))},
        left={case.id: clock for case in cases if (clock := handled(work, case))},
        delays={case.id: why for case in cases if late and (why := await _delay(work, case))},
    )  # fmt: skip


async def _of_these(work: Work, actor: Person, written: str) -> list[Case]:
    ids = [int(one) for one in written.removeprefix(OF_THESE).split(",") if one]
    known = await work.store.cases.known(ids)
    return [known[one] for one in ids if one in known and rights.may_see(actor, known[one])]


def _pages(total: int) -> int:
    return max(1, -(-total // PAGE))


def _page(view: View, total: int) -> int:
    return min(view.page, _pages(total) - 1)


async def query(work: Work, actor: Person | None, said: str, written: str) -> Query:
    rest = " ".join(word for word in written.split() if word != MINE)
    found = await _people_in(work, meant(work.district, rest, work.now), said)
    return replace(found, mine=actor.id) if actor and rest != written else found


async def _people_in(work: Work, query: Query, said: str) -> Query:
    """A word that is somebody's name on the staff means them."""
    words = said.split()
    called = [person for person in await work.store.people.staff() if person.name in words] if query.grams else []
    if not called:
        return query
    names = {person.name for person in called}
    rest = {gram for word in words if word not in names for gram in grams(word)}
    return replace(query, people=frozenset(person.id for person in called), grams=query.grams & rest)


async def _waits(work: Work, case: Case) -> Why | None:
    """What it was handed back for, while that is how it stands. Sealed."""
    why = await why_of(work, case, await work.store.cases.events(case.id), sealed=True)
    return why if why and case.status in MOVES[why.action].targets else None


async def _delay(work: Work, case: Case) -> Why | None:
    return await delay_of(work, case, await work.store.cases.events(case.id), sealed=True)


async def _note(work: Work, case: Case) -> str:
    """Sealed, as everything in a list."""
    said = history.noted(case, await work.store.cases.events(case.id), 1)
    words = await read(work, case, said[-1].words, sealed=True) if said else ""
    return words[:IN_A_LIST].replace("\n", " ")
