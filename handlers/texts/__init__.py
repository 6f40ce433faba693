"""Every sentence in every language; facts are quoted for HTML as they are put in."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from html import escape, unescape
from zoneinfo import ZoneInfo

from handlers.texts import en, zh

LANGUAGES: Mapping[str, Mapping[str, str]] = {"zh": zh.TEXTS, "en": en.TEXTS}


def language(code: str | None) -> str:
    """Our language for one of Telegram's codes: Chinese unless it says something else."""
    return "zh" if not code or code.lower().startswith("zh") else "en"


class Html(str):
    """Text that is HTML already; put into a sentence as it is."""

    __slots__ = ()


class Texts:
    """One language's sentences, with times in the district's zone."""

    def __init__(self, lang: str, tz: ZoneInfo, names: Mapping[str, str] | None = None) -> None:
        """`names`: what the district's own names are called in English."""
        self._names = names or {}
        self.lang = lang if lang in LANGUAGES else "zh"
        self._table = LANGUAGES[self.lang]
        self._tz = tz

    def __call__(self, key: str, **facts: object) -> Html:
        """The sentence as HTML; strings among the facts are quoted, but for what is HTML already."""
        return Html(self._table[key].format_map({name: self._shown(value) for name, value in facts.items()}))

    def plain(self, key: str, **facts: object) -> str:
        """The sentence as plain text, for buttons, answers and pictures."""
        return self._table[key].format_map(facts)

    def has(self, key: str) -> bool:
        return key in self._table

    def join(self, keys: list[str]) -> str:
        return self._table["comma"].join(self._table[key] for key in keys)

    def _shown(self, value: object) -> object:
        quoted = isinstance(value, str) and not isinstance(value, Html)
        return escape(str(value), quote=False) if quoted else value

    def time(self, moment: datetime) -> str:
        """Month, day, hour and minute where the district is."""
        return f"{moment.astimezone(self._tz):%m-%d %H:%M}"

    def local(self, moment: datetime) -> datetime:
        """As clocks show it where the district is."""
        return moment.astimezone(self._tz)

    def ago(self, by: timedelta) -> str:
        """How long ago, in its largest part."""
        parts = (("time.days", by.days), ("time.hours", by.seconds // 3600), ("time.minutes", by.seconds // 60))
        key, count = next(((key, count) for key, count in parts if count), ("", 0))
        if not count:
            return self.plain("time.now")
        return self.plain("time.ago", time=self.plain(key, count=count))

    def many(self, count: int) -> str:
        """A count that was not counted to its end above 999."""
        return str(count) if count < 1000 else "999+"

    def day_of(self, moment: datetime) -> date:
        return moment.astimezone(self._tz).date()

    def day(self, day: date) -> str:
        return self.plain("day", year=day.year, month=day.month, day=day.day, weekday=self.plain(f"weekday.{day.weekday()}"))

    def amount(self, amount: Decimal, unit: str | None) -> str:
        said = self.unit(unit or "")
        one = said.removesuffix("s") if amount == 1 and self.lang == "en" else said
        return f"{amount.normalize():f} {one}".strip()

    def name(self, name: str) -> str:
        """A heading's, category's or department's name in this language."""
        return self._names.get(name, name) if self.lang == "en" else name

    def unit(self, unit: str) -> str:
        return self._table.get(f"unit.{unit}", unit)


def units(text: str) -> int:
    """Length as Telegram counts it, in UTF-16 units: an emoji is two."""
    return len(text) + sum(char > "\uffff" for char in text)


def cut(text: str, most: int) -> str:
    """Shown cut, in UTF-16 units, stored whole."""
    if units(text) <= most:
        return text
    kept, left = [], most - 1
    for char in text:
        left -= units(char)
        if left < 0:
            break
        kept.append(char)
    return "".join(kept) + "…"


PIECE = re.compile(r"<[^<>]*>|&[a-z#0-9]+;|.", re.DOTALL)


def fit(html: str, most: int) -> str:
    """HTML whose text is at most so many UTF-16 units: the last cut, behind all others; what was open is closed."""
    if units(html) <= most:
        return html
    kept: list[str] = []
    opened: list[str] = []
    left = most - 1
    pieces = PIECE.findall(html)
    if sum(units(unescape(piece)) for piece in pieces if not piece.startswith("<")) <= most:
        return html
    for piece in pieces:
        if piece.startswith("</"):
            opened.pop()
        elif piece.startswith("<"):
            opened.append(piece[1:-1].split()[0])
        else:
            left -= units(unescape(piece))
            if left < 0:
                break
        kept.append(piece)
    return "".join([*kept, "…", *(f"</{name}>" for name in reversed(opened))])


def bare(html: str) -> str:
    """The text of HTML."""
    return unescape(re.sub(r"<[^<>]*>", "", html))
