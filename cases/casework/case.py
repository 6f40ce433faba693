"""A case, its history, and the words for its states."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from cases.district.geo import Point
from cases.values import changed


class Status(StrEnum):
    REPORTED = "reported"  # with the dispatcher, who decides
    VERIFYING = "verifying"  # 待核实: the grid's worker goes and looks
    FILED = "filed"  # 已立案: only for the moment before it is dispatched
    QUEUED = "queued"  # 待认领: in a department's queue
    CLAIMED = "claimed"  # 处置中
    CHECKING = "checking"  # 待核查
    PROMISED = "promised"  # 待复查: cleared by a promise with a date
    UNCHECKABLE = "uncheckable"  # 无法核查: with the dispatcher
    REWORK = "rework"  # 返工: back with the department
    SUSPENDED = "suspended"  # 挂账: its clock stands still until a day
    RETURNED = "returned"  # 退回: with the dispatcher
    CLOSED = "closed"  # 已办结
    CLOSED_BY_FORCE = "closed_by_force"  # 强制结案: it could not be dealt with
    NOT_ACCEPTED = "not_accepted"  # 不予受理
    CANCELLED = "cancelled"  # 已撤回
    MERGED = "merged"  # 已并案: it goes on as another case


OVER = frozenset({Status.CLOSED, Status.CLOSED_BY_FORCE, Status.NOT_ACCEPTED, Status.CANCELLED, Status.MERGED})
WITH_DEPARTMENT = frozenset({Status.QUEUED, Status.CLAIMED, Status.REWORK})
CHECKING = frozenset({Status.CHECKING, Status.PROMISED, Status.UNCHECKABLE})
"""Done, and it is not known yet whether it holds."""
STILL = CHECKING | {Status.SUSPENDED}
"""The limit of its handling does not run."""
WITH_DISPATCHER = frozenset({Status.REPORTED, Status.RETURNED, Status.UNCHECKABLE})


class Action(StrEnum):
    REPORT = "report"  # 上报
    SEND = "send"  # 派核实: to the grid's worker, who goes and looks
    VERIFY = "verify"  # 属实
    REFUTE = "refute"  # 不属实
    ACCEPT = "accept"  # 受理
    REFUSE = "refuse"  # 不予受理
    DISPATCH = "dispatch"  # 派遣
    CLAIM = "claim"  # 认领
    RETURN = "return"  # 退回
    TRANSFER = "transfer"  # 转派
    CLEAR = "clear"  # 处置完成
    SELF_CLEAR = "self_clear"  # 自行处置: filed and closed in one step
    PASS = "pass"  # 通过  # noqa: S105
    REWORK = "rework"  # 返工
    UNCHECKABLE = "uncheckable"  # 无法核查
    WITHDRAW = "withdraw"  # 撤回
    CORRECT = "correct"  # the dispatcher's corrected place or category
    SATISFIED = "satisfied"  # 满意
    UNSATISFIED = "unsatisfied"  # 不满意: then asked why
    SLOW = "slow"  # 太慢／态度: counted only
    REOPEN = "reopen"  # 没有解决
    UNVERIFIED = "unverified"  # nobody verified in time: to the dispatcher
    OVERDUE = "overdue"  # the deadline has passed
    PAST = "past"  # the time for all its stages together is over
    RING = "ring"  # 提醒: its time runs out, or is over: somebody is told
    ADVANCE = "advance"  # 完成一步 of its handling, and the next begins
    EXPLAIN = "explain"  # 超期说明
    APPLY = "apply"  # 申请延期/挂账
    ASK_CLOSING = "ask_closing"  # 申请强制结案
    EXTEND = "extend"  # 同意延期
    SUSPEND = "suspend"  # 同意挂账
    FORCE = "force"  # 同意强制结案
    DENY = "deny"  # 不同意
    TAKE_BACK = "take_back"  # 撤回申请
    RESUME = "resume"  # 恢复处置
    SUPERVISE = "supervise"  # 督办
    SIGN = "sign"  # 签收
    ANSWER = "answer"  # 反馈
    LIFT = "lift"  # 督办销号
    UNMET = "unmet"  # its day has passed without an answer
    DRAW = "draw"  # 盲抽: a closed case is to be looked at again
    UPHOLD = "uphold"  # 复核合格
    OVERTURN = "overturn"  # 复核不合格
    RECHECK = "recheck"  # the promised day has come
    HAND_OVER = "hand_over"  # 交班: with all that somebody has claimed, to a colleague
    LAPSE = "lapse"  # 认领未处理: nothing was done with it, back into the queue
    RELEASE = "release"  # who had claimed it has left: back into the queue
    CALM = "calm"  # 取消紧急
    MERGE = "merge"  # 并案
    SPLIT = "split"  # 拆案
    KEEP_UP = "keep_up"  # 随案: the other case of what is merged has gone on
    OBJECT = "object"  # 有异议: who complained says it is not so
    PART = "part"  # 联合整治: another department has a part of it
    PART_ENDED = "part_ended"
    DISSOLVE = "dissolve"  # the case it is a part of has ended
    APPEAL = "appeal"  # 申诉
    ALLOW = "allow"  # 申诉成立
    ME_TOO = "me_too"  # 同一问题: somebody else has seen it too
    NOTE = "note"  # a word about it, by whoever has to do with it
    ALARM = "alarm"  # 险情: it tells of danger to life
    CONFIRM = "confirm"  # 属实: somebody near has looked at the danger
    DOUBT = "doubt"  # 不属实: and found none
    ENTRUST = "entrust"  # 移交首问: somebody else answers for the complaint from now on
    ASK = "ask"  # 追问: who reported it is asked one thing more
    UNANSWERED = "unanswered"  # and has not answered within a day
    LOCATE = "locate"  # 补充位置: who reported it says where it is


class Source(StrEnum):
    PATROL = "patrol"  # 网格员上报
    RESIDENT = "resident"  # 公众反映
    HOTLINE = "hotline"  # 12345, 12319
    LETTER = "letter"  # 来信
    LEADER = "leader"  # 领导交办
    SUPERIOR = "superior"  # 上级督办
    PRESS = "press"  # 媒体
    INSPECTION = "inspection"  # 督查


OUTSIDE = (Source.HOTLINE, Source.LETTER, Source.LEADER, Source.SUPERIOR, Source.PRESS, Source.INSPECTION)
"""Sources a dispatcher enters with /new."""


class Reason(StrEnum):
    """Why a case is returned."""

    NOT_OURS = "not_ours"  # 非本单位职责
    WRONG_PLACE = "wrong_place"  # 位置不符
    NOT_FOUND = "not_found"  # 现场未发现
    DUPLICATE = "duplicate"  # 重复案件
    OTHERS_FIRST = "others_first"  # 需他方先行
    NO_POWER = "no_power"  # 无执法权
    NO_MEANS = "no_means"  # 无处置条件
    OTHER = "other"  # 其他


class Refused(StrEnum):
    """Why a complaint is not accepted."""

    NOT_SO = "not_so"  # 不属实
    OUTSIDE = "outside"  # 不在本辖区
    KNOWN = "known"  # 已有同一案件
    UNCLEAR = "unclear"  # 描述不清
    OTHER_WAY = "other_way"  # 另有途径


class Level(StrEnum):
    """How hard a case is pressed 督办."""

    YELLOW = "yellow"
    RED = "red"


class Supervision(StrEnum):
    """How far a department has come with it."""

    ORDERED = "ordered"  # 待签收
    SIGNED = "signed"  # 已签收
    ANSWERED = "answered"  # 已反馈


class Request(StrEnum):
    """What one asks and another decides."""

    EXTEND = "extend"  # 延期
    SUSPEND = "suspend"  # 挂账
    CLOSE = "close"  # 强制结案
    APPEAL = "appeal"  # 申诉


class Appeal(StrEnum):
    """What became of an appeal against what figures say of a closed case."""

    ALLOWED = "allowed"  # it is left out of them; the fact stays
    DENIED = "denied"


class Delay(StrEnum):
    """Why a case is late."""

    PROPERTY = "property"  # 等物业
    MATERIAL = "material"  # 等材料
    WEATHER = "weather"  # 天气
    OTHERS = "others"  # 等他方
    OWNER = "owner"  # 找不到当事人
    STAFF = "staff"  # 人手不足
    OTHER = "other_cause"  # 其他


class Outcome(StrEnum):
    CORRECTED = "corrected"  # 现场整改
    REMOVED = "removed"  # 清除拆除
    REPAIRED = "repaired"  # 修复更换
    CLEANED = "cleaned"  # 清理干净
    PERSUADED = "persuaded"  # 劝导教育
    INTERVIEWED = "interviewed"  # 约谈
    FINED = "fined"  # 罚款
    SEIZED = "seized"  # 暂扣查扣
    HANDED_OVER = "handed_over"  # 移送
    LICENSED = "licensed"  # 补办证照
    EXPLAINED = "explained"  # 书面说明
    NOTHING_FOUND = "nothing_found"  # 未发现
    TERM_SET = "term_set"  # 限期整改, a promise with a date
    SHUT = "shut"  # 停业整顿, a promise with a date


PROMISES = frozenset({Outcome.TERM_SET, Outcome.SHUT})


@dataclass(frozen=True, kw_only=True)
class Case:
    """The present state of a case: what its events say, in their order. A field stands here because a queue, a right, a count or
    the first look at a card needs it; what was said at a step stands with the step. Words and names stand elsewhere, by id."""

    id: int
    number: str
    edition: int
    """Of the pack by which it is read."""
    status: Status
    step: int = 1
    """Of its progress: buttons pressed at an earlier one no longer hold."""
    last: int = 1
    """The number of its last event."""
    source: Source
    reporter: int
    anonymous: bool = False
    reported_at: datetime
    words: int | None = None
    place: int | None = None
    """Where it is, in words."""
    lat: float | None = None
    lon: float | None = None
    grid: str | None = None
    community: str | None = None
    category: str | None = None
    condition: str | None = None
    amount: Decimal | None = None
    unit: str | None = None
    urgent: bool = False
    alarm: str | None = None
    """The kind of danger to life it tells of."""
    keeper: int | None = None
    """首问责任人: who of the staff took a complaint first, and follows it to its end."""
    department: str | None = None
    since: datetime | None = None
    """From when the clock of its stage runs."""
    until: datetime | None = None
    """When that clock ends. While it is handled: of an alarm, that nobody has looked; else, when the claim lapses. Of a promise:
    when its day begins."""
    told_until: datetime | None = None
    """Up to when those who should know that this clock runs out have been told."""
    ring_at: datetime | None = None
    """When the next are."""
    filed_at: datetime | None = None
    total_until: datetime | None = None
    """When the time for all its stages together is over."""
    past: bool = False
    """It is, and that has been told."""
    deadline: datetime | None = None
    overdue: bool = False
    phases_left: int = 0
    """Of its handling, after the one that runs."""
    claimer: int | None = None
    request: Request | None = None
    """What is asked for it and not decided yet."""
    requester: int | None = None
    extensions: int = 0
    """How often more time was granted."""
    paused: bool = False
    """Whether its clock has stood still before."""
    supervised: Level | None = None
    """The last time it was; `supervision` says whether it still is."""
    supervision: Supervision | None = None
    supervised_until: datetime | None = None
    """By when it is to be answered."""
    sponsor: int | None = None
    """The leader who stands behind this one case."""
    clearer: int | None = None
    cleared_at: datetime | None = None
    outcome: Outcome | None = None
    done_amount: Decimal | None = None
    checker: int | None = None
    ended_at: datetime | None = None
    drawn: bool = False
    """Closed, and to be looked at again by somebody who has had nothing to do with it."""
    voices: int = 0
    """How many others have seen it too."""
    merged_into: int | None = None
    """The case as which it goes on."""
    part_of: int | None = None
    """Of the case that others deal with together; it counts nowhere."""
    parts: int = 0
    """How many of its own go on."""
    appeal: Appeal | None = None
    round: int = 0
    """How often it has come back to be done again."""
    opinion: Action | None = None
    asked_until: datetime | None = None
    """Until when an answer of who reported it is waited for."""

    @property
    def open(self) -> bool:
        return self.status not in OVER

    @property
    def queue(self) -> str | None:
        """The key of the queue it stands in: that of its department, or "" with the dispatchers; None: in none."""
        return "" if self.status in WITH_DISPATCHER else self.department if self.status in WITH_DEPARTMENT else None

    @property
    def point(self) -> Point | None:
        return Point(lat=self.lat, lon=self.lon) if self.lat is not None and self.lon is not None else None


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened to a case; `changes` are the case's fields it set. Ids, codes, figures and times only."""

    case: int
    number: int
    """Running, from 1."""
    step: int
    """The case's after it."""
    action: Action
    actor: int
    at: datetime
    delta: int = 0
    """What it did to the number of open cases: 1, 0 or -1."""
    reason: str | None = None
    """Why: a `Reason` or `Refused`; of a dispatch the name of the rule."""
    words: int | None = None
    """What was said at it."""
    other: int | None = None
    """The case that this one is once more."""
    named: str | None = None
    """The department it should go to, as whoever acted thinks."""
    day: date | None = None
    """Until when, as whoever acted says."""
    changes: Mapping[str, Any] = field(default_factory=dict)


BORNE = ("reason", "words", "other", "named", "day")
"""What an event itself bears of what was decided."""


def evolve(case: Case, event: Event) -> Case:
    """The case after the event."""
    return changed(case, step=event.step, last=event.number, **event.changes)


def beginning(case: Case) -> dict[str, Any]:
    """What a case's first event says: all that is known of it then."""
    known = {one.name: getattr(case, one.name) for one in fields(Case) if getattr(case, one.name) != one.default}
    return {name: value for name, value in known.items() if name not in ("id", "step", "last")}


def told(events: Sequence[Event]) -> Case:
    """The case as its events say, in the order of their numbers; there is at least the first."""
    first, *others = events
    case = Case(id=first.case, step=first.step, last=first.number, **first.changes)
    for event in others:
        case = evolve(case, event)
    return case
