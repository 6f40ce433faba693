"""A hotline's order pasted as one text: what stands under its labels, what is left among the words, and into which draft it goes."""

from datetime import date

import pytest

from cases.board.case import contact
from cases.casework.case import Action, Source
from cases.intake import drafts, orders, pressing
from cases.intake.hearing import Heard
from cases.intake.orders import Line
from cases.outbox import Address
from tests.cases.crew import Crew

ORDER = """12345热线工单
工单编号：YB2026-0088
来电时间：2026-11-23 08:12
来电人：王女士
联系电话：139-0000-1111
诉求地址：解放路12号菜市场门口
诉求内容：市民反映菜市场门口每天早上流动摊点占道经营，
影响通行，要求尽快处理。
紧急程度：一般
办结时限：2026年12月3日 18:00
身份证号：110101199003070000
被反映单位：张三超市"""

READ: list[tuple[str, dict[Line, str]]] = [
    (
        "工单编号：88，来电人：李四，电话：13912345678，地址：建设路3号，内容：路灯不亮2盏，期限：5个工作日",
        {Line.NUMBER: "88", Line.CALLER: "李四", Line.PHONE: "13912345678", Line.PLACE: "建设路3号", Line.WORDS: "路灯不亮2盏",
         Line.ANSWER_BY: "5个工作日"},
    ),
    ("【工单号】A1【标题】垃圾【地址】解放路\n【内容】好多垃圾", {Line.NUMBER: "A1", Line.TITLE: "垃圾", Line.PLACE: "解放路", Line.WORDS: "好多垃圾"}),
    (
        "Order no: 12\nCaller: Ann\nPhone: 13900001111\nDetails: a pothole\nAddress: 5 Jiefang Rd",
        {Line.NUMBER: "12", Line.CALLER: "Ann", Line.PHONE: "13900001111", Line.WORDS: "a pothole", Line.PLACE: "5 Jiefang Rd"},
    ),
    ("编号:１２\r\n内容:\r\n", {Line.NUMBER: "１２", Line.WORDS: ""}),
    ("1.工单编号：7\n2、诉求内容：积水", {Line.NUMBER: "7", Line.WORDS: "积水"}),
    ("·工单编号：7\n**诉求内容**：积水", {Line.NUMBER: "7", Line.WORDS: "积水"}),
    ("工单编号\t7\n来电人\t赵女士\n联系电话\t13700002222\n诉求内容\t积水", {Line.NUMBER: "7", Line.CALLER: "赵女士", Line.PHONE: "13700002222", Line.WORDS: "积水"}),
    ("| 工单编号 | 7 |\n| 诉求内容 | 积水 |", {Line.NUMBER: "7", Line.WORDS: "积水"}),
    ("办件编号　WX2027\n诉求人　　张*　　诉求人电话　　0571-88886666\n主题：漏水", {Line.NUMBER: "WX2027", Line.CALLER: "张*", Line.PHONE: "0571-88886666", Line.TITLE: "漏水"}),
    ("编号：1\n地址：无\n内容：积水", {Line.NUMBER: "1", Line.PLACE: "", Line.WORDS: "积水"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "lines"), READ)
def test_what_stands_under_its_labels(text: str, lines: dict[Line, str]) -> None:
    order = orders.read(text)
    assert order
    assert order.lines == lines


@pytest.mark.parametrize(
    "text",
    [
        "通知：标题：巡查 内容：全体人员 地点：大厅",
        "标题：会议\n地点：大厅",
        "",
        "路灯不亮，位置：解放路3号。",
        "地址：解放路",
        "电话：1，地址：2",
        "0",
        "内容" * 2000,
        "：" * 4000,
        "编号 内容 地址",
    ],
)
def test_what_is_no_order(text: str) -> None:
    assert orders.read(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("5个工作日", (5, "wd")),
        ("３天", (3, "cd")),
        ("0天", None),
        ("尽快", None),
        ("5 working days", (5, "wd")),
        ("2个工作日内", (2, "wd")),
        ("24小时", (24, "uh")),
        ("5个工作日（2026年12月4日前办结）", (5, "wd")),
    ],
)
def test_so_many_days_from_now(text: str, found: tuple[int, str] | None) -> None:
    assert orders.term(text) == found


async def test_a_pasted_order_fills_in_the_entry_and_nothing_of_it_is_lost(crew: Crew) -> None:
    dispatcher = await crew.person("dispatcher")
    draft = await crew.sends(dispatcher, words=ORDER)
    told = draft.answers
    assert (draft.source, told.outside_number, told.answer_by) == (Source.HOTLINE, "YB2026-0088", date(2026, 12, 3))
    assert (told.phone, told.place) == ("王女士 139-0000-1111", "解放路12号菜市场门口")
    assert told.category == "E0501"
    assert not told.urgent
    assert told.words.splitlines()[-1] == "被反映单位：张三超市"
    assert "要求尽快处理" in told.words
    assert "王女士" not in told.words
    assert "110101" not in told.words
    assert "工单" not in told.words


async def test_what_cannot_be_read_as_what_it_stands_for_stays_among_the_words(crew: Crew) -> None:
    dispatcher = await crew.person("dispatcher")
    text = "编号：1\n内容：路灯不亮\n答复期限：尽快\n联系电话：不详\n紧急程度：特急"
    told = (await crew.sends(dispatcher, words=text)).answers
    assert told.words == "路灯不亮\n答复期限：尽快"
    assert (told.answer_by, told.phone, told.urgent) == (None, "", True)
    soon = await crew.sends(dispatcher, words="编号：2\n内容：路灯不亮\n答复期限：5个工作日")
    assert soon.answers.answer_by == date(2026, 11, 30)


async def test_each_order_is_an_entry_of_its_own_and_what_was_begun_takes_the_first(crew: Crew) -> None:
    dispatcher = await crew.person("dispatcher")
    begun = await drafts.begin(crew.work, dispatcher, Address(chat=dispatcher.id), Source.LETTER)
    first = await crew.sends(dispatcher, words=ORDER)
    second = await crew.sends(dispatcher, words="编号：2\n内容：有煤气味\n地址：解放路3号")
    assert (first.id, first.source) == (begun.id, Source.LETTER)
    assert second.id != first.id
    assert second.case is None


async def test_an_order_that_is_edited_reads_anew_but_for_what_was_set_by_hand(crew: Crew) -> None:
    dispatcher = await crew.person("dispatcher")
    there = Address(chat=dispatcher.id)
    draft = await drafts.hear(crew.work, dispatcher, Heard(address=there, message=7, words="编号：1\n内容：路灯不亮"))
    assert draft
    draft = await drafts.edited(
        crew.work, dispatcher, Heard(address=there, message=7, words="编号：2\n内容：路灯不亮\n地址：桥下")
    )
    assert draft
    told = draft.answers
    assert (told.outside_number, told.place, told.words) == ("2", "桥下", "路灯不亮")
    await pressing.press(crew.work, dispatcher, draft.id, "ask", "number")
    await crew.sends(dispatcher, words="12345-7")
    again = await drafts.edited(crew.work, dispatcher, Heard(address=there, message=7, words="编号：3\n内容：路灯不亮"))
    assert again
    assert (again.answers.outside_number, again.answers.words) == ("12345-7", "路灯不亮")


async def test_who_is_no_dispatcher_pastes_words(crew: Crew) -> None:
    worker = await crew.person("worker1")
    draft = await crew.sends(worker, words="编号：1\n内容：占道经营3起")
    assert (draft.source, draft.answers.outside_number) == (Source.PATROL, "")


PERSONS = [
    ("编号：1\n内容：积水\n来电人：王小丽", "王小丽"),
    ("编号：1\n内容：积水\n来电人：王小丽\n联系电话：保密", "王小丽"),
    (
        "编号：1\n内容：积水\n来电人：王女士\n联系人：张大山\n电话：13900001111\n手机：13700002222",
        "王女士 张大山 13900001111 13700002222",
    ),
    ("编号：1\n内容：积水\n举报人：王小丽\n市民电话：13900001111", "王小丽 13900001111"),
    ("编号：1\n内容：积水\n联系人及电话：王小丽 13900001111\n家庭住址：解放路9号3单元501", "王小丽 13900001111"),
    ("编号：1\n内容：积水\n用户姓名：王小丽\n诉求人电话：13900001111\n来电人证件号：110101199003070000", "王小丽 13900001111"),
    ("编号：1\n内容：积水\n来电人：王小丽 身份证号 110101199003070000\n电话：13900001111", "王小丽 13900001111"),
    ("编号：1\n内容：积水\n来电人（保密）：王小丽\n电话：13900001111", "王小丽 13900001111"),
    ("编号：1\n内容：积水\n经办联系人：王小丽\n备用手机：13900001111", "王小丽 13900001111"),
    (
        "Order no: 1\nContent: a puddle\nCaller: Anna Berg\nPhone: +86 138 0013 8000\nCategory: Sanitation",
        "Anna Berg +86 138 0013 8000",
    ),
    ("编号：1\n内容：积水\n电话：不详\n来电人：匿名", ""),
]


@pytest.mark.parametrize(("text", "contact"), PERSONS)
async def test_who_called_is_kept_apart_however_it_is_written(crew: Crew, text: str, contact: str) -> None:
    told = (await crew.sends(await crew.person("dispatcher"), words=text)).answers
    assert told.phone == contact
    for said in ("王小丽", "张大山", "13900001111", "13700002222", "110101", "501", "Anna", "138 0013"):
        assert said not in told.words
        assert said not in told.outside_number


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("市民拨打12345热线反映解放路12号路灯已经三天不亮，请尽快处理。\n工单编号：1\n联系电话：13900001111", "路灯已经三天不亮"),
        ("12345热线工单\n急件\n编号：1\n内容：积水", "急件"),
        ("工单号：1\n流水号：3345\n内容：积水", "流水号：3345"),
        ("编号：1\n内容：积水\n被反映人：张三\n被举报单位：李记餐馆", "被反映人：张三"),
        ("Order no: 1\nPhone: 13900001111\nCategory: Sanitation\nContent: a puddle", "Category: Sanitation"),
    ],
)
async def test_what_stands_before_or_under_other_labels_stays(crew: Crew, text: str, kept: str) -> None:
    told = (await crew.sends(await crew.person("dispatcher"), words=text)).answers
    assert kept in told.words


async def test_an_edited_urgency_counts(crew: Crew) -> None:
    dispatcher = await crew.person("dispatcher")
    there = Address(chat=dispatcher.id)
    for urgency, urgent in (("特急", True), ("一般", False)):
        heard = Heard(address=there, message=7, words=f"编号：1\n内容：路灯不亮\n紧急程度：{urgency}")
        draft = await (drafts.edited if not urgent else drafts.hear)(crew.work, dispatcher, heard)
        assert draft
        assert draft.answers.urgent is urgent


async def test_what_answers_a_forms_card_goes_into_the_form(crew: Crew) -> None:
    dispatcher, case = await crew.person("dispatcher"), await crew.complained(place=False)
    form = await drafts.open_form(crew.work, dispatcher, case, Action.REFUSE, Address(chat=dispatcher.id))
    filled = await crew.sends(dispatcher, draft=form.id, words="编号：1，内容：同一件")
    assert filled.id == form.id


@pytest.mark.parametrize(
    "text", ["编号：" * 1300, "来电人及" * 1000, "（" * 4000, "编号：1\n" + "内" * 4000, " \t" * 2000, "a:" * 2000, "| " * 2000]
)
def test_what_only_repeats_labels_is_an_order_or_none(text: str) -> None:
    order = orders.read(text)
    assert order is None or Line.NUMBER in order.lines


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("来电人：王女士\n电话：139-0000-1111", ("王女士", "139-0000-1111")),
        ("来电人：王女士", ("王女士", "")),
        ("电话：139-0000-1111", ("", "139-0000-1111")),
        ("来电人：Anna\n电话：+86 138 0013 8000", ("Anna", "+86 138 0013 8000")),
    ],
)
async def test_a_dispatcher_is_told_who_called_and_under_which_number(crew: Crew, lines: str, told: tuple[str, str]) -> None:
    dispatcher = await crew.person("dispatcher")
    draft = await crew.sends(dispatcher, words=f"编号：1\n内容：占道经营\n地址：桥下\n{lines}")
    case = await crew.now(await drafts.submit(crew.work, dispatcher, draft.id))
    assert await contact(crew.work, dispatcher, case.id) == told
