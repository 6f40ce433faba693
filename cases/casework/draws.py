"""盲抽复核: which of a day's closed cases are looked at again. A seed decides that nobody could know before; it is kept, so that
the draw can be repeated."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from math import ceil
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Draw:
    """Of one day: out of how many, and the numbers that were drawn, in the order in which they were."""

    day: date
    seed: str
    lot: int
    picked: tuple[str, ...]


def picks(seed: str, numbers: Collection[str], share: Decimal) -> tuple[str, ...]:
    """So large a share of the cases, at least one: those whose number comes first when each is hashed with the seed
    (SHA-256 of `seed:number`, in hexadecimal)."""
    order = sorted(set(numbers), key=lambda number: sha256(f"{seed}:{number}".encode()).hexdigest())
    return tuple(order[: ceil(len(order) * share)])


def repeated(draw: Draw, numbers: Collection[str]) -> bool:
    """Whether the seed draws the same again out of these."""
    drawn = set(picks(draw.seed, numbers, Decimal(1))[: len(draw.picked)])
    return draw.lot == len(set(numbers)) and drawn == set(draw.picked)


class Draws(Protocol):
    async def closed(self, start: datetime, end: datetime) -> Sequence[tuple[int, str]]:
        """Cases, each with its number, that a passed check closed in a span, or who handled them on the spot."""
        ...

    async def keep(self, draw: Draw) -> bool:
        """Whether none was kept of that day before."""
        ...

    async def last(self) -> date | None: ...
    async def since(self, day: date) -> list[Draw]: ...
