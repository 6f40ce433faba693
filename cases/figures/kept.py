"""What is asked of the records about weekly and monthly figures."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol


class Summaries(Protocol):
    async def keep(self, span: str, first: date, figures: Mapping[str, Any]) -> bool:
        """False when it was decided before."""
        ...

    async def get(self, span: str, first: date) -> Mapping[str, Any] | None: ...
    async def last(self, span: str) -> Mapping[str, Any] | None: ...
