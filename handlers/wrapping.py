"""From a job to a parcel: what is to be carried, rendered as things stand now in the language of its chat."""

import logging

from cases import board
from cases.cards import Picture
from cases.errors import Refusal
from cases.ports import Work
from handlers.chat import letters
from handlers.chat.keyboards import home
from handlers.chat.look import line, look
from handlers.chat.scene import texts_for
from handlers.parcel import Outcome, Parcel
from handlers.ports import Job, Transaction
from handlers.texts import Texts

log = logging.getLogger(__name__)
LINE = "→"
OURS = (LookupError, ValueError, TypeError, AttributeError, AssertionError)
"""What a fault of ours raises; the records' trouble is none."""


async def wrapped(tx: Transaction, work: Work, job: Job, bot: str) -> Parcel | Outcome:
    """`bot`: its username. What cannot be shown is given up, so that it holds up nothing else."""
    try:
        texts = await texts_for(tx, work, job.spot)
        return await (_letter(tx, job, texts) if job.kind == "letter" else _card(tx, work, job, texts, bot))
    except Refusal:
        return Parcel(job=job, text=LINE, edits=True) if job.kind == "line" else Outcome(job=job, what="given_up", why="gone")
    except OURS as error:
        log.exception("%s %s cannot be shown", job.kind, job.id)
        return Outcome(job=job, what="given_up", why=f"{type(error).__name__}: {error}"[:200])


async def _card(tx: Transaction, work: Work, job: Job, texts: Texts, bot: str) -> Parcel:
    assert job.subject
    card = await board.card(work, job.subject, job.key, job.spot, job.view)
    if job.kind == "line":
        return Parcel(job=job, text=line(card, texts), edits=True)
    shown = look(card, texts, bot, private=job.spot.chat > 0)
    anew = job.message is None or job.loud
    picture = await _uploaded(tx, shown.picture)
    return Parcel(job=job, text=shown.text, picture=picture, keyboard=shown.buttons, edits=not anew)


async def _letter(tx: Transaction, job: Job, texts: Texts) -> Parcel:
    text = letters.render(job.letter, job.facts or {}, texts)
    keyboard = home(texts, staff=job.keyboard == "staff") if job.keyboard else None
    picture = Picture(sha=job.picture) if job.picture else None
    return Parcel(job=job, text=text, keyboard=keyboard, picture=await _uploaded(tx, picture))


async def _uploaded(tx: Transaction, picture: Picture | None) -> Picture | None:
    """A picture of ours by the id Telegram gave it, when it has one; else by the one it came with."""
    if picture is None or picture.sha is None:
        return picture
    return Picture(sha=picture.sha, file_id=await tx.posts.upload(picture.sha) or picture.file_id)
