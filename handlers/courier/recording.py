"""What the records are told of what became of a parcel."""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from cases.outbox import Address, Job, Silence, Subject
from handlers.courier.parcel import Outcome
from handlers.ports import Transaction

log = logging.getLogger(__name__)
TRY_AGAIN = timedelta(hours=1)
"""After so long a place that takes nothing is tried once more by itself."""
HOPELESS = (TRY_AGAIN, timedelta(days=1))
"""And so a card that was given up."""
QUEUE_EVERY = timedelta(seconds=30)
"""A queue card is edited no more often than that."""


async def _sent(tx: Transaction, outcome: Outcome) -> None:
    job = outcome.job
    await _speaks_again(tx, job)
    if job.kind == "letter":
        await tx.posts.letter_sent(job, outcome.message)
    else:
        await tx.posts.sent(job, outcome.message, pictured=outcome.pictured, later=_later(tx, job), face=outcome.face)


async def _speaks_again(tx: Transaction, job: Job) -> None:
    if job.mute:
        await tx.bindings.heard(job.address)


async def _edited(tx: Transaction, outcome: Outcome) -> None:
    await _speaks_again(tx, outcome.job)
    if outcome.job.kind == "line":
        await tx.posts.lost(outcome.job)
    else:
        await tx.posts.edited(outcome.job, pictured=outcome.pictured, later=_later(tx, outcome.job), face=outcome.face)


def _later(tx: Transaction, job: Job) -> Any:
    return tx.now + QUEUE_EVERY if job.subject is Subject.QUEUE else None


async def _lost(tx: Transaction, outcome: Outcome) -> None:
    await tx.posts.lost(outcome.job)


async def _taken(tx: Transaction, outcome: Outcome) -> None:
    """Which says nothing of whether the place takes messages."""
    await tx.posts.lost(outcome.job)
    if outcome.job.kind == "card":
        await tx.posts.at_rest(outcome.job)


async def _gone(tx: Transaction, outcome: Outcome) -> None:
    await tx.posts.at_rest(outcome.job)


async def _given_up(tx: Transaction, outcome: Outcome) -> None:
    """The next who should know is found by an errand: it reads much, and may fail by itself."""
    job = outcome.job
    if await tx.posts.given_up(job, outcome.why, HOPELESS):
        facts = {"subject": job.subject, "key": job.key, "letter": job.letter, "why": outcome.why}
        await tx.outbox.errand("unseen", facts | {"chat": job.address.chat, "thread": job.address.thread})


async def _silent(tx: Transaction, outcome: Outcome) -> None:
    address = Address(chat=outcome.job.address.chat, thread=outcome.thread)
    found = await tx.bindings.silence(address, outcome.why, tx.now + TRY_AGAIN if outcome.again else None)
    if found is Silence.KNOWN:
        return
    place = "a private chat" if address.private else f"chat {address.chat} {address.thread or ''}"
    log.warning("%s takes nothing: %s", place, outcome.why)
    facts = {"chat": address.chat, "thread": address.thread, "why": outcome.why}
    await tx.outbox.errand("silenced", facts | {"news": found is Silence.NEW})


async def _moved(tx: Transaction, outcome: Outcome) -> None:
    await tx.posts.moved(outcome.job.address.chat, outcome.chat)


RECORDERS: dict[str, Callable[[Transaction, Outcome], Awaitable[None]]] = {
    "sent": _sent, "edited": _edited, "lost": _lost, "taken": _taken, "gone": _gone, "given_up": _given_up,
    "silent": _silent, "moved": _moved,
}  # fmt: skip


async def record(tx: Transaction, outcome: Outcome) -> None:
    """Notes what became of a job; of `later` there is nothing to note."""
    if outcome.what in RECORDERS:
        await RECORDERS[outcome.what](tx, outcome)
    if outcome.uploaded:
        await tx.posts.uploaded(*outcome.uploaded)
