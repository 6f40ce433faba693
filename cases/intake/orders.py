"""A work order of a hotline (12345 工单) pasted as one text: what stands under its labels becomes the answers they are."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from cases.district.spelling import plain


class Line(StrEnum):
    """What a label of an order stands before."""

    NUMBER = "number"
    TITLE = "title"
    WORDS = "words"
    PLACE = "place"
    CALLER = "caller"
    PHONE = "phone"
    ANSWER_BY = "answer_by"
    URGENCY = "urgency"
    IDENTITY = "identity"  # nobody's business here: left out


_WHO = r"(?:来电|诉求|反映|联系|投诉|申请|举报|求助|咨询|报案|当事)(?:人|者)|市民|用户|客户|群众|居民"
LABELS: dict[Line, str] = {
    Line.NUMBER: r"(?:12345)?(?:热线|工单|受理|诉求|案件|派单|办件|业务|交办单?|转办单?)?(?:编号|单号|流水号)|(?:工单|办件)号码?"
    r"|order (?:no\.?|number)|case (?:no\.?|number)|reference(?: no\.?| number)?",
    Line.TITLE: r"(?:工单|诉求|事项|问题)?(?:标题|主题)|title|subject",
    Line.WORDS: r"(?:诉求|工单|反映|投诉|问题|来电|主要|具体|事项)(?:内容|描述|详情|情况)|内容|描述|content|details|description",
    Line.PLACE: r"(?:诉求|事发|事件|问题|发生|案发|反映)(?:地址|地点|位置)|详细地址|地址|地点|位置|address|place|location",
    Line.PHONE: rf"(?:{_WHO})?及?(?:联系|来电|回访|回拨|手机|主叫|固定)?(?:电话|手机|联系方式)(?:号码|号)?"
    r"|主叫号码|来电号码|手机号码?|phone(?: number)?|telephone|mobile|tel",
    Line.IDENTITY: rf"(?:{_WHO}|公民)?(?:身份证|证件)(?:号码|号)?|(?:{_WHO})?家庭(?:住址|地址)"
    rf"|(?:{_WHO})住址|住址|户籍(?:地址|地)|id (?:card|number)",
    Line.CALLER: rf"(?:{_WHO})?姓名|{_WHO}|caller(?: name)?|complainant|name",
    Line.ANSWER_BY: r"(?:要求|最迟|应)?(?:答复|办结|回复|反馈|处理|办理|处置|完成|截止|到期)(?:截止)?(?:时限|期限|时间|日期)"
    r"|限办时间|时限|期限|answer by|reply by|due(?: date)?|deadline",
    Line.URGENCY: r"紧急程度|(?:工单|诉求)?(?:级别|等级)|优先级|priority|urgency",
}  # fmt: skip
PERSONAL = frozenset({Line.CALLER, Line.PHONE, Line.IDENTITY})
"""Of whoever called: nothing of it goes among the words."""
_BEGINS = r"(?:(?:^|[\n;；。，,、\s|｜])|(?=[【\[［]))(?:\d{1,2}[.、)）]\s*|[·•*\-－]+\s*)?[【\[［]?"
_ENDS = (
    r"(?:[】\]］]\s*[:：]?|\**\s*(?:[（(][^）)\n]{0,12}[）)])?\s*\**[:：]\**"
    r"|(?<=\S)(?:\t+|[ ]{2,}|\u3000+|\s*[|｜]))[ \t\u3000]*"
)
_LABEL = re.compile(
    _BEGINS + "(?P<label>" + "|".join(f"(?P<{line}>{label})" for line, label in LABELS.items()) + ")" + _ENDS, re.IGNORECASE
)
_OTHER = re.compile(
    r"^[|·•*\s]*[【\[［]?(?P<label>[\u4e00-\u9fff]{2,8}|[A-Za-z][A-Za-z ]{1,18}[A-Za-z])(?:[】\]］]\s*[:：]?|[:：]|\t+|\u3000+)",
    re.MULTILINE,
)
"""A line under a label that is none of these, which ends what stands before it."""
_OF_PERSON = re.compile(r"[^被].*?(?:人|姓名|电话|手机|号码|身份证号?|证件号?|住址)")
"""A label that says who called; 被反映人 and the like do not."""
_HEADING = re.compile(r"工单|交办单|派单|转办单|热线|work order", re.IGNORECASE)
_LONGEST_HEADING = 24
_SENTENCE = re.compile(r"[。，,；;：:]|\s\s|\t")
_NOTHING = re.compile(r"[\s/\\\-—－]*|无|没有|不详|未知|未提供|保密|匿名|n/?a|none|unknown", re.IGNORECASE)
_CARD = re.compile(r"\s*(?:身份证(?:号码?)?[:：]?\s*)?(?<!\d)\d{17}[\dXx](?!\d)")
_DAY = re.compile(r"20\d\d\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}日?|\d{1,2}月\d{1,2}日?")
_TERM = re.compile(
    r"(?P<count>[1-9]\d{0,2})\s*个?\s*(?P<unit>工作日|自然日|小时|天|日)(?:[之以]?内)?"
    r"|(?P<days>[1-9]\d{0,2})\s*(?P<work>working )?days?"
)
_URGENT = re.compile(r"(?<!不)(?<!非)(?:特急|紧急|加急|urgent|high)", re.IGNORECASE)
BETWEEN = " \t\u3000\r\n;；，,、|｜"
CALLED = frozenset({Line.NUMBER, Line.PHONE, Line.CALLER, Line.ANSWER_BY})
"""What a notice does not have that only looks like an order."""
MOST_CONTACT = 40


@dataclass(frozen=True, kw_only=True)
class Order:
    """What stands under each label as it is written, and what is left."""

    lines: dict[Line, str]
    written: dict[Line, str]
    """With their labels."""
    persons: tuple[str, ...] = ()
    """Who called and under which numbers, whatever the labels; the first two are usual."""
    rest: str = ""

    @property
    def contact(self) -> str:
        """Who called, and their numbers; "" where there is nothing to call."""
        told = dict.fromkeys(_CARD.sub("", one).strip() for one in self.persons if not _NOTHING.fullmatch(one.strip()))
        return " ".join(one for one in told if one)[:MOST_CONTACT]

    @property
    def urgent(self) -> bool | None:
        """None where it does not say."""
        said = self.lines.get(Line.URGENCY)
        return None if said is None else bool(_URGENT.search(plain(said[:20])))

    def words(self, also: Iterable[str] = ()) -> str:
        """What is told, with what could not be read as the answer it stands for."""
        title, told = self.lines.get(Line.TITLE, ""), self.lines.get(Line.WORDS, "")
        told_too = title if title and title not in told else ""
        return "\n".join(one for one in (told_too, told, *also, self.rest) if one)


@dataclass
class _Reading:
    lines: dict[Line, str] = field(default_factory=dict)
    written: dict[Line, str] = field(default_factory=dict)
    persons: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)

    def take(self, line: Line, label: str, value: str) -> None:
        kept = "" if _NOTHING.fullmatch(value) else value
        if line in PERSONAL:
            self.persons += [kept] * (line is not Line.IDENTITY)
        elif line in self.lines and kept:
            self.rest.append(f"{label}：{kept}")
            return
        self.lines[line] = self.lines.get(line) or kept
        self.written[line] = self.written.get(line) or f"{label}：{kept}"

    def leave(self, text: str) -> None:
        """What stands under a label that is none of ours, line by line; of whoever called nothing stays among the words."""
        for one in text.split("\n"):
            other = _OTHER.match(one)
            if other and _OF_PERSON.fullmatch(other["label"]):
                self.persons.append(one[other.end() :].strip(BETWEEN))
            elif kept := one.strip(BETWEEN):
                self.rest.append(kept)


def read(text: str) -> Order | None:
    """None for a text that is no order."""
    found = list(_LABEL.finditer(text))
    kinds = {_line(one) for one in found}
    if not (kinds & CALLED and kinds & {Line.WORDS, Line.TITLE, Line.NUMBER} and len(kinds) > 1):
        return None
    reading = _Reading()
    reading.leave("\n".join(_unheaded(text[: found[0].start()])))
    for one, following in zip(found, [*(two.start() for two in found[1:]), len(text)], strict=True):
        value = text[one.end() : following]
        other = _OTHER.search(value, value.index("\n") + 1) if "\n" in value else None
        reading.take(_line(one), one["label"], (value[: other.start()] if other else value).strip(BETWEEN))
        reading.leave(value[other.start() :] if other else "")
    return Order(lines=reading.lines, written=reading.written, persons=tuple(reading.persons), rest="\n".join(reading.rest))


def _unheaded(text: str) -> Iterator[str]:
    """Its lines, but for what is nothing more than a heading."""
    for line in text.split("\n"):
        heading = _HEADING.search(line) and len(line.strip()) <= _LONGEST_HEADING and not _SENTENCE.search(line.strip())
        if not heading:
            yield line


def _line(found: re.Match[str]) -> Line:
    return next(line for line in LABELS if found[line] is not None)


def day(text: str) -> str:
    """The day in what is written of it, without the hour; or ""."""
    found = _DAY.search(plain(text[:60]))
    return re.sub(r"\s", "", found[0]) if found else ""


def term(text: str) -> tuple[int, str] | None:
    """So many days or hours from now, and in which unit: `wd`, `cd` or `uh`."""
    found = _TERM.match(plain(text[:40]).strip())
    if found is None:
        return None
    unit = "工作日" if found["work"] else found["unit"] or "天"
    return int(found["count"] or found["days"]), {"工作日": "wd", "小时": "uh"}.get(unit, "cd")
