"""What is said of what goes wrong: to people, a refusal as a sentence; to operators, an exception without anybody's secrets."""

import traceback
from pathlib import Path

from cases.errors import Refusal
from cases.store import StoreDown
from handlers.texts import Texts, cut

HOME = Path(__file__).parent.parent
OURS = (Refusal, StoreDown)
MOST = 160


def sentence(refusal: Refusal, texts: Texts) -> str:
    """Plain text, short enough for the answer to a button."""
    facts = dict(refusal.facts)
    if "asks" in facts:
        facts["asks"] = texts.join([f"ask.{ask}" for ask in facts["asks"]])
    if "unit" in facts:
        facts["unit"] = texts.unit(facts["unit"])
    if "usage" in facts:
        facts["usage"] = texts.plain(f"usage.{facts['usage']}")
    if "people" in facts:
        facts["people"] = texts.plain("comma").join(facts["people"])
    return cut(texts.plain(f"refusal.{type(refusal).__name__}", **{"number": "", **facts}), 190)


def said(error: BaseException) -> str:
    """What may be written down of an exception: its kind and where in our code it came up. Its own text may hold an address with
    the token, people's words or a statement's values, so it is kept only of what we, or Telegram in refusing, have worded."""
    kind, worded = type(error), ""
    if isinstance(error, OURS):
        worded = str(error).partition("\n")[0]
    elif kind.__module__ == "aiogram.exceptions" and kind.__name__ != "TelegramNetworkError":
        worded = str(getattr(error, "message", "")).partition("\n")[0]
    return f"{kind.__name__}{_where(error)}" + (f": {worded[:MOST]}" if worded else "")


def _where(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if _is_ours(frame.filename)]
    return f" at {Path(ours[-1].filename).relative_to(HOME)}:{ours[-1].lineno}" if ours else ""


def _is_ours(filename: str) -> bool:
    path = Path(filename)
    return path.is_relative_to(HOME) and "site-packages" not in path.parts


def trace(error: BaseException, most: int = 12) -> list[str]:
    """Where an exception came through, innermost last, and of which others it came; so many lines at most, nobody's words."""
    lines: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(lines) < 3 * most:
        frames = traceback.extract_tb(seen.__traceback__)[-most:]
        lines += [f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames] + [said(seen)]
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
        if seen is not None:
            lines.append("because of")
    return lines[: 3 * most]
