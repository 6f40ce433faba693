"""How the sandbox says no: as the Bot API does to bots, and in one sentence to people's scripts."""

from typing import Any


class Bad(Exception):
    """A Bot API error: code, description and, for 429 and migration, parameters."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


class Wrong(Exception):
    """A mistake of whoever drives the people: an HTTP status and what was wrong, with anything that helps."""

    def __init__(self, status: int, error: str, **more: Any) -> None:
        super().__init__(error)
        self.status = status
        self.error = error
        self.more = more
