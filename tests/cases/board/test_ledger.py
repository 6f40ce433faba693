"""The ledger somebody asks for in a chat."""

import pytest

from cases.board import ledger
from cases.errors import Forbidden, NothingFound, TooManyRows
from tests.cases.crew import Crew


async def test_only_what_there_is_and_as_much_as_goes_into_a_chat(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    supervisor = await crew.person("supervisor")
    with pytest.raises(NothingFound):
        await ledger.ask(crew.work, supervisor, "", "")
    for _ in range(3):
        await crew.reported()
    await crew.store.flush()
    assert await ledger.ask(crew.work, supervisor, "", "") == 3
    monkeypatch.setattr(ledger, "MOST", 2)
    with pytest.raises(TooManyRows):
        await ledger.ask(crew.work, supervisor, "", "")


async def test_nobody_else_asks_for_it(crew: Crew) -> None:
    with pytest.raises(Forbidden):
        await ledger.ask(crew.work, await crew.person("resident"), "", "")
