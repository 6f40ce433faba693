"""Each role is offered its own commands and told what it does, in its own language."""

import asyncio
from typing import Any

import pytest

from tests.people import Town


async def offered(town: Town, **scope: Any) -> list[set[str]]:
    """What the bot has told Telegram of the commands in a scope, once it has."""
    async with asyncio.timeout(15):
        while True:
            calls = [call["args"] for call in await town.calls("setMyCommands")]
            found = [call["commands"] for call in calls if scope.items() <= (call.get("scope") or {}).items()]
            if found:
                return [{command["command"] for command in listed} for listed in found]


@pytest.mark.parametrize(
    ("who", "has", "lacks"), [("dispatcher", "new", "role"), ("admin", "role", "new"), ("worker1", "queue", "new")]
)
async def test_staff_are_offered_what_they_may(town: Town, who: str, has: str, lacks: str) -> None:
    person = town.person(who)
    await person.says("/start")
    await person.waits("您好")
    for names in await offered(town, chat_id=person.id):
        assert has in names
        assert lacks not in names


async def test_residents_are_offered_nothing_of_staff(town: Town) -> None:
    for names in await offered(town, type="all_private_chats"):
        assert names == {"status", "cancel", "help", "lang"}


async def test_a_role_and_a_department_may_be_called_by_name(town: Town) -> None:
    admin = town.person("admin")
    for words, link in (
        ("/invite 网格员 0103", "网格员 0103"),
        ("/invite 负责人 环卫所", "负责人 环卫所"),
        ("/invite lead Sanitation", "环卫所"),
    ):
        await admin.says(words)
        await admin.waits(f"{link} 的邀请")
    await admin.says("/invite 负责人")
    await admin.waits("/invite")


@pytest.mark.parametrize(
    ("who", "words"),
    [("lead_chengguan_1", "认领.*处置后照片"), ("worker1", "核实"), ("dispatcher", "/new"), ("admin", "/invite 网格员")],
)
async def test_help_tells_each_role_what_it_does(town: Town, who: str, words: str) -> None:
    person = town.person(who)
    await person.says("/help")
    await person.waits(words)
