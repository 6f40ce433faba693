"""Telegram's HTML: text and entities out of what a bot sends, as strict about mistakes as Telegram."""

from html.parser import HTMLParser
from typing import Any

from bot.sandbox.errors import Bad

_SIMPLE = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre",
    "tg-spoiler": "spoiler", "span": "spoiler", "a": "text_link", "tg-emoji": "custom_emoji",
}  # fmt: skip


def utf16(text: str) -> int:
    """Length in UTF-16 units, the way Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


MENTION = "tg://user?id="


def _linked(url: str) -> dict[str, Any]:
    """A link, or a person called by name."""
    number = url.removeprefix(MENTION)
    return (
        {"type": "text_mention", "user": {"id": int(number), "is_bot": False}}
        if number.isdecimal() and number != url
        else {"url": url}
    )


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.at = 0
        self.open: list[tuple[str, dict[str, Any]]] = []
        self.entities: list[dict[str, Any]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "blockquote":
            kind = "expandable_blockquote" if "expandable" in given else "blockquote"
        elif tag in _SIMPLE:
            kind = _SIMPLE[tag]
        else:
            raise Bad(400, f'Bad Request: can\'t parse entities: Unsupported start tag "{tag}"')
        entity: dict[str, Any] = {"type": kind, "offset": self.at}
        if kind == "text_link":
            entity |= _linked(given.get("href") or "")
        self.open.append((tag, entity))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            raise Bad(400, f'Bad Request: can\'t parse entities: Unexpected end tag "{tag}"')
        entity = self.open.pop()[1]
        entity["length"] = self.at - entity["offset"]
        if "user" in entity:
            entity["user"]["first_name"] = self.parts[-1] if self.parts else ""
        if entity["length"]:
            self.entities.append(entity)

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
        self.at += utf16(data)


def parse(text: str, mode: str | None) -> tuple[str, list[dict[str, Any]]]:
    """Plain text and entities. Raises Bad 400 for what Telegram would not parse. MarkdownV2 is taken as it stands."""
    if (mode or "").lower() != "html":
        return text, []
    parser = _Parser()
    parser.feed(text)
    parser.close()
    if parser.open:
        raise Bad(400, f"Bad Request: can't parse entities: Can't find end tag for \"{parser.open[-1][0]}\"")
    return "".join(parser.parts), sorted(parser.entities, key=lambda entity: (entity["offset"], -entity["length"]))
