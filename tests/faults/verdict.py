"""After the storm: what must hold, looked up in the records, in what people see and in the sandbox's own transcript."""

import asyncio
import re
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select

from bot.clock import Clock
from bot.opening import opened
from cases import audit
from cases.casework import rights
from cases.casework.case import Action, Status
from cases.district.edition import District
from cases.work import Work
from storage.engine.database import Database
from storage.tables import TABLES
from tests.faults.city import DISTRICT, City
from tests.faults.telling import TOPICS, Told
from tests.people import Someone, text_of

WHOLE = [Action.REPORT, Action.ACCEPT, Action.DISPATCH, Action.CLAIM, Action.CLEAR, Action.PASS]
SENDS = ("sendMessage", "sendPhoto")


def now() -> datetime:
    return datetime.now(UTC)


async def at_rest(city: City, seconds: float = 120) -> None:
    """Until every update is taken, everything wanted is shown and every letter sent. An errand whose taker died waits for its
    lease to end, two minutes; that is not waited for."""
    database, clock = Database(city.store), Clock()
    try:
        async with asyncio.timeout(seconds):
            await opened(database, DISTRICT, clock)
            while await city.pending() or await _restless(database, clock):
                await asyncio.sleep(0.5)
    finally:
        await database.close()


async def _restless(database: Database, clock: Clock) -> int:
    """Errands, and what can be carried; for whom the bot cannot reach, more waits."""
    errands = TABLES["errands"]
    undone = select(func.count()).select_from(errands).where(errands.c.done_at.is_(None), errands.c.leased_until.is_(None))
    async with database.reading(DISTRICT, clock.now) as tx:
        return int(await tx.cases.scalar(undone)) + len(await tx.jobs.pressing(9, []))


async def verdict(city: City, told: list[Told]) -> tuple[list[str], dict[str, int]]:
    """What is wrong, and what was counted."""
    database = Database(city.store)
    wrong: list[str] = []
    try:
        district = await opened(database, DISTRICT, Clock())
        async with database.reading(DISTRICT, now) as tx:
            wrong += [line async for line in audit.differences(Work(store=tx, district=district, now=now()))]
            wrong += await _once(tx, told)
            counts = await _counts(tx)
            wrong += await _shown(city, tx, told)
            wrong += await _seen(city, tx, district)
        wrong += await _sends(city, counts)
        wrong += await _set_aside(city, database)
    finally:
        await database.close()
    return wrong, counts


async def _once(tx: Any, told: list[Told]) -> list[str]:
    """Every report exists exactly once, and every step of it once."""
    cases, words = TABLES["cases"], TABLES["words"]
    rows = await tx.cases.all(select(cases.c.id, words.c.text).join(words, words.c.id == cases.c.words))
    marks = Counter(found[0] for row in rows if (found := re.search(r"S\d{5}\w", row.text)))
    wrong = [f"{mark} was filed {times} times" for mark, times in marks.items() if times != 1]
    wrong += [f"{one.mark} was lost" for one in told if one.number and one.mark not in marks]
    for one in told:
        if one.closed:
            case = await tx.cases.numbered(one.number)
            events = await tx.cases.events(case.id) if case else []
            steps = [event.action for event in events if event.action not in (Action.OVERDUE, Action.RING, Action.NOTE)]
            while Action.LAPSE in steps:  # the clock jumps by hours: it was claimed once more
                lapse = steps.index(Action.LAPSE)
                del steps[lapse : lapse + 2]
            if steps != WHOLE:
                wrong.append(f"{one.number} went through {[str(step) for step in steps]}")
            notes = sum(event.action is Action.NOTE for event in events)
            if not 1 <= notes <= one.answers * (1 + one.filmed):
                wrong.append(f"{one.number} was answered {one.answers} times and has {notes} notes")
            wrong += await _filmed(tx, one, case.id if case else 0)
    return wrong


async def _filmed(tx: Any, told: Told, case: int) -> list[str]:
    """What was filmed and said is there, each once."""
    recorded = [one for one in await tx.photos.of_case(case) if one.recording]
    films, most = sum(one.draft != 0 for one in recorded), told.filmed * (1 + told.answers)
    if films != int(told.filmed) or len(recorded) > most:
        return [f"{told.number} was filmed {int(told.filmed)} times, and has {films} films among {len(recorded)} recordings"]
    return []


async def _counts(tx: Any) -> dict[str, int]:
    """Attempts noted, and messages known to have been sent."""
    cards, letters, posts = (TABLES[name] for name in ("cards", "letters", "posts"))

    async def count(statement: Any) -> int:
        return int(await tx.cases.scalar(statement) or 0)

    attempts = await count(select(func.sum(cards.c.attempts))) + await count(select(func.sum(letters.c.attempts)))
    known = await count(select(func.count()).select_from(posts))
    known += await count(select(func.count()).select_from(letters).where(letters.c.message.is_not(None)))
    return {
        "attempts": attempts,
        "known_messages": known,
        "cases": await count(select(func.count()).select_from(TABLES["cases"])),
    }


async def _shown(city: City, tx: Any, told: list[Told]) -> list[str]:
    """The newest message of a case's card shows its present state: to the worker, and to the lead in the topic or, for a case
    that came while the topic took nothing, in private."""
    wrong = []
    for one in told:
        if not one.closed:
            continue
        worker = Someone(city.town, one.worker)
        lead = city.town.person(f"lead_{one.department}_1")
        for who, wheres in ((worker, [None]), (lead, [city.town.topic(TOPICS[one.department]), None])):
            newest = []
            for where in wheres:
                about = [text_of(message) for message in await who.sees(where) if text_of(message).startswith(one.number)]
                newest += about[-1:]
            if not newest or not all("已办结" in text for text in newest):
                wrong.append(f"{one.number} is shown to {who.id} as {newest}")
    return wrong


async def _seen(city: City, tx: Any, district: District) -> list[str]:
    """Every open case stands, with a button, before somebody who can act on it: on a card of its own, or in a queue's pages."""
    state = await city.town.get("state")
    staff = await tx.people.staff()
    blocked = {one["id"] for one in state["people"] if one["blocked"]}
    places: dict[int, list[dict[str, Any]]] = {
        one.id: await Someone(city.town, one.id).sees() for one in staff if one.id not in blocked
    }
    for chat in state["chats"]:
        members = [one["id"] for one in chat["members"] if one["id"] in {each.id for each in staff}]
        shown = await Someone(city.town, members[0]).sees(chat["id"]) if members else []
        places |= {member: [*places.get(member, []), *shown] for member in members}
    wrong = []
    ids = [row.id for row in await tx.cases.all(select(TABLES["cases"].c.id))]
    for case in [one for one in [await tx.cases.get(number) for number in ids] if one.open and one.status is not Status.PROMISED]:
        able = [one for one in staff if set(rights.offered(one, case)) - ASIDE]
        pressed = re.compile(rf"[co]:{case.id}\b|q:{re.escape(case.queue or '-')}:")
        if not any(pressed.match(data) for one in able for message in places.get(one.id, []) for data in _data(message)):
            wrong.append(f"{case.number} ({case.status}) is before nobody of {len(able)} who could act")
    return wrong


ASIDE = {Action.WITHDRAW, Action.CORRECT}
"""What brings a case on to nobody."""


def _data(message: dict[str, Any]) -> list[str]:
    keys = (key for row in message.get("reply_markup", {}).get("inline_keyboard", []) for key in row)
    return [str(key.get("callback_data", "")) for key in keys]


async def _set_aside(city: City, database: Database) -> list[str]:
    """Poison, and nothing else, was set aside, each once; handled again without whatever broke its handler, the rest is left."""
    wrong = []
    for lasting in (set(city.poisoned.values()), {"unreadable", "endless"}):
        async with database.reading(DISTRICT, now) as tx:
            kept = sorted({one.update_id for one in await tx.inbox.failed()} - city.malformations)
        wanted = sorted(number for number, kind in city.poisoned.items() if kind in lasting)
        if kept != wanted:
            wrong.append(f"set aside were {kept}, not {wanted}")
        await city.retry()
    return wrong


async def _sends(city: City, counts: dict[str, int]) -> list[str]:
    """Nothing came oftener than it was tried, and each try but those whose outcome nobody learnt is known."""
    done = 0
    for method in SENDS:
        done += sum(call["answer"]["ok"] for call in await city.town.calls(method))
    counts["messages_sent"] = done
    counts["repeats"] = done - counts["known_messages"]
    counts["unknown_outcomes"] = counts["attempts"] - counts["known_messages"]
    if counts["repeats"] > counts["unknown_outcomes"]:
        return [f"{counts['repeats']} messages more than are known, only {counts['unknown_outcomes']} outcomes unknown"]
    return []
