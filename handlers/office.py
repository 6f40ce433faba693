"""The service at work on one district: its records, its bot, its clock, and the district as loaded now."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiogram import Bot

from cases.district.edition import District
from cases.work import Work
from handlers.ports import Clock, Pictures, Records, Transaction


@dataclass(kw_only=True)
class Office:
    """`district` is replaced, whole, when a new edition of its pack is loaded."""

    records: Records
    pictures: Pictures
    bot: Bot
    username: str
    clock: Clock
    district: District
    editions: dict[int, District] = field(default_factory=dict)
    """Earlier ones, by number; they never change."""

    def take(self, edition: District) -> None:
        """A new edition is in force from now on."""
        self.editions = {**self.editions, self.district.edition: self.district}
        self.district = edition

    @asynccontextmanager
    async def writing(self, *, alone: bool = False) -> AsyncIterator[tuple[Transaction, Work]]:
        """One transaction and what use cases need of it; commits at the end. Raises StoreDown."""
        async with self.records.writing(self.district.code, self.clock.now, alone=alone) as tx:
            yield tx, Work(store=tx, district=self.district, now=tx.now, editions=self.editions)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[tuple[Transaction, Work]]:
        """A snapshot."""
        async with self.records.reading(self.district.code, self.clock.now) as tx:
            yield tx, Work(store=tx, district=self.district, now=tx.now, editions=self.editions)
