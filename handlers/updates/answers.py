"""What a press is answered with."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Lets the pressed button go; `text` is shown for a moment, or, as an `alert`, until it is closed."""

    query: str
    """The id of the press."""
    text: str = ""
    alert: bool = False


Made = Answer | None | Callable[[], Answer]
"""What a handler returns: an answer, or what makes it once everything is written, because only then numbers are known."""
