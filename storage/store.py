"""One transaction on one district's records, by subject; it never commits itself."""

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime
from functools import cached_property

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.outbox import Address
from storage.bindings import BindingRecords
from storage.casework import CaseRecords
from storage.complaints import ComplaintRecords
from storage.draws import DrawRecords
from storage.editions import EditionRecords
from storage.engine.sql import Scope
from storage.erasing import ErasingRecords
from storage.evidence import PhotoRecords
from storage.figures import FigureRecords
from storage.folds import FoldRecords
from storage.inbox import InboxRecords
from storage.intake import DraftRecords
from storage.learning import Habits, LearningRecords
from storage.leases import LeaseRecords
from storage.notices import NoticeRecords
from storage.outbox.cards import OutboxRecords
from storage.outbox.jobs import JobRecords
from storage.outbox.posts import PostRecords
from storage.people import PeopleRecords
from storage.retention import RetentionRecords
from storage.search import SearchRecords
from storage.shifts import ShiftRecords
from storage.summaries import SummaryRecords
from storage.voices import VoiceRecords
from storage.words import WordRecords


class Transaction:
    def __init__(
        self,
        connection: AsyncConnection,
        district: str,
        now: datetime,
        number: Callable[[], Awaitable[int]],
        habits: Habits,
        *,
        writes: bool,
    ) -> None:
        self._habits = habits
        self.scope = Scope(connection=connection, district=district, now=now, number=number, writes=writes)

    @property
    def now(self) -> datetime:
        """The moment of everything done in it."""
        return self.scope.now

    @property
    def written(self) -> int:
        """How often something was written, or is to be: a refusal leaves it as it was."""
        return self.scope.pending.count

    @cached_property
    def cases(self) -> CaseRecords:
        return CaseRecords(self.scope)

    @cached_property
    def search(self) -> SearchRecords:
        return SearchRecords(self.scope)

    @cached_property
    def learning(self) -> LearningRecords:
        return LearningRecords(self.scope, self._habits)

    @cached_property
    def complaints(self) -> ComplaintRecords:
        return ComplaintRecords(self.scope)

    @cached_property
    def drafts(self) -> DraftRecords:
        return DraftRecords(self.scope)

    @cached_property
    def photos(self) -> PhotoRecords:
        return PhotoRecords(self.scope, self.drafts)

    @cached_property
    def people(self) -> PeopleRecords:
        return PeopleRecords(self.scope)

    @cached_property
    def bindings(self) -> BindingRecords:
        return BindingRecords(self.scope)

    @cached_property
    def words(self) -> WordRecords:
        return WordRecords(self.scope)

    @cached_property
    def figures(self) -> FigureRecords:
        return FigureRecords(self.scope)

    @cached_property
    def folds(self) -> FoldRecords:
        return FoldRecords(self.scope)

    @cached_property
    def summaries(self) -> SummaryRecords:
        return SummaryRecords(self.scope)

    @cached_property
    def shifts(self) -> ShiftRecords:
        return ShiftRecords(self.scope)

    @cached_property
    def draws(self) -> DrawRecords:
        return DrawRecords(self.scope)

    @cached_property
    def voices(self) -> VoiceRecords:
        return VoiceRecords(self.scope)

    @cached_property
    def notices(self) -> NoticeRecords:
        return NoticeRecords(self.scope)

    @cached_property
    def outbox(self) -> OutboxRecords:
        return OutboxRecords(self.scope)

    @cached_property
    def jobs(self) -> JobRecords:
        return JobRecords(self.scope)

    @cached_property
    def posts(self) -> PostRecords:
        return PostRecords(self.scope)

    @cached_property
    def inbox(self) -> InboxRecords:
        return InboxRecords(self.scope)

    @cached_property
    def editions(self) -> EditionRecords:
        return EditionRecords(self.scope)

    @cached_property
    def retention(self) -> RetentionRecords:
        return RetentionRecords(self.scope)

    @cached_property
    def erasing(self) -> ErasingRecords:
        return ErasingRecords(self.scope)

    @cached_property
    def leases(self) -> LeaseRecords:
        return LeaseRecords(self.scope)

    async def expect(
        self,
        *,
        people: Collection[int] = (),
        drafts: Collection[int] = (),
        cases: Collection[int] = (),
        messages: Collection[tuple[Address, int]] = (),
    ) -> None:
        """Reads in a few statements what a batch of updates will ask for, the people first and held until the end: whoever
        writes a person's drafts holds the person."""
        if people:
            await self.people.hold(people)
        if people or drafts:
            await self.drafts.expect(people, drafts)
        cases = {*cases, *self.drafts.cases_of_known()}
        if cases:
            await self.cases.expect(cases)
            await self.people.expect(self.cases.concerned(cases))
        if messages:
            await self.posts.expect(messages)

    async def flush(self) -> None:
        """All that is pending; what many people share is written last, just before the commit."""
        await self.outbox.settle()
        await self.scope.settle()
        await self.outbox.flush()
