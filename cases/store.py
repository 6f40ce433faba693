"""One open transaction on one district's records, by subject. Nothing here commits; the caller's edge does."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from cases.casework.case import Case
from cases.casework.complaint import Complaints
from cases.casework.draws import Draws
from cases.casework.query import Query, Scope
from cases.casework.records import Cases
from cases.casework.voices import Voices
from cases.evidence.photo import Photos
from cases.field.shifts import Shifts
from cases.figures.folds import Folds
from cases.figures.kept import Summaries
from cases.figures.tally import Figures
from cases.intake.draft import Drafts
from cases.notices.calls import Notices
from cases.outbox import Bindings, Outbox
from cases.people import People


class StoreDown(Exception):
    """The records cannot be reached or written just now: nobody's fault, try again."""


class Words(Protocol):
    async def keep(self, text: str) -> int:
        """The number of what is written when the transaction is."""
        ...

    async def keep_list(self, text: str) -> int:
        """The same, of what a list is to show: for its days alone."""
        ...

    async def read(self, words: int | None) -> str: ...
    async def many(self, words: Collection[int]) -> Mapping[int, str]: ...
    async def rewrite(self, words: int, text: str) -> None:
        """What was written before is nowhere any more."""
        ...


class Search(Protocol):
    async def index(self, case: int, grams: Collection[str]) -> None:
        """A case is found by these from now on, as by those before."""
        ...

    async def find(self, query: Query, scope: Scope, limit: int, skip: int = 0) -> list[Case]:
        """The newest first; what is late by department, the longest first."""
        ...

    async def count(self, query: Query, scope: Scope, most: int) -> int: ...
    async def worst(self, query: Query, limit: int) -> list[Case]:
        """Danger first, then what is urgent, then the longest late."""
        ...


class Learning(Protocol):
    """What a district is used to, as it was within the hour."""

    async def often(self, grid: str, since: datetime) -> Mapping[str, int]:
        """How often each category came among a grid's latest reports."""
        ...

    async def ended(self, start: datetime, end: datetime) -> list[tuple[str, str, tuple[str, ...]]]:
        """Of cases closed in a span: category, words, and the names of who reported them."""
        ...

    async def learn(self, counted: Mapping[tuple[str, str], int]) -> None:
        """So many cases more, by piece of words and category."""
        ...

    async def learned(self, grams: Collection[str]) -> Mapping[str, Mapping[str, int]]:
        """Of how many cases of each category each was said."""
        ...


class Store(Protocol):
    """One transaction on one district's records."""

    @property
    def cases(self) -> Cases: ...
    @property
    def search(self) -> Search: ...
    @property
    def learning(self) -> Learning: ...
    @property
    def complaints(self) -> Complaints: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def photos(self) -> Photos: ...
    @property
    def people(self) -> People: ...
    @property
    def bindings(self) -> Bindings: ...
    @property
    def words(self) -> Words: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def draws(self) -> Draws: ...
    @property
    def voices(self) -> Voices: ...
    @property
    def notices(self) -> Notices: ...
    @property
    def figures(self) -> Figures: ...
    @property
    def folds(self) -> Folds: ...
    @property
    def summaries(self) -> Summaries: ...
    @property
    def shifts(self) -> Shifts: ...
