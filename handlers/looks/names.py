"""What things of the pack are called."""

from handlers.texts import Texts


def name(named: object, texts: Texts) -> str:
    """A department's or category's name in the reader's language."""
    if named is None:
        return ""
    return str(getattr(named, "english" if texts.lang == "en" else "name"))
