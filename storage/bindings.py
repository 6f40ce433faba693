"""What groups and topics are for, which language they speak, and where nothing can be written."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, delete, exists, or_, select, update

from cases.outbox import GENERAL, Address, Binding, Purpose, Silence
from storage.engine.sql import Records, Scope, here
from storage.tables import TABLES

BINDINGS, CHATS, SILENCES = TABLES["bindings"], TABLES["chats"], TABLES["silences"]


def silence_of(table: Any, thread: Any) -> Any:
    """Whether nothing is to be sent to a row's chat or topic: a condition on `silences`."""
    topic = case((thread == 0, GENERAL), else_=thread)
    return (
        (SILENCES.c.district == table.c.district)
        & (SILENCES.c.chat == table.c.chat)
        & ((SILENCES.c.thread == 0) | (SILENCES.c.thread == topic))
    )


NOW = bindparam("now", type_=SILENCES.c.again.type)
NOT_YET = or_(SILENCES.c.again.is_(None), SILENCES.c.again > NOW)
"""Of a silence: it is not worth a try yet."""
SILENT = select(SILENCES.c.chat).where(silence_of(BINDINGS, BINDINGS.c.thread))
ALL_BINDINGS = (
    select(BINDINGS, exists(SILENT).label("mute"), exists(SILENT.where(NOT_YET)).label("shut"))
    .where(here(BINDINGS))
    .order_by(BINDINGS.c.id)
)


class BindingRecords(Records):
    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._all: list[Binding] | None = None
        self._mute: set[Address] = set()
        self._shut: set[Address] = set()
        """Mute, and not to be tried yet."""

    async def _places(self) -> list[Binding]:
        """All of the district's: they are few."""
        if self._all is None:
            rows = await self.peek(ALL_BINDINGS, now=self.now)
            self._all = [
                Binding(purpose=Purpose(row.purpose), department=row.department or None, address=_address(row)) for row in rows
            ]
            self._mute = {_address(row) for row in rows if row.mute}
            self._shut = {_address(row) for row in rows if row.shut}
        return self._all

    async def of(self, purpose: Purpose, department: str | None = None) -> list[Address]:
        return [address for address in await self.bound(purpose, department) if address not in self._shut]

    async def bound(self, purpose: Purpose, department: str | None = None) -> list[Address]:
        found = [one for one in await self._places() if one.purpose is purpose]
        return [one.address for one in found if department in (None, one.department)]

    async def muted(self) -> list[Binding]:
        """Bindings the bot cannot write to."""
        return [one for one in await self._places() if one.address in self._mute]

    async def at(self, address: Address) -> list[Binding]:
        return [one for one in await self._places() if one.address == address]

    async def in_chat(self, chat: int) -> list[Binding]:
        return [one for one in await self._places() if one.address.chat == chat]

    async def staffed(self, chat: int) -> bool:
        """Whether a group is one of the district's own."""
        return any(one.address.chat == chat for one in await self._places())

    async def bind(self, bound: Binding, by: int) -> None:
        await self.insert_once(
            "bindings", id=await self.scope.number(), purpose=bound.purpose.value, department=bound.department or "",
            chat=bound.address.chat, thread=bound.address.thread or 0, bound_by=by,
        )  # fmt: skip
        self._all = None

    async def unbind(self, address: Address) -> int:
        here_now = BINDINGS.c.chat == address.chat, BINDINGS.c.thread == (address.thread or 0)
        self._all = None
        return await self.run(delete(BINDINGS).where(BINDINGS.c.district == self.district, *here_now))

    async def lang(self, chat: int) -> str | None:
        row = await self.first(select(CHATS.c.lang).where(CHATS.c.district == self.district, CHATS.c.chat == chat))
        return row.lang if row else None

    async def set_lang(self, chat: int, lang: str) -> None:
        await self._note(chat, lang=lang)

    async def silence(self, address: Address, why: str, again: datetime | None = None) -> Silence:
        """The bot may not write there: to one topic, or with none to the whole chat. `again`: when it is worth a try."""
        place = {"chat": address.chat, "thread": address.thread or 0}
        self._all = None
        if await self.insert_once("silences", **place, why=why, since=self.now, again=again):
            return Silence.NEW
        same = SILENCES.c.district == self.district, SILENCES.c.chat == address.chat, SILENCES.c.thread == (address.thread or 0)
        tries = SILENCES.c.again <= self.now if again else SILENCES.c.again.is_not(None)
        tried = await self.run(update(SILENCES).where(*same, tries).values(why=why, again=again))
        return Silence.STILL if tried else Silence.KNOWN

    async def heard(self, address: Address, *, everywhere: bool = False) -> bool:
        """Somebody said something there (`everywhere`: or the bot was let in again), so it can be written to. Returns whether
        that is news."""
        gone = delete(SILENCES).where(SILENCES.c.district == self.district, SILENCES.c.chat == address.chat)
        if not everywhere:
            gone = gone.where(SILENCES.c.thread.in_((0, address.thread or GENERAL)))
        self._all = None
        return await self.run(gone) > 0

    async def mute(self, address: Address) -> bool:
        """Whether a place of the district's is taken to be out of reach."""
        return any(one.address.chat == address.chat for one in await self.muted())

    async def _note(self, chat: int, **what: str | None) -> None:
        noted = self.upsert("chats").on_conflict_do_update(index_elements=["district", "chat"], set_=what)
        await self.run(noted, district=self.district, chat=chat, **what)


def _address(row: Any) -> Address:
    return Address(chat=row.chat, thread=row.thread or None)
