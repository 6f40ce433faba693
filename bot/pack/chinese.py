"""What is wrong with a pack, said in Chinese: by the English sentence with its blanks."""

import re
from functools import cache

from bot.pack.checks.people import CROWDED
from bot.pack.read import Fault

SENTENCES = {
    # several files
    "duplicate code {code}, first in row {row}": "代码 {code} 重复，第 {row} 行已有",
    "duplicate code {code}": "代码 {code} 重复",
    "duplicate name": "名称重复",
    "unknown category {code}": "没有类别 {code}",
    "unknown department {code}": "没有责任单位 {code}",
    "unknown grid or community {code}": "没有网格或社区 {code}",
    "unknown grid {code}": "没有网格 {code}",
    "{error}: {what} is missing or malformed": "缺少 {what}，或格式不对（{error}）",
    "is missing": "缺这一项",
    "is not known; is it misspelt?": "没有这一项，是不是拼错了？",
    "{wanted} is wanted, not {given}": "应为 {wanted}，写的是 {given}",
    "the file is missing": "缺少这个文件",
    "cannot be read: {why}": "读不了：{why}",
    "cannot be built: {why}": "无法使用：{why}",
    "cannot be shown: {why}": "卡片显示不了：{why}",
    "the moved holidays of {year} are not known: weekends only": "没有 {year} 年的调休安排，只按周末计算",
    # district.yaml
    "duplicate {of} {value}": "{of} 重复：{value}",
    "unknown outcome {outcome}": "没有处置结果 {outcome}",
    "{outcome}: no category is {code}": "{outcome}：没有类别 {code}",
    "no category's heading is {heading}": "没有类别的统计口径叫 {heading}",
    "{heading} is measured in {unit}: nothing counts as it": "{heading} 按{unit}计量，不能用别的单位代替",
    "{heading}: {unit} is no unit one counts in": "{heading}：{unit} 不是计数的单位",
    "{word} can be in no text": "{word} 不可能出现在文字里",
    "call: {number} is none of the emergencies' numbers": "call：{number} 不在 emergencies 的电话里",
    "limit: {why}": "时限：{why}",
    "is known by no words": "没有可供识别的词",
    "{given} is no day such as 06-01": "{given} 不是日期，应写成 06-01 这样",
    "its rungs must follow each other in time": "各级提醒要按时间先后排列",
    "of danger a rung says `after`: how long after it was told of": "险情提醒要写 after：报险后多久",
    "a rung says either `at`, a share of the limit, or `after`, how long after its end": "每级提醒写 at 或 after，二选一",
    "{given} is no share such as 75%": "{given} 不是 75% 这样的百分比",
    "it ends when it begins": "开始与结束相同",
    "{day} is in two seasons": "{day} 在两个时令里",
    "windows are missing for the rest of the year": "缺少其余时间的上班时段 windows",
    "they must open before they close, one after the other": "上班要早于下班，时段要依次排列",
    # grids.geojson
    "the ring is not closed: its last corner must be its first": "边界没有闭合：最后一个点应与第一个点相同",
    "unknown parent community {code}": "没有社区 {code}",
    "its corners are nowhere: longitude comes first, then latitude": "坐标不在地球上：经度在前，纬度在后",
    "not a valid closed polygon": "不是有效的闭合多边形",
    "overlap with grid {code}": "与网格 {code} 重叠",
    "the grids fall into {count} separate parts": "网格分成了互不相连的 {count} 块",
    "gap between grids near {place}": "网格之间有空隙，在 {place} 附近",
    # categories.csv, sayings.csv
    "more or fewer cells than the heading: is a comma unquoted?": "列数与表头不符，是不是有逗号没加引号？",
    "duplicate name {name} in major {major}, first in row {row}": "大类 {major} 中名称 {name} 重复，第 {row} 行已有",
    "code {code} is not {major} + {minor}: no such parent": "代码 {code} 不是 {major} + {minor}，没有这个上级",
    "major {major} is {name} in other rows": "大类 {major} 在别的行叫 {name}",
    "unknown unit {unit}": "没有单位 {unit}",
    "heading {heading} counts in {unit}": "统计口径 {heading} 的单位是 {unit}",
    "no heading": "缺统计口径",
    "{name} is no name: one line of {most} characters at most": "{name} 不能作名称：一行，最多 {most} 个字",
    "evidence is {least} to {most} photos": "evidence 应为 {least} 到 {most} 张照片",
    "kind is {kinds}": "kind 应为 {kinds}",
    "limit or condition: {why}": "时限或细分条件：{why}",
    "{count} sayings; at most {most}": "说法有 {count} 条，最多 {most} 条",
    "each row has two cells, code and saying: is a comma unquoted?": "每行两格：代码、说法；是不是有逗号没加引号？",
    "no category is {code}: what is said of it counts for nothing": "没有类别 {code}，它的说法不起作用",
    "no category is {code}": "没有类别 {code}",
    "a saying has one to {most} characters": "一条说法为 1 到 {most} 个字",
    # routing.yaml
    "no default: every case must have somewhere to go": "没有默认去向：每个案件都要有去处",
    "malformed: {why}": "格式不对：{why}",
    "its hours begin where they end": "时段的开始与结束相同",
    "unreachable: its conditions contradict each other": "用不上：条件互相矛盾",
    "unreachable: everything it matches is taken by rule {name} before it": "用不上：前面的规则“{name}”已全部包含",
    "unknown field {field}": "没有条件 {field}",
    "unreachable: no {field} {value}": "用不上：没有 {field} {value}",
    # calendar-YYYY.csv
    "{date} is to be written like 2026-01-01": "{date} 应写成 2026-01-01 这样",
    "day must be off, on, morning or afternoon, not {day}": "day 应为 off、on、morning 或 afternoon，写的是 {day}",
    "both {kind} and {other}": "同一天既是 {kind} 又是 {other}",
    "a gap: no list for {year}": "中间缺 {year} 年的安排",
    "Invalid isoformat string: {given}": "不是日期：{given}",
    # people.yaml
    "duplicate group": "群重复",
    "duplicate {key}": "{key} 重复",
    "a topic is for one thing": "一个话题只能有一个用途",
    "department {code} has two places": "责任单位 {code} 绑定了两处",
    CROWDED: "{count} 个责任单位共用一个群：所有话题合计每分钟约能办三件（Telegram 限 20 条消息），再多就合并到待办卡里；"
        "每分钟超过一件的单位要单独建群",
    "department {code} has no lead": "责任单位 {code} 没有负责人",
    "grid {code} has {count} worker(s), two are meant": "网格 {code} 有 {count} 名网格员，应有两名",
    "a grid worker without a duty phone": "网格员没有值班电话",
    "nobody is admin: the first one needs `wangge invite admin`": "没有管理员：第一位要用 `wangge invite admin` 邀请",
    "dispatchers can learn who complained: their group must be nobody else's": "派遣员能看到反映人，他们的群不能与别人共用",
    # what a value is
    "{text} is no time such as 18:00": "{text} 不是 18:00 这样的时间",
    "a limit must be above zero and at most {most}": "时限要大于 0，最多 {most}",
    "{text} is no limit such as 4 wh": "{text} 不是时限，应写成 4 wh、2 uh、3 wd、3 cd 这样",
    "{text}: at most {most} steps, each with a short name of its own and a limit":
        "{text}：最多 {most} 步，每步写短名称（各不相同）和时限，如 围挡 3 uh > 抢修 8 uh",
    "radius is 1 to 999 metres": "radius 为 1 到 999 米",
    "each condition has a name of its own": "每个细分条件要有自己的名称",
    "'No time zone found with key {zone}'": "没有时区 {zone}",
    "month must be in 1..12": "月份应为 1 到 12",
    "day is out of range for month": "这个月没有这一天",
}  # fmt: skip


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((_pattern(english), chinese) for english, chinese in SENTENCES.items())


def _pattern(english: str) -> re.Pattern[str]:
    """A blank takes anything."""
    parts = re.split(r"\{(\w+)\}", english)
    return re.compile(
        "".join(f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts)), re.DOTALL
    )


def reason(english: str) -> str:
    """The sentence in Chinese, and what it quotes; as it is where there is none."""
    for pattern, chinese in _patterns():
        if found := pattern.fullmatch(english):
            return chinese.format(
                **{name: reason(value) if name == "why" else value for name, value in found.groupdict().items()}
            )
    return english


def said(fault: Fault) -> str:
    where = f"{fault.file}:{fault.row}" if fault.row else fault.file
    return f"{'提醒' if fault.warning else '错误'}：{where}：{reason(fault.reason)}"
