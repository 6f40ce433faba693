"""From a job to a parcel: what is to be carried, rendered as things stand now in the language of its chat."""

import hashlib
from dataclasses import replace

from aiogram.types import InlineKeyboardMarkup, ReplyKeyboardMarkup

from cases.board import cards, details
from cases.board.parts import Picture
from cases.errors import Gone, Refusal
from cases.outbox import Job
from cases.work import Work
from handlers.chat.keyboards import apart, home
from handlers.chat.scene import texts_for
from handlers.courier.parcel import BLANK, Outcome, Parcel, uploaded_as
from handlers.looks import letters
from handlers.looks.details import caption, played, whole
from handlers.looks.look import line, look
from handlers.ports import Transaction
from handlers.texts import Texts, fit

LINE = "→"
PAPERS = ("paper", "ledger.file")
"""Letters that are files."""
CAPTION, TEXT = 1024, 4096
"""UTF-16 units Telegram takes below a picture, and without one."""


async def rendered(tx: Transaction, work: Work, job: Job, bot: str) -> Parcel | Outcome:
    """`bot`: its username. Where there is nothing to be shown any more, or it shows already, nothing is carried. Whatever else
    this raises gives up this one job: see `Courier`."""
    try:
        texts = await texts_for(tx, work, job.address)
        parcel = await (_letter(tx, work, job, texts) if job.kind == "letter" else _card(tx, work, job, texts, bot))
    except Refusal:
        return Parcel(job=job, text=LINE, edits=True, away=True) if job.kind == "line" else Outcome(job=job, what="gone")
    if parcel.edits and job.kind == "card" and job.face == parcel.face:
        return Outcome(job=job, what="edited", pictured=job.pictured, face=parcel.face)
    return parcel


async def _card(tx: Transaction, work: Work, job: Job, texts: Texts, bot: str) -> Parcel:
    assert job.subject
    card = await cards.card(work, job.subject, job.key, job.address, job.view)
    if job.kind == "line":
        return Parcel(job=job, text=line(card, texts), edits=True, away=True)
    shown = look(card, texts, bot, private=job.address.private)
    anew = not shown.over and (job.message is None or job.loud)
    if job.message is None and (shown.over or (shown.idle and not job.loud)):
        raise Gone
    picture = BLANK if shown.hides and job.pictured and not anew else shown.picture
    pictured = picture is not None or (job.pictured and not anew)
    text = fit(shown.text, CAPTION if pictured else TEXT)
    parcel = Parcel(
        job=job,
        text=text,
        picture=await _uploaded(tx, picture),
        keyboard=shown.buttons,
        edits=not anew,
        away=shown.over,
    )
    return parcel.faced(_face(text, picture, shown.buttons))


def _face(text: str, picture: Picture | None, keyboard: object) -> str:
    """A mark of what a message shows."""
    which = (picture.sha or picture.file_id) if picture else None
    buttons = keyboard.model_dump_json(exclude_none=True) if hasattr(keyboard, "model_dump_json") else ""
    return hashlib.sha256(f"{text}\0{which}\0{buttons}".encode()).hexdigest()[:32]


async def _letter(tx: Transaction, work: Work, job: Job, texts: Texts) -> Parcel:
    """Of a case read whole nothing is kept in the letter: it is read when it leaves, by who it goes to then."""
    facts = job.facts or {}
    if job.letter == "album":
        framed = await details.album(work, facts["case"], job.address, facts["first"])
        pictures = [(picture, caption(one, texts)) for one in framed if (picture := await _uploaded(tx, one.picture))]
        return Parcel(job=job, text="\n".join(words for _, words in pictures) or LINE, album=tuple(pictures))
    if job.letter == "recording":
        return await _recording(tx, work, job, texts)
    if job.letter == "details":
        return Parcel(job=job, text=fit(whole(await details.details(work, facts["case"], job.address), texts), TEXT))
    text = letters.render(job.letter, facts, texts)
    if job.letter in PAPERS:
        return Parcel(
            job=job,
            text=fit(text, CAPTION),
            paper=job.picture or "",
            name=str(facts.get("name") or f"{facts.get('number', '')}.pdf"),
        )
    keyboard = _below(job, texts)
    picture = Picture(sha=job.picture) if job.picture else None
    qr = str(facts["link"]) if job.letter == "invite" else ""
    fitting = fit(text, CAPTION if picture or qr else TEXT)
    return Parcel(job=job, text=fitting, keyboard=keyboard, picture=await _uploaded(tx, picture), qr=qr)


async def _recording(tx: Transaction, work: Work, job: Job, texts: Texts) -> Parcel:
    facts = job.facts or {}
    framed = await details.recording(work, facts["case"], job.address, facts["photo"])
    text, instead = played(framed, texts)
    assert framed.recording
    known = await tx.posts.upload(uploaded_as(framed.recording)) if framed.recording.sha else None
    recording = replace(framed.recording, file_id=known or framed.recording.file_id)
    return Parcel(job=job, text=text, recording=recording, instead=instead)


def _below(job: Job, texts: Texts) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | None:
    """A letter's buttons, by the name of its keyboard."""
    if job.keyboard is None:
        return None
    return apart(job.facts or {}, texts) if job.keyboard == "apart" else home(texts, staff=job.keyboard == "staff")


async def _uploaded(tx: Transaction, picture: Picture | None) -> Picture | None:
    """A picture of ours by the id Telegram gave it, when it has one; else by the one it came with."""
    if picture is None or picture.sha is None:
        return picture
    return Picture(sha=picture.sha, file_id=await tx.posts.upload(picture.sha) or picture.file_id)
