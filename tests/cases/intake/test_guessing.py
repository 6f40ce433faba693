"""What captions say, as people write them."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.district.edition import District
from cases.forms import finding, quantities
from cases.forms.typing import is_phone
from cases.intake import guessing, words

CAPTIONS = list(csv.DictReader((Path(__file__).parent / "captions.csv").read_text("utf-8").splitlines()))


def test_there_are_a_hundred_captions_at_least() -> None:
    assert len(CAPTIONS) >= 100


@pytest.mark.parametrize("row", CAPTIONS, ids=lambda row: row["text"])
def test_a_caption_names_category_quantity_and_urgency(district: District, row: dict[str, str]) -> None:
    guesses = guessing.guesses(row["text"], district, {})
    assert guesses[0].code == row["code"]
    meant = district.category_of[row["code"]]
    found = quantities.quantity(row["text"], meant.unit, meant.also, "".join((meant.heading, meant.name, *meant.words)))
    assert (found.amount if found else None) == (Decimal(row["amount"]) if row["amount"] else None)
    assert (found.unit if found else "") == row["unit"]
    assert guessing.urgent(row["text"]) is (row["urgent"] == "1")


def test_the_next_best_is_offered_and_the_word_is_named(district: District) -> None:
    first, second, *_ = guessing.guesses("解放路口占道经营3起 急", district, {})
    assert (first.code, first.because, second.code) == ("E0504", "占道经营", "E0501")


def test_what_this_grid_sees_often_fills_up(district: District) -> None:
    found = guessing.guesses("看看这个", district, {"E0102": 5, "E0201": 9})
    assert [guess.code for guess in found] == ["E0201", "E0102"]
    assert not any(guess.sure for guess in found)


@pytest.mark.parametrize(
    ("query", "code"),
    [("E0504", "E0504"), ("e0504", "E0504"), ("上水井盖", "C0101"), ("牛皮癣", "E0201"), ("井盖", "C0180"), ("exposed", "E0102")],
)
def test_search_finds_by_code_name_and_word(district: District, query: str, code: str) -> None:
    assert finding.search(query, district.categories)[0] == code


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十二", 12),
        ("一百二十", 120),
        ("两", 2),
        ("半", Decimal("0.5")),
        ("2千", None),
        ("1,200", 1200),
        ("1.5万", 15000),
        ("", None),
    ],
)
def test_numbers_in_digits_and_in_words(text: str, value: object) -> None:
    assert quantities.number(text) == value


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_no_text_whatever_breaks_it(text: str) -> None:
    quantities.quantities(text)
    guessing.urgent(text)
    quantities.typed_quantity(text, "起")


@given(st.integers(1, 9999), st.sampled_from(["起", "处", "车", "米"]))
def test_a_number_before_a_unit_is_a_quantity(amount: int, unit: str) -> None:
    found = quantities.quantity(f"路口{amount}{unit}，请处理", unit)
    assert found
    assert found.amount == amount
    assert found.unit == unit


def test_long_words_are_offered_with_any_one_character_wrong(district: District) -> None:
    """Every third of them, the wrong character at another place from word to word."""
    missed, tried = [], 0
    for turn, one in enumerate([one for one in district.spelled if len(one.dense) >= 4 and not one.dense.isascii()][::3]):
        at = turn % len(one.dense)
        text = "这里" + one.dense[:at] + "〇" + one.dense[at + 1 :] + "了"
        if any(other.dense in text for other in district.spelled):
            continue
        tried += 1
        offered = [guess.code for guess in guessing.guesses(text, district, {})]
        if not {known.category.code for known in district.spelled if known.dense == one.dense} & set(offered):
            missed.append(one.word)
    assert tried > 60
    assert len(missed) <= tried // 20, missed


@pytest.mark.parametrize(
    "text", ["看看这个", "请来看看，很不像样", "麻烦来人看看", "路人行道上一堆沙", "hello there", "今天天气不错"]
)
def test_what_tells_of_nothing_in_particular_is_not_taken_for_anything(district: District, text: str) -> None:
    assert not any(guess.sure and guess.code == "E0505" for guess in guessing.guesses(text, district, {}))
    assert not guessing.named(text, district)


@pytest.mark.parametrize(
    ("text", "code"),
    [("trash pile behind block 3", "E0102"), ("scooters blocking the sidewalk", "E0506"), ("street light out on Jiefang road", "C0118"),
     ("公厕旁边又有人烧烤", "E0510"), ("电线杆底下一堆烂菜叶子没人收", "E0102"), ("垃圾桶底下躺着一条死狗", "E0117"), ("井盖上面摆了个水果摊", "E0501"),
     ("broken streetlight", "C0118"), ("pothole in the road", "E0110"), ("3 banners on the fence", "E0202"), ("拉圾好几天没人收", "E0102"), ("阴井盖不见了", "C0180")],
)  # fmt: skip
def test_as_tired_people_write(district: District, text: str, code: str) -> None:
    assert code in [guess.code for guess in guessing.guesses(text, district, {})], guessing.guesses(text, district, {})


def test_a_search_for_nothing_finds_nothing(district: District) -> None:
    assert finding.search("！？", district.categories) == ()


@pytest.mark.parametrize(
    ("text", "amount"),
    [("路口往东50米路灯不亮", None), ("离学校200米有垃圾", None), ("3号楼2单元5户乱堆", None), ("广场2座占道", None), ("反映了10个工作日", None),
     ("投诉了3次", None), ("两三起", None), ("1车半建筑垃圾", "1.5"), ("3️⃣起", "3"), ("叁起", "3"), ("３起占道", "3"), ("栏杆破损50米", "50"),
     ("1.2345 起", "1.234"), ("门口东侧20米占道经营2起", "2"), ("3、4处垃圾", None), ("3到5处", None), ("三至五起", None),
     ("距学校200米有垃圾1处", "1"), ("有垃圾、3处小广告", "3"), ("3～5处", None), ("3-5处", None), ("半车垃圾", "0.5"),
     ("占道经营一百五起", "150"), ("一千二起", "1200"), ("一百零五起", "105"), ("一千零二起", "1002"), ("一万二起", None), ("三点五车", None),
     ("从11月25起占道经营", None), ("从8起乱停车", None), ("建筑垃圾堆在3车道旁", None), ("1/2车", None), ("¾车", None), ("二分之一车", None),
     ("收费10块钱", None), ("破3台阶", None), ("20 30起", None), ("E0504 3起", "3"), ("上午3起下午2起", None), ("占道3起，都是3起", "3"),
     ("路东3处、路西2处", None), ("大约20米护栏", "20"), ("往前大约20米", None), ("大约20米有垃圾", None), ("9月25台风", None), ("2块户外广告", "2")],
)  # fmt: skip
def test_how_far_how_often_and_which_house_are_no_quantities(text: str, amount: str | None) -> None:
    found = quantities.quantity(text, None)
    assert (found.amount if found else None) == (Decimal(amount) if amount else None)


@pytest.mark.parametrize(
    ("text", "polite"), [("谢谢", True), ("好的，知道了！", True), ("你好" * 19 + "x", False), ("好" * 39 + "坏", False)]
)
def test_thanks_are_no_complaint(text: str, polite: bool) -> None:
    """Those that are nearly polite took a fifth of a second each when every reading of 你好 was tried."""
    assert all(words.only_polite(text) is polite for _ in range(500))


@pytest.mark.parametrize("text", ["都三天了", "It has been there for a week", "一直没人管", "麻烦尽快处理", "字" * 500])
def test_what_tells_a_story_is_no_place(text: str) -> None:
    assert not words.is_place(text)


@pytest.mark.parametrize(
    "text", ["在解放路35号门口", "桥东小区3栋", "幸福里北门对面", "12 Bridge Street", "near the school gate"]
)
def test_where_something_is_reads_as_a_place(text: str) -> None:
    assert words.is_place(text)


@pytest.mark.parametrize(
    ("text", "phone"), [("2026-11-25", False), ("13900001111", True), ("0571-88886666", True), ("35", False)]
)
def test_a_date_is_no_phone(text: str, phone: bool) -> None:
    assert is_phone(text) is phone


@pytest.mark.parametrize(
    ("text", "code", "amount", "odd"),
    [("横幅2条 拉在树中间", "E0202", "2", None), ("地摊4个 卖袜子手机壳", "E0501", "4", None), ("占道经营 门口五张桌子", "E0504", None, None),
     ("店门口3个纸箱子占道经营", "E0504", None, None), ("3家店占道经营", "E0504", "3", None), ("一堆装修垃圾", "E0303", None, None),
     ("沿街晾挂2处", "E0511", "2", None), ("道路积水 20平", "E0406", None, "20 平方米"), ("违章搭建彩钢棚一间", "E0101", None, None),
     ("违章搭建3间", "E0101", None, "3 间"), ("掉了两块招牌", "E0205", "2", None), ("流动摊点3起，共5个摊位", "E0501", "3", None), ("占道经营2起，有3家", "E0504", "2", None),
     ("暴露垃圾2处，垃圾3个", "E0102", "2", None), ("路灯不亮2盏，灯杆1根", "C0118", "2", None), ("垃圾3袋", "E0102", None, "3 袋"),
     ("小广告3条\n改成5张", "E0201", "5", None), ("占道经营3起\n不对，是4起", "E0504", "4", None), ("占道经营3起\n不对，是店外经营", "E0504", "3", None),
     ("死老鼠1只", "E0117", "1", None)],
)  # fmt: skip
def test_units_as_people_speak(district: District, text: str, code: str, amount: str | None, odd: str | None) -> None:
    meant = district.category_of[code]
    found = quantities.quantity(text, meant.unit, meant.also, "".join((meant.heading, meant.name, *meant.words)))
    said = (f"{found.amount.normalize():f}", found.unit) if found else (None, meant.unit)
    assert said == ((amount, meant.unit) if odd is None else tuple(odd.split(" "))), (meant.name, meant.unit)


@pytest.mark.parametrize(
    ("text", "code"),
    [("2 street vendors", "E0501"), ("rubbish bags next to the street light", "E0102"), ("pothole near the bus shelter", "E0110"),
     ("bins overflowing behind the public toilet", "C0315"), ("Street lamp out at the footbridge", "C0118"),
     ("fire exit blocked", "E0580"), ("dead cat by the traffic light", "E0117")],
)  # fmt: skip
def test_in_english_what_it_is_beside_is_not_it(text: str, code: str, district: District) -> None:
    found = guessing.guesses(text, district, {})
    assert (found[0].code, found[0].sure) == (code, True)


@pytest.mark.parametrize(
    ("text", "word", "many"),
    [("2 street vendors", "street vendors", 2), ("Two big potholes here", "potholes", 2), ("pothole no 3", "pothole", None),
     ("12/5 potholes", "potholes", None), ("0 bins", "bins", None), ("bus 33 stops at a pothole", "pothole", None),
     ("1,200 bins", "bins", None), ("ten bins overflowing", "bins", 10)],
)  # fmt: skip
def test_in_english_a_number_before_the_word_says_how_many(text: str, word: str, many: int | None) -> None:
    assert quantities.before(text, word) == many
