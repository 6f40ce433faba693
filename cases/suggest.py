"""What a caption says: likely categories with the word that gave each away, a quantity, urgency. No network, no learning."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from cases.district import Category, District, Spelled
from cases.model import Quantity
from cases.spelling import dense, plain

UNITS = [
    "起",
    "处",
    "车",
    "次",
    "米",
    "平方米",
    "个",
    "只",
    "条",
    "块",
    "吨",
    "台",
    "家",
    "户",
    "辆",
    "盏",
    "棵",
    "间",
    "座",
    "幅",
    "张",
    "件",
    "根",
    "头",
]
ALIASES = {"平米": "平方米", "㎡": "平方米", "m2": "平方米", "平": "平方米", "堆": "处", "车次": "车", "公尺": "米"}
_DIGITS = {char: value for value, chars in enumerate(
    ("零〇", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")) for char in chars}  # fmt: skip
_POWERS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_NUMERALS = "".join([*_DIGITS, *_POWERS])
READ = 2000
"""Characters of a text that are looked at: whoever writes more has said it by then."""
_UNIT = "|".join(sorted([*UNITS, *ALIASES], key=len, reverse=True))
_QUANTITY = re.compile(
    rf"(?<![\d./⁄第之万亿a-z几数好{_NUMERALS}\-])(?<![\d{_NUMERALS}]点)"
    rf"(?P<number>\d{{1,3}}(?:,\d{{3}})+|\d{{1,12}}(?:\.\d{{1,9}})?万?|半|[{_NUMERALS}]{{1,12}})"
    rf"(?:多|余|来)?\s{{0,4}}(?P<unit>{_UNIT})(?P<half>半(?![天夜路]))?"
)
_NOT_A_COUNT = re.compile(
    r"个(?:多?月|多?小时|多?钟头|半?星期|礼拜|工作日|半天|学期|人|孩子|老人|单元|路口|红绿灯|门)"
    r"|次(?:了|电话|都|也|反映|投诉|日)|条(?:路|街|巷|弄|例|款|件)|[户座](?:室|楼|门)|户外|座[椅位]|家(?:门口|里|的?楼|[长属人具])"
    r"|米(?:处|外|远|左右|范围|之?内|的?地方|开外|长|宽|高|深|路口|有(?!余)|[粉线饭])|(?<=一)起(?=[^\s,，。;；!！、]{0,12}\w)"
    r"|车[道位库间站牌门厢]|块[钱五]|台[阶风]|处[理置罚]|只[能有是要剩]|根[据本]|平[安台时均房常]|间[隔距]|件事"
)
"""What follows the number: a length of time, people, a street, how far away; a word that only begins like a unit."""
_ELSEWHERE = re.compile(
    r"(?:[往向朝][东南西北左右前后里外]{1,2}|[东南西北]侧?|相距|[距离][^\d,，。;；\s]{0,8}|过去|走|前方|后方|对面|隔)(?:大?约|有)?$"
)
"""What stands before a number of metres that says where, not how many."""
_RANGE = re.compile(rf"[\d{_NUMERALS}]\s?[、~～\-—–到至或]\s?$|(?<![a-z\d])\d+$")
"""What stands before the second number of a range, or of two with only a space between: neither is how many."""
_SINCE = re.compile(r"[从自月年:]$")
"""What stands before a number of 起 that says since when."""
_HOUSE = re.compile(r"(?:单元|号楼?|栋|幢|楼|弄|广场|大厦|中心|花园|小区|公寓|苑|城|[a-z])-?$")
"""What stands before the number of a house, a flat or a tower."""
_TIMES = re.compile(r"(?:反映|投诉|举报|打|说|来|找|催|联系|电话|拨打|处理|清理|整改)[过了]{0,2}(?:电话)?$")
"""What stands before how often somebody has said so."""
_URGENT = re.compile(r"紧急|加急|急(?![诊救])|马上|立即|立刻|赶紧|赶快|危险")
_CALM = re.compile(r"不太?着?急|不紧急|急不急|没有?危险|不危险|消除危险")
_LANDMARK = ("旁", "边上", "附近", "对面", "门口", "后面")
NAMED = 4.0
"""From this score a caption is taken to name the category; below, the category is only offered."""


@dataclass(frozen=True, kw_only=True)
class Guess:
    """A likely category; `because` is the word of the list that was found in the caption, or "" for what is often seen here."""

    code: str
    score: float
    because: str


def guesses(text: str, district: District, often: Mapping[str, int], most: int = 3) -> tuple[Guess, ...]:
    """Likely categories, best first: the longest word found wins; then events before components, the word's place in
    its list, what this grid sees often. Places left over go to categories of the same heading, then to what `often` lists,
    most often first. One wrong character is forgiven in words of four or more, if nothing fits exactly."""
    flat = dense(text[:READ])[:READ]
    exact = [one for one in district.spelled if one.dense in flat and _named(one.dense, flat)]
    near = exact or [one for one in district.spelled if one.dense in flat or _nearly(one.dense, flat)]
    found = _ranked(near, 0.0 if exact else 1.5, often)
    heading = district.category_of[found[0].code].heading if found else None
    alike = [one.code for one in district.categories if one.heading == heading]
    usual = sorted(often, key=lambda code: -often[code])
    shown = [guess.code for guess in found[:most]]
    fill = [Guess(code=code, score=0, because="") for code in dict.fromkeys([*alike, *usual]) if code not in shown]
    return tuple([*found, *fill][:most])


def named(text: str, district: District) -> Guess | None:
    """The category a text names, if it does."""
    best = next(iter(guesses(text, district, {}, 1)), None)
    return best if best and best.score >= NAMED else None


def _ranked(hits: Iterable[Spelled], penalty: float, often: Mapping[str, int]) -> list[Guess]:
    best: dict[str, Spelled] = {}
    for hit in hits:
        code = hit.category.code
        if code not in best or (len(hit.dense), -hit.place) > (len(best[code].dense), -best[code].place):
            best[code] = hit
    ranked = sorted(
        best.values(), reverse=True,
        key=lambda hit: (len(hit.dense), not hit.category.component, -hit.place, often.get(hit.category.code, 0)),
    )  # fmt: skip
    return [Guess(code=hit.category.code, score=2.0 * len(hit.dense) - penalty, because=hit.word) for hit in ranked]


def _named(word: str, text: str) -> bool:
    """Whether the text holds the word, and not only as a landmark (公共厕所旁边)."""
    at = text.find(word)
    while at >= 0:
        if not text.startswith(_LANDMARK, at + len(word)):
            return True
        at = text.find(word, at + 1)
    return False


def _nearly(word: str, text: str) -> bool:
    """Whether the text holds the word with one character wrong; short words are not forgiven. With one wrong, one half of the
    word stands there as it is, and only around that is it worth comparing: texts are long and words many."""
    half = len(word) // 2
    return len(word) >= 4 and (_around(word[:half], 0, word, text) or _around(word[half:], half, word, text))


def _around(piece: str, offset: int, word: str, text: str) -> bool:
    """Whether somewhere the piece, which begins at `offset` in the word, has the rest of it around, but for one character."""
    at = text.find(piece, offset)
    while at >= 0:
        window = text[at - offset : at - offset + len(word)]
        if len(window) == len(word) and sum(a != b for a, b in zip(word, window, strict=True)) <= 1:
            return True
        at = text.find(piece, at + 1)
    return False


def search(query: str, categories: Iterable[Category], most: int = 6) -> tuple[str, ...]:
    """Codes of categories by code, name or people's words; best first."""
    wanted = dense(query[:60])
    if not wanted:
        return ()
    ranked = []
    for category in categories:
        texts = [category.code.lower(), dense(category.name), *(dense(word) for word in category.words)]
        texts += [dense(category.english), dense(category.major)]
        best = min((_distance(wanted, one) for one in texts), default=9)
        if best < 9:
            ranked.append((best, category.component, category.code))
    exact = [code for best, _, code in ranked if best == 0]
    return tuple(exact or [code for _, _, code in sorted(ranked)])[:most]


def _distance(wanted: str, text: str) -> int:
    if text == wanted:
        return 0
    if text.startswith(wanted):
        return 1
    if wanted in text:
        return 2
    if len(text) > 1 and text in wanted:
        return 3
    return 4 if _nearly(wanted, text) or _nearly(text, wanted) else 9


def number(text: str) -> Decimal | None:
    """A number in digits or Chinese numerals (十二, 一百二十, 一百二, 叁, 两, 半, 1.5万), to thousandths; None when it is none,
    or two in one (两三)."""
    text = text.replace(",", "")
    if re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,9})?万?", text):
        return (Decimal(text.removesuffix("万")) * (10_000 if text.endswith("万") else 1)).quantize(THOUSANDTH, ROUND_DOWN)
    if text == "半":
        return Decimal("0.5")
    if not text or not set(text) <= set(_DIGITS) | set(_POWERS):
        return None
    total, digit, last = 0, 0, 1
    for char in text:
        if char in _POWERS:
            last = _POWERS[char]
            total += (digit or 1) * last
            digit = 0
        elif digit:
            return None
        else:
            digit, last = _DIGITS[char], last if _DIGITS[char] else 1
    return Decimal(total + digit * max(last // 10, 1))


THOUSANDTH = Decimal("0.001")
"""Amounts are kept to that."""


def quantities(text: str) -> list[Quantity]:
    """Every quantity in the text, units in their own form (平米 and ㎡ are 平方米, 堆 is 处)."""
    flat = _KEYCAP.sub("", plain(text[:READ]))[:READ]
    found = []
    for match in _QUANTITY.finditer(flat):
        amount = number(match["number"])
        if amount and _counts(flat, match):
            amount += Decimal("0.5") if match["half"] else 0
            found.append(Quantity(amount=amount, unit=ALIASES.get(match["unit"], match["unit"])))
    return found


_KEYCAP = re.compile("[\ufe0f\u20e3]")
BEFORE = 14
"""Characters before a number that say what it is of."""


def _counts(flat: str, match: re.Match[str]) -> bool:
    """Whether a number with a unit says how many, and not how far, how often, how long or which house."""
    before = flat[max(0, match.start() - BEFORE) : match.start()].rstrip()
    unit = match["unit"]
    if _NOT_A_COUNT.match(flat, match.start("unit")):
        return False
    if _RANGE.search(before) or (unit == "起" and _SINCE.search(before)):
        return False
    if unit in ("米", "公尺") and _ELSEWHERE.search(before):
        return False
    if unit == "次" and _TIMES.search(before):
        return False
    return not (unit in ("户", "座", "间", "号") and _HOUSE.search(before))


def quantity(text: str, unit: str | None) -> Quantity | None:
    """The quantity meant: the one in the heading's unit, else the first; None where two of a unit differ, which is asked."""
    found = quantities(text)
    meant = next((one for one in found if one.unit == unit), found[0] if found else None)
    return None if any(one.unit == meant.unit and one != meant for one in found if meant) else meant


def typed_quantity(text: str, unit: str | None) -> Quantity | None:
    """What somebody answers when asked how many: a bare number counts in the heading's unit."""
    bare = number(re.sub(r"[\s\ufe0f\u20e3]", "", plain(text[:60])))
    if bare is not None and unit:
        return Quantity(amount=bare, unit=unit)
    return quantity(text, unit)


def urgent(text: str) -> bool:
    return bool(_URGENT.search(_CALM.sub("", plain(text[:READ])[:READ])))
