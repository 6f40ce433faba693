"""Where something waits, in all districts at once: one statement a second for a whole process, answered at rest by partial
indexes that hold nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, exists, func, literal, or_, select, union_all

from storage.bindings import NOW
from storage.outbox.jobs import CURRENT, speakable
from storage.tables import TABLES

CARDS, LETTERS, POSTS, ERRANDS = TABLES["cards"], TABLES["letters"], TABLES["posts"], TABLES["errands"]
CASES, EDITIONS, SETTINGS = TABLES["cases"], TABLES["editions"], TABLES["settings"]
TOLD, DUE, EDITION, AHEAD = "told", "due", "edition", "ahead"
CLOCK_AHEAD = "clock_ahead_seconds"
"""The setting by how much a demo's clock was moved."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """By districts' codes."""

    told: frozenset[str]
    """There is a card, a letter, an old message or an errand for whoever is free."""
    due: frozenset[str]
    """A case's time has come, or will somewhere on earth."""
    editions: Mapping[str, int]
    """The number of the newest, of every district there is."""
    ahead: Mapping[str, float]
    """By how many seconds a demo's clock was moved forward."""


def _where(what: str, table: Any, *conditions: Any) -> Any:
    return select(table.c.district, literal(what), literal("")).where(*conditions).group_by(table.c.district)


def _statement() -> Any:
    may_be_shown = or_(CARDS.c.folded == 0, CARDS.c.loud_at > CARDS.c.folded, exists(select(POSTS.c.message).where(CURRENT)))
    due_again = or_(CARDS.c.not_before.is_(None), CARDS.c.not_before <= NOW)
    free = or_(ERRANDS.c.leased_until.is_(None), ERRANDS.c.leased_until <= NOW)
    newest = cast(func.max(EDITIONS.c.number), String)
    moved = SETTINGS.c.name == CLOCK_AHEAD
    return union_all(
        _where(TOLD, CARDS, CARDS.c.wanted > CARDS.c.shown, due_again, may_be_shown, speakable(CARDS, CARDS.c.thread)),
        _where(TOLD, LETTERS, LETTERS.c.message.is_(None), LETTERS.c.given_up.is_(None), speakable(LETTERS, LETTERS.c.thread)),
        _where(TOLD, POSTS, POSTS.c.state == "old"),
        _where(TOLD, ERRANDS, ERRANDS.c.done_at.is_(None), free),
        _where(DUE, CASES, CASES.c.wake_at <= NOW),
        select(EDITIONS.c.district, literal(EDITION), newest).group_by(EDITIONS.c.district),
        select(SETTINGS.c.district, literal(AHEAD), SETTINGS.c.value).where(moved),
    )


STATEMENT = _statement()


async def look(connection: Any, now: datetime) -> Look:
    rows = (await connection.execute(STATEMENT, {"now": now})).all()
    named = {what: {row[0]: row[2] for row in rows if row[1] == what} for what in (TOLD, DUE, EDITION, AHEAD)}
    return Look(
        told=frozenset(named[TOLD]),
        due=frozenset(named[DUE]),
        editions={code: int(number) for code, number in named[EDITION].items()},
        ahead={code: float(seconds) for code, seconds in named[AHEAD].items()},
    )
