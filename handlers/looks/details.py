"""How a case reads as a whole, and what stands below each of its pictures."""

from cases.board.details import Details, Framed, Told
from cases.evidence.photo import Kind
from handlers.looks.names import name
from handlers.texts import Texts, cut

MOST = 3300
"""Characters of what happened; of more the latest are shown."""
WORDS = 800


def whole(card: Details, texts: Texts) -> str:
    found: list[str] = [texts("details.title", number=card.number, category=name(card.category, texts))]
    if card.words:
        found.append(texts("case.words", words=cut(card.words, WORDS)))
    if card.place and card.place != card.words:
        found.append(texts("details.place", place=cut(card.place, WORDS)))
    found.append(texts("details.pictures", count=card.pictures) if card.pictures else texts("details.no_pictures"))
    if card.recordings:
        found.append(texts("details.recordings", count=card.recordings))
    if card.withheld:
        found.append(texts("case.withheld"))
    return "\n".join([*found, "", *_fitting([_line(told, texts) for told in card.told], texts)])


def _fitting(lines: list[str], texts: Texts) -> list[str]:
    """The latest, as far as there is room."""
    kept: list[str] = []
    for line in reversed(lines):
        if kept and sum(map(len, kept)) + len(line) > MOST:
            return [texts("details.earlier", count=len(lines) - len(kept)), *kept]
        kept.insert(0, line)
    return kept


def _line(told: Told, texts: Texts) -> str:
    by = told.by or (texts.plain("case.complainer") if told.complainer else "")
    reason = texts.plain(f"reason.{told.reason}") if told.reason else ""
    said = texts.plain("semicolon").join(part for part in (reason, cut(told.words, WORDS)) if part)
    where = texts.plain("details.where", name=name(told.department, texts)) if told.department else ""
    limit = texts.plain("details.deadline", time=texts.time(told.deadline)) if told.deadline else ""
    until = texts.plain("details.until", day=texts.day(told.until)) if told.until else ""
    parts = [part for part in (texts.time(told.at), texts.plain(f"done.{told.action}"), by, where, limit, until) if part]
    return texts("details.line", told=" ".join(parts)) + (texts("details.said", words=said) if said else "")


def played(framed: Framed, texts: Texts) -> tuple[str, str]:
    """What is said of a recording, and what is said where it can be had no more."""
    assert framed.recording
    what = texts.plain(f"recording.{framed.recording.kind}")
    said = caption(framed, texts)
    return texts("recording", what=what, caption=said), texts("recording.gone", what=what, caption=said)


def caption(framed: Framed, texts: Texts) -> str:
    at = texts.time(framed.at) if framed.at else ""
    spoken = framed.recording and framed.recording.kind in (Kind.VOICE, Kind.AUDIO)
    parts = ["" if spoken else texts.plain(f"side.{framed.side}"), framed.by, at]
    return " · ".join(part for part in parts if part)
