"""People who come, go and block the bot, and with no group or topic bound where that is asked for."""

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import bindparam, text

from cases import staff, ticks
from cases.casework.case import Action, Case
from cases.district.geo import Point
from cases.intake import drafts
from cases.intake.hearing import Heard, Picture
from cases.outbox import Address
from cases.people import Grant
from cases.reach import unseen
from storage.engine.types import Utc
from storage.store import Transaction
from tests.cases.office import Office
from tests.people import IN_0103

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Nine in the morning where the district is."""
LETTERS_TO = text("SELECT letter FROM letters WHERE chat = :chat")
NEXT = text("SELECT min(wake_at) FROM cases WHERE district = :ours AND wake_at <= :until").bindparams(
    bindparam("until", type_=Utc())
)
LOUD = text(
    "SELECT cards.subject, cards.subject_key, cards.chat, cards.thread, cards.loud_at, people.username FROM cards "
    "LEFT JOIN people ON people.id = cards.chat WHERE cards.district = :ours"
)


def at(text: str) -> datetime:
    """A moment of that year where the district is: 11-23 09:00."""
    return datetime.fromisoformat(f"2026-{text}+08:00").astimezone(UTC)


class Crew(Office):
    async def alone(self) -> None:
        """Everybody in their private chats only."""
        admin = await self.person("admin")
        for place in self.work.district.places:
            await staff.unbind(self.work, admin, Address(chat=place.chat, thread=place.thread))

    @property
    def store(self) -> Transaction:
        assert isinstance(self.work.store, Transaction)
        return self.work.store

    async def gives(self, username: str, grant: Grant) -> None:
        await staff.give(self.work, await self.person("admin"), (await self.person(username)).id, grant)

    async def takes(self, *usernames: str) -> None:
        for username in usernames:
            await staff.take(self.work, await self.person("admin"), (await self.person(username)).id, None)

    async def blocks(self, *usernames: str) -> None:
        """They block the bot, which learns it when it writes to them next."""
        for username in usernames:
            address = Address(chat=(await self.person(username)).id)
            await self.store.bindings.silence(address, "blocked")
            self.store.people._forget(address.chat)
            await unseen.silenced(self.work, address, "blocked", news=True)

    async def now(self, case: Case) -> Case:
        await self.store.flush()
        return await self.store.cases.get(case.id)

    async def told(self, username: str) -> set[str]:
        """Keys of the letters to them."""
        await self.store.flush()
        rows = await self.store.cases.peek(LETTERS_TO, chat=(await self.person(username)).id)
        return {row.letter for row in rows}

    async def letters(self) -> list[str]:
        """Keys of all that were written."""
        await self.store.flush()
        return [row.letter for row in await self.store.cases.peek(text("SELECT letter FROM letters"))]

    async def cleared(self) -> Case:
        case = await self.does("lead_chengguan_1", await self.reported(), Action.CLAIM)
        return await self.now(await self.does("lead_chengguan_1", case, Action.CLEAR))

    async def complained(self, *, place: bool) -> Case:
        resident = await self.person("resident")
        await self.sends(resident, picture=Picture(file_id="f", unique="u", as_file=False), words="门口占道经营")
        where = {"point": Point(lon=IN_0103[0], lat=IN_0103[1])} if place else {"words": "解放路9号"}
        draft = await self.sends(resident, **where)
        case = await drafts.submit(self.work, resident, draft.id)
        return await self.now(case)

    async def loud(self) -> dict[tuple[str, str, str], int]:
        """By subject, key and where it stands (a username, or a group's id and thread), at which revision each card was loud."""
        await self.store.flush()
        rows = await self.store.cases.peek(LOUD)
        return {(row.subject, row.subject_key, row.username or f"{row.chat}/{row.thread}"): row.loud_at for row in rows}

    async def alarms(self, words: str) -> Case:
        """A resident tells of danger: that is a case at once."""
        resident = await self.person("resident")
        await drafts.hear(self.work, resident, Heard(address=Address(chat=resident.id), message=1, words=words))
        await self.store.flush()
        return (await self.store.cases.mine(resident.id, 1))[0]

    async def catches_up(self, now: datetime) -> set[tuple[str, str]]:
        """After a stop: everything that has become due is done at once."""
        before = await self.loud()
        self.work = replace(self.work, now=now)
        while await ticks.run(self.work, ticks.WOKEN):
            await self.store.flush()
        return self.louder(before, await self.loud())

    async def time_passes(self, until: datetime) -> set[tuple[str, str]]:
        """Whatever time does until then, a moment at a time; who was told loudly, and by which card."""
        before = await self.loud()
        while True:
            due = await self.store.cases.peek(NEXT, until=until)
            moment = datetime.fromisoformat(str(due[0][0])) if due and due[0][0] else None
            if moment is None:
                break
            self.work = replace(self.work, now=moment.replace(tzinfo=UTC))
            await ticks.run(self.work, ticks.WOKEN)
            await self.store.flush()
        self.work = replace(self.work, now=until)
        return self.louder(before, await self.loud())

    def louder(self, before: dict[tuple[str, str, str], int], after: dict[tuple[str, str, str], int]) -> set[tuple[str, str]]:
        return {(subject, where) for (subject, key, where), at in after.items() if at > before.get((subject, key, where), 0)}
