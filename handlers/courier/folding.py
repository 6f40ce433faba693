"""Folding: where more new cases wait for a group than it may have messages, they are gathered in the card of its queue."""

from collections import Counter
from collections.abc import Callable, Sequence

from cases.outbox import Job, Subject
from handlers.ports import Transaction

KEPT_BACK = 10
"""Messages of a group's minute that new cases leave to others: a queue's card that names them all comes every six seconds."""


def is_new(job: Job) -> bool:
    """The first card of a case in a group, unless somebody has asked for it."""
    first = job.subject is Subject.CASE and job.kind == "card" and job.message is None
    return first and job.address.chat < 0 and not job.asked


async def foldable(tx: Transaction, jobs: Sequence[Job], room: Callable[[int], int]) -> list[tuple[Job, str]]:
    """New cases of groups for which more of them wait than the group may have messages in this minute, each with the key of
    the queue that stands there and that the case is in; danger to life is never among them. `room`: how many
    messages a chat may still have."""
    new = [job for job in jobs if is_new(job)]
    counts = Counter(job.address.chat for job in new)
    crowded = {chat for chat, count in counts.items() if count > max(1, room(chat) - KEPT_BACK)}
    if not crowded:
        return []
    queues = {(one.address, one.queue) for chat in crowded for one in await tx.bindings.in_chat(chat)}
    waiting = [job for job in new if job.address.chat in crowded]
    found = await tx.cases.known([int(job.key) for job in waiting])
    return [
        (job, queue)
        for job in waiting
        if (case := found.get(int(job.key)))
        and not case.alarm
        and (queue := case.queue) is not None
        and (job.address, queue) in queues
    ]
