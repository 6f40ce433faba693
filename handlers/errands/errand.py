"""What an errand is given, and what it leaves to be done when it is marked done."""

from collections.abc import Awaitable, Callable
from typing import Any

from cases.evidence.photo import Photo
from cases.outbox import Address, Letter
from cases.work import Work
from handlers.office import Office
from handlers.ports import NoPicture, Pictures, Shared, Transaction

Facts = dict[str, Any]
Finish = Callable[[Transaction, Work], Awaitable[None]]
"""In the transaction that marks it done."""
Do = Callable[[Office, Shared, Facts], Awaitable[Finish | None]]
GiveUp = Callable[[Transaction, Work, Facts], Awaitable[None]]


async def body(pictures: Pictures, photo: Photo | None) -> bytes | None:
    """A picture as it is shown; None where there is none any more."""
    try:
        return await pictures.get(photo.sha) if photo and photo.sha else None
    except NoPicture:
        return None


async def say(tx: Transaction, facts: Facts, key: str, about: Facts, picture: str | None = None) -> None:
    address = Address(chat=facts["chat"], thread=facts["thread"])
    await tx.outbox.write(Letter(address=address, key=key, facts=about, picture=picture))
