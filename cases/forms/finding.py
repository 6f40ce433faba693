"""Categories by code, name or people's words."""

from collections.abc import Iterable

from cases.district.edition import Category
from cases.district.spelling import dense, nearly


def search(query: str, categories: Iterable[Category], most: int = 6) -> tuple[str, ...]:
    """Codes of categories by code, name or people's words; best first."""
    wanted = dense(query[:60])
    if not wanted:
        return ()
    ranked = []
    for category in categories:
        texts = [category.code.lower(), dense(category.name), *(dense(word) for word in category.words)]
        texts += [dense(category.english), dense(category.major)]
        best = min((_distance(wanted, one) for one in texts), default=9)
        if best < 9:
            ranked.append((best, category.component, category.code))
    return tuple(code for _, _, code in sorted(ranked))[:most]


def _distance(wanted: str, text: str) -> int:
    if text == wanted:
        return 0
    if text.startswith(wanted):
        return 1
    if wanted in text:
        return 2
    if len(text) > 1 and text in wanted:
        return 3
    return 4 if nearly(wanted, text) or nearly(text, wanted) else 9
