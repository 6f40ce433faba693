"""A person is erased: name, words, numbers, recordings, originals of pictures; cases and figures stay, and history still
verifies, for events bear ids alone."""

import json
from typing import Any

from sqlalchemy import Text, cast, delete, or_, select, update

from cases.board.masking import masked
from storage.engine.sql import Records
from storage.tables import TABLES
from storage.words import empty

PEOPLE, CASES, EVENTS, COMPLAINTS, WORDS, DRAFTS, HEARD, PHOTOS = (
    TABLES[name] for name in ("people", "cases", "events", "complaints", "words", "drafts", "heard", "photos")
)
VOICES, SHIFTS = TABLES["voices"], TABLES["shifts"]
LETTERS, FAILED, SHEETS, EDITIONS, GRAMS, LISTS, CARDS = (
    TABLES[name] for name in ("letters", "failed", "sheets", "editions", "grams", "lists", "cards")
)
SAID = ("words", "place")
"""Fields of a case that name what somebody wrote."""


class ErasingRecords(Records):
    async def erase(self, person: int) -> tuple[dict[str, int], list[int], set[str]]:
        """How many of each were removed, the cases they had to do with, and pictures that may be nobody's now."""
        reported = [row.id for row in await self._mine(CASES, CASES.c.id, CASES.c.reporter == person)]
        words = await self._words(person, reported)
        drafts = [row.id for row in await self._mine(DRAFTS, DRAFTS.c.id, DRAFTS.c.owner == person)]
        sent = or_(PHOTOS.c.sender == person, PHOTOS.c.draft.in_(drafts))
        spoken = or_(sent, PHOTOS.c.case_id.in_(reported) & PHOTOS.c.sender.is_(None))
        theirs = or_(sent, PHOTOS.c.case_id.in_(reported))
        rows = await self._mine(PHOTOS, PHOTOS.c.original, theirs)
        recordings = await self._mine(PHOTOS, PHOTOS.c.recording_sha, spoken & PHOTOS.c.recording_kind.is_not(None))
        loose = await self.all(select(PHOTOS.c.sha).where(PHOTOS.c.draft.in_(drafts), PHOTOS.c.case_id.is_(None)))
        sheets = await self.all(select(SHEETS.c.sha).where(SHEETS.c.case_id.in_(reported)))
        pictures = {row[0] for row in (*rows, *recordings, *loose, *sheets) if row[0]}
        await self._blotted(person, reported, words)
        counts = {
            "lists": await self._lists(person),
            "names": await self.run(self._update(PEOPLE, PEOPLE.c.id == person).values(**NOBODY)),
            "words": await self.run(update(WORDS).where(WORDS.c.id.in_(words)).values(text="")) if words else 0,
            "originals": len(rows),
            "recordings": len(recordings),
            "letters": await self.run(self._delete(LETTERS, LETTERS.c.chat == person)),
            "failed": await self._failed(person),
            "packs": await self._packs(person),
        }
        await self.run(self._delete(GRAMS, GRAMS.c.case_id.in_(reported)))
        await self.run(delete(HEARD).where(HEARD.c.district == self.district, HEARD.c.chat == person))
        await self.run(delete(PHOTOS).where(PHOTOS.c.draft.in_(drafts), PHOTOS.c.case_id.is_(None)))
        await self.run(self._update(PHOTOS, theirs).values(original=None, lat=None, lon=None))
        await self.run(self._update(PHOTOS, spoken).values(**SILENT))
        await self.run(delete(SHEETS).where(SHEETS.c.case_id.in_(reported)))
        await self.run(self._delete(DRAFTS, DRAFTS.c.owner == person))
        await self.run(self._delete(SHIFTS, SHIFTS.c.person == person))
        followed = [row.case_id for row in await self._mine(VOICES, VOICES.c.case_id, VOICES.c.person == person)]
        await self.run(self._delete(VOICES, VOICES.c.person == person))
        return counts, [*reported, *followed], pictures

    async def _lists(self, person: int) -> int:
        """Searches that name them are emptied, and lists of people shown anew. Asked before the name is gone."""
        names = [str(person), *await self._names(person)]
        said = or_(*(WORDS.c.text.icontains(name, autoescape=True) for name in names))
        found = select(LISTS.c.id).join(WORDS, (WORDS.c.id == LISTS.c.id) & (WORDS.c.district == LISTS.c.district))
        own = cast(LISTS.c.id, Text).in_(
            select(CARDS.c.subject_key).where(CARDS.c.district == self.district, CARDS.c.chat == person)
        )
        lists = [row.id for row in await self.all(found.where(LISTS.c.district == self.district, or_(said, own)))]
        await empty(self, lists)
        await self.run(self._update(CARDS, CARDS.c.subject == "people").values(wanted=CARDS.c.wanted + 1, not_before=None))
        return len(lists)

    async def _names(self, person: int) -> list[str]:
        named = select(PEOPLE.c.name, PEOPLE.c.username, PEOPLE.c.called)
        row = await self.first(named.where(PEOPLE.c.district == self.district, PEOPLE.c.id == person))
        known = (row.name, row.username, *(row.called or "").split("\n")) if row else ()
        return [name for name in known if name and name != ERASED]

    async def _blotted(self, person: int, reported: list[int], own: set[int]) -> None:
        """What others wrote about their cases keeps all but who they were: once the name is gone, nothing is held against it."""
        events = select(EVENTS.c.words).where(EVENTS.c.district == self.district, EVENTS.c.case_id.in_(reported))
        others = {row.words for row in await self.all(events.where(EVENTS.c.words.is_not(None)))} - own
        names = await self._names(person)
        for row in await self.all(select(WORDS.c.id, WORDS.c.text).where(WORDS.c.id.in_(others))):
            text = masked(row.text, *names)
            if text != row.text:
                await self.run(self._update(WORDS, WORDS.c.id == row.id).values(text=text))

    async def _mine(self, table: Any, column: Any, where: Any) -> Any:
        return await self.all(select(column).where(table.c.district == self.district, where))

    def _update(self, table: Any, where: Any) -> Any:
        return update(table).where(table.c.district == self.district, where)

    def _delete(self, table: Any, where: Any) -> Any:
        return delete(table).where(table.c.district == self.district, where)

    async def _words(self, person: int, reported: list[int]) -> set[int]:
        """What they wrote about any case, and what was written down when they reported one."""
        found: set[int | None] = set()
        own = or_(EVENTS.c.actor == person, EVENTS.c.case_id.in_(reported) & (EVENTS.c.number == 1))
        for row in await self.all(select(EVENTS.c.changes, EVENTS.c.words).where(EVENTS.c.district == self.district, own)):
            found |= {row.words, *(row.changes.get(name) for name in SAID)}
        for row in await self.all(select(COMPLAINTS).where(COMPLAINTS.c.case_id.in_(reported))):
            found |= {row.contact, row.outside_number}
        return {words for words in found if words}

    async def _failed(self, person: int) -> int:
        """Updates of theirs that were set aside, as they came."""
        rows = await self.all(select(FAILED.c.bot, FAILED.c.update_id, FAILED.c.raw).where(FAILED.c.district == self.district))
        gone = [row for row in rows if _from(json.loads(row.raw)) == person]
        for row in gone:
            await self.run(self._delete(FAILED, (FAILED.c.bot == row.bot) & (FAILED.c.update_id == row.update_id)))
        return len(gone)

    async def _packs(self, person: int) -> int:
        """What editions of the pack, as they are kept, say of them."""
        rows = await self.all(select(EDITIONS.c.number, EDITIONS.c.body).where(EDITIONS.c.district == self.district))
        count = 0
        for number, body in rows:
            listed = body["people"].get("people") or []
            others = [one for one in listed if one["id"] != person]
            if len(others) < len(listed):
                count += 1
                without = body | {"people": body["people"] | {"people": others}}
                await self.run(self._update(EDITIONS, EDITIONS.c.number == number).values(body=without))
        return count


SILENT = {f"recording_{name}": None for name in ("kind", "file", "seconds", "sha")}
ERASED = "—"
"""What stands for the name of somebody who was erased."""
NOBODY = {"name": ERASED, "username": None, "called": None, "duty_until": None, "away_until": None}


def _from(raw: dict[str, Any]) -> int | None:
    senders = (body.get("from") for body in raw.values() if isinstance(body, dict))
    return next((sender.get("id") for sender in senders if isinstance(sender, dict)), None)
