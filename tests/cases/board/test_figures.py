"""A card of figures: what it begins with, and what of it is nobody else's business."""

import pytest

from cases.board import figures
from cases.board.figures import figures_card
from cases.errors import Forbidden, NotOffered
from cases.figures.folds import By
from cases.outbox import Address
from tests.cases.crew import Crew

DAYS = "20261101-20261130"


async def asked(crew: Crew, username: str, said: str = "") -> int:
    """The key of the card."""
    await figures.ask(crew.work, await crew.person(username), said, {})
    loud = await crew.loud()
    return max(int(key) for subject, key, where in loud if (subject, where) == ("figures", username))


@pytest.mark.parametrize(
    ("username", "by", "key"),
    [("supervisor", By.DISTRICT, None), ("lead_chengguan_1", By.DEPARTMENT, "chengguan"), ("admin", By.DISTRICT, None)],
)
async def test_each_begins_with_what_is_theirs(crew: Crew, username: str, by: By, key: str | None) -> None:
    there = Address(chat=(await crew.person(username)).id)
    card = await figures_card(crew.work, str(await asked(crew, username)), there)
    assert (card.path.by, card.path.key) == (by, key)


async def test_a_workers_own_are_shown_to_nobody_else(crew: Crew) -> None:
    worker, supervisor = await crew.person("worker1"), await crew.person("supervisor")
    key = await asked(crew, "worker1")
    card = await figures_card(crew.work, str(key), Address(chat=worker.id))
    assert (card.path.by, card.path.key, card.mine) == (By.WORKER, str(worker.id), True)
    with pytest.raises(Forbidden):
        await figures_card(crew.work, str(key), Address(chat=supervisor.id))
    own = await asked(crew, "supervisor")
    for to in (f"w/wo/{worker.id}", f"w/wo/{worker.id}#reported", "w/wo", f"{DAYS}/wo/{worker.id}"):
        with pytest.raises(NotOffered):
            await figures.press(crew.work, supervisor, own, to)


@pytest.mark.parametrize(
    "to",
    ["", "x", "w", "w/xx", "w/di#nothing", "w/di#on_time_rate", "w/de#reported", "99991231-00010101/di", "00010101-00010102/di",
     "99990101-99991231/di", "20261131-20261201/di", "w/gr/" + "长" * 20, "w/gr/\x00", "2026110120261130/di"],
)  # fmt: skip
async def test_what_no_button_bears_changes_nothing(crew: Crew, to: str) -> None:
    supervisor = await crew.person("supervisor")
    key = await asked(crew, "supervisor")
    before = await crew.store.words.read(key)
    if to == "":
        await figures.press(crew.work, supervisor, key, to)
    else:
        with pytest.raises(NotOffered):
            await figures.press(crew.work, supervisor, key, to)
    assert await crew.store.words.read(key) == before


async def test_only_staff_press(crew: Crew) -> None:
    resident, key = await crew.person("resident"), await asked(crew, "supervisor")
    with pytest.raises(Forbidden):
        await figures.press(crew.work, resident, key, "w/di")
    with pytest.raises(Forbidden):
        await figures.ask(crew.work, resident, "", {})
