"""What one person may cause, at every door: words, edits, messages and bytes a day. Nobody else waits for it."""

from pathlib import Path

from tests.people import IN_0103, LEADS_GROUP, Town, jpeg, text_of
from tests.stories.test_reporting import report
from tests.towns import town_in

SWELLING = "\ufdfa"
"""One character that is eighteen once it is spelt out."""


async def test_edits_that_swell_harm_nobody(town: Town) -> None:
    resident, other = town.person("resident"), town.person("worker1")
    messages = [await resident.says(words) for words in ("垃圾没人收", *["一"] * 19)]
    await resident.waits("我要反映")
    for message in messages:
        await town.post("edit", **{"from": resident.id}, message_id=message, text=SWELLING * 4096)
    await resident.waits("文字太长")
    await other.says("/help")
    await other.waits("发照片")


async def test_a_draft_takes_so_many_messages_and_says_when_it_is_enough(town: Town) -> None:
    worker = town.person("worker1")
    await worker.says("占道经营三起")
    await worker.waits("上报草稿")
    for number in range(110):
        await worker.says(f"又来了第{number}个摊子在卖东西")
    await worker.waits("超过上限 60")


async def test_who_writes_all_day_is_told_once_and_staff_go_on(town: Town) -> None:
    resident, worker = town.person("resident"), town.person("worker1")
    for number in range(405):
        await resident.says(f"/status {number}")
    await resident.waits("您今天发得太多了.*110")
    assert len([one for one in await resident.sees() if "您今天发得太多了" in text_of(one)]) == 1
    await worker.says("/help")
    await worker.waits("发照片")


async def test_pictures_have_their_bytes_a_day(town: Town) -> None:
    resident = await town.newcomer("路人")
    await resident.says("/start")
    heavy = jpeg("heavy") + b"\0" * 16_000_000
    for number in range(5):
        await resident.shows(heavy, caption=f"楼下有人摆摊{number}", as_file="photo.jpg")
    await resident.waits("您今天发得太多了")
    await resident.shows(heavy, caption="解放路35号着火了", as_file="photo.jpg")
    filed = await resident.waits("已立即上报.*|着火了.*已立即上报")
    assert "照片 1" not in text_of(filed), "its words are taken whatever the day holds, its bytes are not"


async def test_a_stranger_in_a_group_keeps_no_case_out_of_it(tmp_path: Path) -> None:
    async with town_in(tmp_path, "30,1,19") as town:
        stranger, lead, queue = await town.newcomer("路人"), town.person("lead_chengguan_1"), town.topic("综合执法队")
        await town.post("join", **{"from": stranger.id}, chat=LEADS_GROUP)
        await town.post("limits", on=True)
        for _ in range(60):
            await stranger.says("/x", queue)
        number = await report(town.person("worker1"), "占道经营7起")
        await lead.waits(f"{number}.*待认领", queue, patience=40)


async def test_where_somebody_is_as_they_go_is_no_message(town: Town) -> None:
    resident = town.person("resident")
    message = await resident.is_at(*IN_0103)
    body = {"message_id": message, "date": 1_795_000_000, "edit_date": 1_795_000_060,
            "chat": {"id": resident.id, "type": "private", "first_name": "冯霞"},
            "from": {"id": resident.id, "is_bot": False, "first_name": "冯霞"},
            "location": {"latitude": 30.26, "longitude": 120.13, "live_period": 3600}}  # fmt: skip
    for _ in range(410):
        await town.post("inject", kind="edited_message", body=body)
    await resident.says("门口占道经营")
    await resident.waits("我要反映.*门口占道经营")
    assert not [one for one in await resident.sees() if "今天发得太多" in text_of(one)]
