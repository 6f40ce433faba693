"""A work order of a hotline (12345 工单) pasted as one text: its labelled lines become the answers they are."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from cases.district.spelling import plain


class Line(StrEnum):
    """What a labelled line of an order says."""

    NUMBER = "number"
    TITLE = "title"
    WORDS = "words"
    PLACE = "place"
    CALLER = "caller"
    PHONE = "phone"
    ANSWER_BY = "answer_by"
    URGENCY = "urgency"
    IDENTITY = "identity"  # nobody's business here: left out


LABELS: dict[Line, str] = {
    Line.NUMBER: r"(?:12345)?(?:热线|工单|受理|诉求|案件|派单|交办单?)?(?:编号|单号|流水号)|工单号码?"
    r"|order (?:no\.?|number)|reference",
    Line.TITLE: r"(?:工单|诉求|事项|问题)?(?:标题|主题)|title|subject",
    Line.WORDS: r"(?:诉求|工单|反映|投诉|问题|来电|主要|具体|事项)(?:内容|描述|详情|情况)|内容|描述|content|details|description",
    Line.PLACE: r"(?:诉求|事发|事件|问题|发生|案发|反映)(?:地址|地点|位置)|详细地址|地址|地点|位置|address|place|location",
    Line.CALLER: r"(?:来电|诉求|反映|联系|投诉|申请)人(?:姓名)?|市民(?:姓名)?|姓名|caller|name",
    Line.PHONE: r"(?:联系|来电|回访|回拨|手机|主叫)(?:电话|号码|方式)|电话(?:号码)?|手机|phone|telephone|tel",
    Line.ANSWER_BY: r"(?:要求|最迟|应)?(?:答复|办结|回复|反馈|处理|办理|处置|完成|截止|到期)(?:截止)?(?:时限|期限|时间|日期)"
    r"|限办时间|时限|期限|answer by|reply by|due(?: date)?|deadline",
    Line.URGENCY: r"紧急程度|(?:工单|诉求)?(?:级别|等级)|优先级|priority|urgency",
    Line.IDENTITY: r"(?:公民)?身份(?:证|证号|证号码)|证件号码?",
}
_LABEL = re.compile(
    r"(?:^|[\n;；。，,、\s]|(?=[【\[]))[【\[]?(?P<label>"
    + "|".join(f"(?P<{line}>{label})" for line, label in LABELS.items())
    + r")(?:[】\]]\s*[:：]?|\s*[:：])[ \t\u3000]*",
    re.IGNORECASE,
)
_OTHER = re.compile(r"^[【\[]?[\u4e00-\u9fff]{2,8}(?:[】\]]\s*[:：]?|[:：])", re.MULTILINE)
"""A line under a label that is none of these, which ends what stands before it."""
_HEADING = re.compile(r"工单|交办单|派单|转办单|热线|work order", re.IGNORECASE)
_DAY = re.compile(r"20\d\d\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}日?|\d{1,2}月\d{1,2}日?")
_TERM = re.compile(
    r"(?P<count>[1-9]\d{0,2})\s*个?\s*(?P<unit>工作日|自然日|天|日)|(?P<days>[1-9]\d{0,2})\s*(?P<work>working )?days"
)
_URGENT = re.compile(r"(?<!不)(?<!非)(?:特急|紧急|加急|urgent|high)", re.IGNORECASE)
BETWEEN = " \t\u3000\r\n;；，,、"
FEWEST = 2
"""Labelled lines of a text that is an order."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What stands under each label as it is written, and what is left."""

    lines: dict[Line, str]
    written: dict[Line, str]
    """With their labels."""
    rest: str = ""

    @property
    def contact(self) -> str:
        """Who called, and their number."""
        return " ".join(one for one in (self.lines.get(Line.CALLER), self.lines.get(Line.PHONE)) if one)

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


def read(text: str) -> Order | None:
    """None for a text that is no order."""
    found = list(_LABEL.finditer(text))
    kinds = {_line(one) for one in found}
    if len(kinds) < FEWEST or not kinds & {Line.WORDS, Line.TITLE, Line.NUMBER}:
        return None
    lines: dict[Line, str] = {}
    written: dict[Line, str] = {}
    before = text[: found[0].start()].strip()
    rest = [] if _HEADING.search(before) else [before]
    for one, following in zip(found, [*(two.start() for two in found[1:]), len(text)], strict=True):
        value = text[one.end() : following]
        other = _OTHER.search(value, 1) if "\n" in value else None
        kept = value[: other.start()] if other else value
        rest.append(value[other.start() :].strip() if other else "")
        line = _line(one)
        kept = kept.strip(BETWEEN)
        if line in lines:
            rest.append(kept)
        else:
            lines[line], written[line] = kept, f"{one['label']}：{kept}"
    return Order(lines=lines, written=written, rest="\n".join(one for one in rest if one))


def _line(found: re.Match[str]) -> Line:
    return next(line for line in LABELS if found[line] is not None)


def day(text: str) -> str:
    """The day in what is written of it, without the hour; or ""."""
    found = _DAY.search(plain(text[:60]))
    return re.sub(r"\s", "", found[0]) if found else ""


def term(text: str) -> tuple[int, bool] | None:
    """So many days from now, and whether only those that are worked count."""
    found = _TERM.fullmatch(plain(text[:20]).strip())
    if found is None:
        return None
    return int(found["count"] or found["days"]), found["unit"] == "工作日" or bool(found["work"])
