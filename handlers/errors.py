"""One table's worth of reading: a refusal becomes a sentence, its class name the key."""

from cases.errors import Refusal
from handlers.texts import Texts, cut


def sentence(refusal: Refusal, texts: Texts) -> str:
    """Plain text, short enough for the answer to a button."""
    facts = dict(refusal.facts)
    if "asks" in facts:
        facts["asks"] = texts.join([f"ask.{ask}" for ask in facts["asks"]])
    if "unit" in facts:
        facts["unit"] = texts.unit(facts["unit"])
    if "usage" in facts:
        facts["usage"] = texts.plain(f"usage.{facts['usage']}")
    return cut(texts.plain(f"refusal.{type(refusal).__name__}", **{"number": "", **facts}), 190)
