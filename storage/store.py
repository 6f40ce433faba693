"""One transaction on one district's records, by subject; it never commits itself."""

from datetime import datetime
from functools import cached_property

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.cases import CaseRecords
from storage.drafts import DraftRecords, PhotoRecords
from storage.editions import EditionRecords
from storage.figures import FigureRecords
from storage.inbox import InboxRecords
from storage.outbox import OutboxRecords
from storage.people import PeopleRecords, PlaceRecords, WordRecords
from storage.posts import PostRecords


class Transaction:
    def __init__(self, connection: AsyncConnection, district: str, now: datetime) -> None:
        self.connection = connection
        self.district = district
        self.now = now

    @cached_property
    def cases(self) -> CaseRecords:
        return CaseRecords(self.connection, self.district)

    @cached_property
    def drafts(self) -> DraftRecords:
        return DraftRecords(self.connection, self.district)

    @cached_property
    def photos(self) -> PhotoRecords:
        return PhotoRecords(self.connection, self.district)

    @cached_property
    def people(self) -> PeopleRecords:
        return PeopleRecords(self.connection, self.district)

    @cached_property
    def places(self) -> PlaceRecords:
        return PlaceRecords(self.connection, self.district)

    @cached_property
    def words(self) -> WordRecords:
        return WordRecords(self.connection, self.district)

    @cached_property
    def figures(self) -> FigureRecords:
        return FigureRecords(self.connection, self.district)

    @cached_property
    def outbox(self) -> OutboxRecords:
        return OutboxRecords(self.connection, self.district, self.now)

    @cached_property
    def posts(self) -> PostRecords:
        return PostRecords(self.connection, self.district, self.now)

    @cached_property
    def inbox(self) -> InboxRecords:
        return InboxRecords(self.connection, self.district)

    @cached_property
    def editions(self) -> EditionRecords:
        return EditionRecords(self.connection, self.district)

    async def flush(self) -> None:
        """What many people share is written last, just before the commit."""
        await self.outbox.flush()
