"""The sandbox is as strict as Telegram to bots, and says what is wrong to people's scripts."""

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import aiohttp
import pytest
from aiogram.types import Update
from aiohttp import web
from PIL import ImageFont

from bot.sandbox import server
from bot.sandbox.world import World
from media import font
from tests.people import Someone, Town, jpeg, text_of


class Bot:
    """A bare bot: JSON in, JSON out."""

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str = "7:x") -> None:
        self._session, self._url, self._token = session, url, token

    async def __call__(self, method: str, **args: Any) -> Any:
        async with self._session.post(f"{self._url}/bot{self._token}/{method}", json=args) as answer:
            return await answer.json()

    async def fails(self, method: str, **args: Any) -> str:
        said = await self(method, **args)
        assert said["ok"] is False
        return f"{said['error_code']} {said['description']}"


@pytest.fixture
async def both() -> AsyncIterator[tuple[Town, Bot]]:
    world = World(None)
    runner, port = await server.serve(world, "127.0.0.1", 0, font=font.path())
    async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as group:
        deliverer = group.create_task(server.delivery.deliver(world))
        url = f"http://127.0.0.1:{port}"
        bot = Bot(session, url)
        await bot("getMe")
        yield Town(session, url), bot
        deliverer.cancel()
    await runner.cleanup()


async def test_the_page_brings_chinese_glyphs_along(both: tuple[Town, Bot]) -> None:
    """A browser on a machine without a Chinese font shows no empty boxes."""
    town, _ = both
    async with aiohttp.ClientSession() as session, session.get(f"{town.url}/page/font") as answer:
        assert answer.status == 200
        face = ImageFont.truetype(BytesIO(await answer.read()), 20)
    assert face.getmask("网").getbbox() != face.getmask("\uffff").getbbox()


async def greeted(town: Town) -> Someone:
    person = await town.newcomer("Ann")
    await person.says("/start")
    return person


async def test_a_bot_cannot_write_first_nor_to_who_blocked_it(both: tuple[Town, Bot]) -> None:
    town, bot = both
    person = await town.newcomer("Ann")
    assert "403" in await bot.fails("sendMessage", chat_id=person.id, text="hi")
    await person.says("/start")
    assert (await bot("sendMessage", chat_id=person.id, text="hi"))["ok"]
    await town.post("block", **{"from": person.id})
    assert "blocked" in await bot.fails("sendMessage", chat_id=person.id, text="hi")


@pytest.mark.parametrize(
    ("args", "why"),
    [
        ({"text": "<b>open", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "x" * 4097}, "too long"),
        ({"text": "  "}, "empty"),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "网" * 22}]]}},
            "BUTTON_DATA_INVALID",
        ),
        ({"text": "x", "reply_parameters": {"message_id": 999}}, "message to be replied not found"),
        ({"nothing": 1}, "text"),
    ],
)
async def test_what_telegram_would_not_send(both: tuple[Town, Bot], args: dict[str, Any], why: str) -> None:
    town, bot = both
    person = await greeted(town)
    assert why in await bot.fails("sendMessage", chat_id=person.id, **args)


async def test_edits_are_checked_as_telegram_checks_them(both: tuple[Town, Bot]) -> None:
    town, bot = both
    person = await greeted(town)
    sent = (await bot("sendMessage", chat_id=person.id, text="<b>a</b>", parse_mode="HTML"))["result"]
    where = {"chat_id": person.id, "message_id": sent["message_id"]}
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 1}]
    assert "not modified" in await bot.fails("editMessageText", **where, text="<b>a</b>", parse_mode="HTML")
    assert "no caption" in await bot.fails("editMessageCaption", **where, caption="x")
    assert "not found" in await bot.fails("editMessageText", chat_id=person.id, message_id=999, text="x")
    assert (await bot("editMessageText", **where, text="b"))["result"]["text"] == "b"


async def test_a_callback_is_answered_once(both: tuple[Town, Bot]) -> None:
    town, bot = both
    person = await greeted(town)
    keyboard = {"inline_keyboard": [[{"text": "✅ 满意", "callback_data": "a"}, {"text": "不满意", "callback_data": "b"}]]}
    await bot("sendMessage", chat_id=person.id, text="?", reply_markup=keyboard)
    import asyncio

    tapped = asyncio.gather(person.taps("满意"))
    updates = (await bot("getUpdates", offset=0, timeout=5))["result"]
    while "callback_query" not in updates[-1]:
        updates = (await bot("getUpdates", offset=updates[-1]["update_id"] + 1, timeout=5))["result"]
    query = updates[-1]["callback_query"]
    assert query["data"] == "a"
    assert (await bot("answerCallbackQuery", callback_query_id=query["id"], text="thanks"))["ok"]
    assert (await tapped)[0] == "thanks"
    assert "400" in await bot.fails("answerCallbackQuery", callback_query_id=query["id"])


async def test_updates_stay_until_confirmed_and_every_kind_decodes(both: tuple[Town, Bot]) -> None:
    town, bot = both
    person = await greeted(town)
    group = (await town.post("chats", title="G", type="supergroup", members=[person.id], bot="admin"))["id"]
    await person.shows(jpeg(), jpeg(), caption="two", where=group)
    await person.is_at(120.1, 30.2)
    await town.post("block", **{"from": person.id})
    first = (await bot("getUpdates", offset=0))["result"]
    again = (await bot("getUpdates", offset=0))["result"]
    assert first == again
    assert len(first) == 6
    for update in first:
        Update.model_validate(update)
    assert (await bot("getUpdates", offset=first[-1]["update_id"] + 1))["result"] == []
    await town.post("redeliver", update_id=first[0]["update_id"])
    assert (await bot("getUpdates", offset=first[-1]["update_id"] + 1))["result"] == [first[0]]


async def test_privacy_mode_hides_what_does_not_concern_the_bot(both: tuple[Town, Bot]) -> None:
    town, bot = both
    person = await greeted(town)
    group = (await town.post("chats", title="G", type="supergroup", members=[person.id], bot="member"))["id"]
    await person.says("good morning", group)
    await person.says("/tally", group)
    seen = [one["message"]["text"] for one in (await bot("getUpdates", offset=0))["result"] if "message" in one]
    assert seen == ["/start", "/tally"]


async def test_with_limits_on_the_fourth_message_at_once_is_too_many(both: tuple[Town, Bot]) -> None:
    town, bot = both
    person = await greeted(town)
    await town.post("limits", on=True)
    answers = [await bot("sendMessage", chat_id=person.id, text=str(number)) for number in range(4)]
    assert [answer["ok"] for answer in answers] == [True, True, True, False]
    assert answers[3]["parameters"]["retry_after"] == 1


async def test_mistakes_of_a_script_are_said_in_json(both: tuple[Town, Bot]) -> None:
    town, _ = both
    person = await greeted(town)
    assert "no such button" in (await town.post("tap", expect=404, **{"from": person.id}, label="x"))["error"]
    assert "already" in (await town.post("people", expect=409, first_name="B", id=person.id))["error"]
    assert "missing" in (await town.post("send", expect=400, text="x"))["error"]
    assert (await town.post("nonsense", expect=404))["error"]


async def test_a_webhook_gets_each_update_until_it_says_yes(both: tuple[Town, Bot]) -> None:
    town, bot = both
    seen: list[tuple[int, str | None]] = []

    async def hook(request: web.Request) -> web.Response:
        update = await request.json()
        seen.append((update["update_id"], request.headers.get("X-Telegram-Bot-Api-Secret-Token")))
        again = len(seen) == 1
        return web.Response(status=503, headers={"Retry-After": "0.05"}) if again else web.Response()

    app = web.Application()
    app.router.add_post("/hook", hook)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    person = await greeted(town)
    await bot("setWebhook", url=f"http://127.0.0.1:{port}/hook", secret_token="s3cret")
    assert "409" in await bot.fails("getUpdates")
    await person.says("hello")
    async with asyncio.timeout(10):
        while len(seen) < 3:
            await asyncio.sleep(0.02)
    assert seen[0] == seen[1]
    assert seen[2][0] > seen[0][0]
    assert {secret for _, secret in seen} == {"s3cret"}
    await runner.cleanup()


async def test_what_an_admin_does_to_a_group_is_refused_later_as_telegram_does(both: tuple[Town, Bot]) -> None:
    town, bot = both
    ann = await greeted(town)
    chat = (await town.post("chats", title="G", type="supergroup", is_forum=True, members=[ann.id], bot="admin"))["id"]
    topic = (await bot("createForumTopic", chat_id=chat, name="T"))["result"]["message_thread_id"]
    here = {"chat_id": chat, "message_thread_id": topic, "text": "hi"}
    await town.post("topics", chat=chat, thread=topic, do="close")
    assert await bot.fails("sendMessage", **here) == "400 Bad Request: TOPIC_CLOSED"
    await town.post("topics", chat=chat, thread=topic, do="reopen")
    assert (await bot("sendMessage", **here))["ok"]
    await town.post("rights", chat=chat, can_send_messages=False)
    assert "not enough rights" in await bot.fails("sendMessage", **here)
    await town.post("rights", chat=chat, can_send_messages=True)
    await town.post("topics", chat=chat, thread=topic, do="delete")
    assert await bot.fails("sendMessage", **here) == "400 Bad Request: message thread not found"
    assert not [one for one in (await ann.sees(chat)) if text_of(one) == "hi"]
    new = (await town.post("migrate", chat=chat))["id"]
    said = await bot("sendMessage", chat_id=chat, text="hi")
    assert said["parameters"]["migrate_to_chat_id"] == new
    assert (await bot("sendMessage", chat_id=new, text="hi"))["ok"]


async def test_fields_of_a_button_nobody_knows_are_ignored_and_foreign_pages_refused(both: tuple[Town, Bot]) -> None:
    town, bot = both
    ann = await greeted(town)
    keys = {"inline_keyboard": [[{"text": "A", "callback_data": "a", "hide": False}]]}
    assert (await bot("sendMessage", chat_id=ann.id, text="hi", reply_markup=keys))["ok"]
    async with aiohttp.ClientSession() as session:
        foreign = {"Origin": "https://elsewhere.example"}
        async with session.post(f"{town.url}/sim/send", data='{"from": 1}', headers=foreign) as answer:
            assert answer.status == 403
        async with session.post(f"{town.url}/sim/people", json={"first_name": "B"}, headers={"Origin": town.url}) as answer:
            assert answer.status == 200


async def test_the_clock_goes_forward_and_never_back(both: tuple[Town, Bot]) -> None:
    town, _ = both
    ann = await greeted(town)
    await town.post("clock", at="2031-01-01T00:00:00+00:00")
    await town.post("clock", at="2030-01-01T00:00:00+00:00")
    assert (await town.get("clock"))["at"].startswith("2031-01-01")
    await ann.says("later")
    assert (await ann.sees())[-1]["date"] >= 1_924_992_000


async def test_films_and_what_is_sent_on_decode(both: tuple[Town, Bot]) -> None:
    town, bot = both
    ann = await greeted(town)
    form = aiohttp.FormData({"from": str(ann.id), "as": "video", "caption": "look"})
    form.add_field("file", b"0" * 9000, filename="v.mp4", content_type="video/mp4")
    async with aiohttp.ClientSession() as session, session.post(f"{town.url}/sim/upload", data=form) as answer:
        (message,) = (await answer.json())["message_ids"]
    await town.post("forward", **{"from": ann.id}, message_id=message)
    updates = [Update.model_validate(one) for one in (await bot("getUpdates"))["result"]]
    films = [one.message for one in updates if one.message and one.message.video]
    assert [film.caption for film in films] == ["look", "look"]
    assert films[1].forward_origin
