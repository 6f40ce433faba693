"""Numbers as people write them, and quantities in a text."""

import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from cases.district.spelling import corrects, plain


@dataclass(frozen=True, kw_only=True)
class Quantity:
    amount: Decimal
    unit: str
    of: str = ""
    """What follows it: that of which there is so much."""


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
    "摊",
    "套",
    "本",
    "把",
    "株",
    "杆",
    "袋",
]
MEASURES = ("米", "平方米", "吨", "车", "次")
COUNTING = tuple(unit for unit in UNITS if unit not in MEASURES)
"""One for one, whatever it is called."""
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
            of = _NOUN.match(flat, match.end())
            found.append(Quantity(amount=amount, unit=ALIASES.get(match["unit"], match["unit"]), of=of[0] if of else ""))
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


_NOUN = re.compile(r"(?![了的在已没未被需要左右吧呢啊并和及与都也还共约余多以且])[\u4e00-\u9fff]{1,2}")


def quantity(text: str, unit: str | None, also: tuple[str, ...] = (), named: str = "") -> Quantity | None:
    """The quantity meant: the one in the heading's unit, else in one that counts as it, else the first that is not of something
    else; None where two of a unit differ. What puts right what was said before counts instead of it. `named`: the words for what
    is counted."""
    said = quantities(_last_word(text))
    mine = [one for one in said if one.unit == unit] or [_as_meant(one, unit, also, named) for one in said]
    found = [one for one in mine if unit is None or one.unit == unit or not _of_something(one, named)]
    meant = next((one for one in found if one.unit == unit), found[0] if found else None)
    differ = len({one.amount for one in found if meant and one.unit == meant.unit}) > 1
    return None if differ else meant


def _last_word(text: str) -> str:
    """From the last line on that corrects, when it says how many."""
    lines = text[:READ].split("\n")
    for place in range(len(lines) - 1, 0, -1):
        if corrects(lines[place]) and quantities("\n".join(lines[place:])):
            return "\n".join(lines[place:])
    return text


def _as_meant(one: Quantity, unit: str | None, also: tuple[str, ...], named: str) -> Quantity:
    counts = unit is not None and one.unit in also and (not one.of or one.of[0] in named)
    return Quantity(amount=one.amount, unit=str(unit), of=one.of) if counts else one


def _of_something(one: Quantity, named: str) -> bool:
    """A table, three boxes: things that are there, and not how often it is so."""
    return one.unit in COUNTING and (one.amount <= 1 or bool(one.of and one.of[0] not in named))


_ENGLISH = {
    word: amount for amount, word in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 2)
}


def before(text: str, word: str) -> int | None:
    """How many of what an English word names: the number before it, perhaps with one word between (two big potholes)."""
    number = rf"(?<![\d.,/\-])\b(\d{{1,3}}|{'|'.join(_ENGLISH)})"
    found = re.search(rf"{number}\s+(?:[a-z-]+\s+)?{re.escape(word.lower())}", text[:READ].lower())
    return _ENGLISH.get(found[1]) or int(found[1]) or None if found else None


_ABOUT = re.compile(r"^(?:一?共(?:计|有)?|总共|合计|大?约|大概|差不多|[只就]?(?:清理?|处理)?了?|about |only )")


def only_quantity(text: str) -> bool:
    """Whether a text is nothing but how many."""
    flat = re.sub(r"[\s。.!！]+$", "", plain(text[:20]).strip())
    rest = _ABOUT.sub("", flat).strip()
    return len(text) <= 20 and (number(rest) is not None or _QUANTITY.fullmatch(rest) is not None)


def typed_quantity(text: str, unit: str | None, also: tuple[str, ...] = ()) -> Quantity | None:
    """What somebody answers when asked how many: a bare number counts in the heading's unit."""
    bare = number(_ABOUT.sub("", re.sub(r"[\s\ufe0f\u20e3]", "", plain(text[:60]))))
    if bare is not None and unit:
        return Quantity(amount=bare, unit=unit)
    return quantity(text, unit, also)
