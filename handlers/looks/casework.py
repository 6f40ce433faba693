"""How a case reads to staff, who must act on it."""

from urllib.parse import quote

from aiogram.types import InlineKeyboardButton

from cases.board.case import CaseCard, GoneCard, Note
from cases.board.parts import DONE, Why
from cases.casework.case import Status
from cases.casework.clocks import untaken
from cases.casework.moves import MOVES, QUESTIONS
from cases.casework.moves.checking import looks_again
from cases.casework.stages import Stage
from cases.district.geo import Point
from handlers.chat.keyboards import (
    CallPress,
    DetailsPress,
    PlayPress,
    PrintPress,
    Rows,
    WhoPress,
    WhyPress,
    action_button,
    button,
    rows,
)
from handlers.looks import working
from handlers.looks.clocks import left
from handlers.looks.names import name
from handlers.texts import Texts, cut

SHOWN_WORDS = 240
LISTED_WORDS = 120
VOID = (Status.NOT_ACCEPTED, Status.CANCELLED, Status.MERGED)


def map_url(point: Point) -> str:
    """A link that takes WGS-84 as it is."""
    return f"https://uri.amap.com/marker?position={point.lon:.6f},{point.lat:.6f}&coordinate=wgs84"


def staff(card: CaseCard, texts: Texts) -> list[str]:
    case = card.case
    title = texts("case.title", number=case.number, status=texts.plain(f"status.{case.status}"))
    void = case.status in VOID
    marks = [texts("case.overdue")] * (case.overdue and not void) + [texts("case.urgent")] * case.urgent
    return [
        " ".join([title, *marks]),
        *_alarm(card, texts),
        texts("case.blind") if card.blind else "",
        _category(card, texts),
        *_place(card, texts),
        texts("case.words", words=cut(card.words, SHOWN_WORDS)) if card.words else "",
        _department(card, texts),
        texts("case.because", because=texts.name(card.because)) if card.because and case.status is Status.QUEUED else "",
        *working.joint(card, texts),
        *working.phase(card, texts),
        _deadline(card, texts),
        *working.total(card, texts),
        texts("case.closing", closing=card.category.closing) if card.category and working.by_standard(card) else "",
        *_history(card, texts),
        _source(card, texts),
        *_sealed(card, texts),
        texts("draft.recordings", count=card.recordings) if card.recordings else "",
        texts("case.withheld") if card.withheld else "",
    ]


def _deadline(card: CaseCard, texts: Texts) -> str:
    """By when it is to be handled, and by when whatever it waits for now."""
    case, clock = card.case, card.left
    shown = ""
    if case.deadline and case.open and case.status is not Status.PROMISED:
        shown = texts("case.deadline", time=texts.time(case.deadline))
        shown = texts("case.guessed", deadline=shown, year=card.guessed) if card.guessed else shown
    if clock is None:
        return shown
    if clock.stage is Stage.HANDLE:
        return f"{shown} · {left(clock, texts)}"
    stage: str = texts(f"case.clock.{clock.stage}", time=texts.time(clock.end), left=left(clock, texts))
    if card.slot:
        stage = f"{stage}\n" + texts("case.slot", begins=texts.time(card.slot[0]), ends=texts.time(card.slot[1])[-5:])
    return f"{shown}\n{stage}" if shown else stage


def _category(card: CaseCard, texts: Texts) -> str:
    if card.category is None:
        return texts("case.no_category")
    case = card.case
    amount = f" · {texts.amount(case.amount, case.unit)}" if case.amount is not None else ""
    condition = texts("in_brackets", text=case.condition) if case.condition else ""
    return texts("case.category", name=name(card.category, texts), condition=condition, amount=amount)


def _place(card: CaseCard, texts: Texts) -> list[str]:
    case = card.case
    found: list[str] = []
    if card.grid:
        found.append(texts("case.place", community=card.community, code=card.grid.code, name=card.grid.name))
    else:
        nowhere = card.alarm is not None and not card.place
        found.append(texts("case.no_grid" if case.point else "case.nowhere" if nowhere else "case.words_only"))
    if case.point:
        label = f"{case.point.lat:.5f}, {case.point.lon:.5f}"
        found.append(texts("case.map", url=quote(map_url(case.point), safe=":/?&=,."), label=label))
    if card.place and card.place != card.words:
        found.append(texts("case.in_words", place=cut(card.place, LISTED_WORDS)))
    return found


def _department(card: CaseCard, texts: Texts) -> str:
    if card.department is None:
        return ""
    claimer = _claimer(card, texts)
    former = texts("former") if card.former else ""
    return texts("case.department", name=name(card.department, texts)) + former + claimer


def _claimer(card: CaseCard, texts: Texts) -> str:
    """Who is late is called by name, so that Telegram tells them."""
    if not card.claimer:
        return ""
    late = card.case.overdue and card.case.status is Status.CLAIMED
    return texts("case.claimer.called" if late else "case.claimer", name=card.claimer, id=card.case.claimer)


def _history(card: CaseCard, texts: Texts) -> list[str]:
    """What has happened that whoever reads the card must know."""
    case = card.case
    found: list[str] = []
    if card.why and (case.status not in DONE or case.status in MOVES[card.why.action].targets):
        found.append(because(card.why, texts))
    return [*found, *_besides(card, texts), *_cleared(card, texts)]


def because(why: Why, texts: Texts) -> str:
    """What brought it where it stands; "" for a transfer without a word."""
    said = cut(why.words, LISTED_WORDS)
    if why.reason is None and not said and not why.original:
        return ""
    reason = texts.plain(f"reason.{why.reason}") if why.reason else ""
    original = texts("in_brackets", text=why.original) if why.original else ""
    words = texts("and_words", words=said) if said and (why.reason or why.original) else said
    return texts(f"case.why.{why.action}", reason=reason + original, words=words, original=why.original)


def _besides(card: CaseCard, texts: Texts) -> list[str]:
    found = [*_others(card, texts), *_requests(card, texts), *_lateness(card, texts)]
    if card.returns > 1:
        found.append(texts("case.returns", count=card.returns))
    if card.wanted:
        found.append(texts("case.wanted", name=name(card.wanted, texts)))
    if card.question and card.case.open:
        asked = card.question
        found.append(texts("case.asked", by=asked.by, time=texts.time(asked.at), words=cut(asked.words, LISTED_WORDS)))
    if card.more_notes and card.case.open:
        found.append(texts("case.more_notes", count=card.more_notes))
    for note in card.notes if card.case.open else ():
        by = note.by or texts.plain("case.complainer")
        key = "case.had_asked" if note.action in QUESTIONS else "case.added"
        found.append(texts(key, by=by, time=texts.time(note.at), words=cut(note.words, LISTED_WORDS)))
    return found


def _others(card: CaseCard, texts: Texts) -> list[str]:
    """That others have seen it too, and that it has been there before."""
    behind = [texts("case.sponsors", names=texts.plain("comma").join(card.sponsors))] if card.sponsors else []
    pressed = [_supervised(card, card.supervised, texts)] if card.supervised and card.case.open else []
    voices = [texts("case.voices", count=card.case.voices)] if card.case.voices else []
    voices += [texts("case.merged", numbers=texts.plain("comma").join(card.merged))] if card.merged else []
    return [*pressed, *behind, *voices, *([texts("case.again", number=card.again)] if card.again else [])]


def _supervised(card: CaseCard, note: Note, texts: Texts) -> str:
    until = texts.day(note.until) if note.until else ""
    state = texts.plain(f"supervision.{card.case.supervision}")
    words = cut(note.words, LISTED_WORDS)
    return texts(f"case.supervised.{card.case.supervised}", until=until, words=words, by=note.by, state=state)


def _requests(card: CaseCard, texts: Texts) -> list[str]:
    """What is asked for it; or until when it stands still."""
    if card.case.status is Status.SUSPENDED and card.case.until:
        return [texts("case.suspended", day=texts.day(texts.day_of(card.case.until)))]
    if card.request is None or card.case.request is None:
        return [_decided(card.decided, texts)] if card.decided and (card.case.open or card.case.appeal) else []
    asked, what = card.request, texts.plain(f"reason.{card.case.request}")
    until = texts.plain("case.request.until", day=texts.day(asked.until)) if asked.until else ""
    return [texts("case.request", by=asked.by, what=what, until=until, words=cut(asked.words, LISTED_WORDS))]


def _decided(note: Note, texts: Texts) -> str:
    words = texts("and_words", words=cut(note.words, LISTED_WORDS)) if note.words else ""
    return texts(f"case.decided.{note.action}", by=note.by, time=texts.time(note.at), words=words)


def _lateness(card: CaseCard, texts: Texts) -> list[str]:
    """That the claim lapses; why it is late, or that this is to be said."""
    lapses: list[str] = [texts("case.lapses", time=texts.time(card.lapses))] if card.lapses else []
    lapses += [texts("case.lapsed", name=card.lapsed)] if card.lapsed and card.case.open else []
    if card.delay and (card.case.open or card.case.request):
        return [*lapses, delayed(card.delay, texts)]
    asks = card.case.overdue and card.case.status is Status.CLAIMED
    return [*lapses, texts("case.explain")] if asks else lapses


def delayed(why: Why, texts: Texts) -> str:
    """Why it is late."""
    words = texts("and_words", words=cut(why.words, LISTED_WORDS)) if why.words else ""
    until = texts("case.delay.until", day=texts.day(why.until)) if why.until else ""
    return texts("case.delay", reason=texts.plain(f"reason.{why.reason}"), words=words, until=until)


def _alarm(card: CaseCard, texts: Texts) -> list[str]:
    """Danger to life stands first, and what somebody near has found."""
    if card.alarm is None or not card.case.open:
        return []
    found: list[str] = [texts("case.alarm", what=texts.name(card.alarm.name))]
    if untaken(card.case) and card.case.told_until and card.case.status is Status.QUEUED:
        found.append(texts("case.untaken", time=texts.time(card.case.since or card.case.reported_at)))
    if card.looked:
        found.append(texts(f"case.looked.{card.looked.action}", by=card.looked.by, time=texts.time(card.looked.at)))
    return found


def _cleared(card: CaseCard, texts: Texts) -> list[str]:
    case = card.case
    found: list[str] = []
    if case.cleared_at and case.outcome and case.status in DONE:
        unit = card.category.unit if card.category else case.unit
        amount = f" {texts.amount(case.done_amount, unit)}" if case.done_amount is not None else ""
        outcome = texts.plain(f"outcome.{case.outcome}")
        found.append(
            texts("case.cleared", outcome=outcome, amount=amount, name=card.clearer or "—", time=texts.time(case.cleared_at))
        )
        found += working.apart(card, texts)
        if card.done_words:
            found.append(texts("case.done_words", words=cut(card.done_words, LISTED_WORDS)))
        if case.until and case.status is Status.PROMISED:
            found.append(texts("case.promised", day=texts.day(texts.day_of(case.until))))
    if card.on_the_spot:
        found.append(texts("case.self"))
    if case.status is Status.CLOSED and case.ended_at:
        checked = f" · {texts('case.checked', name=card.checker)}" if card.checker else ""
        found.append(texts("case.closed", time=texts.time(case.ended_at)) + checked)
    if case.appeal:
        found.append(texts(f"case.appeal.{case.appeal}"))
    if case.opinion and texts.has(f"opinion.{case.opinion}"):
        found.append(texts("case.opinion", opinion=texts.plain(f"opinion.{case.opinion}")))
    return found


def _source(card: CaseCard, texts: Texts) -> str:
    case = card.case
    source = texts.plain("source.part" if case.part_of else f"source.{case.source}")
    time = texts.time(case.reported_at)
    keeper = texts("case.keeper", name=card.keeper) if card.keeper and case.open else ""
    if card.reporter is None:
        return texts("case.source", source=source, time=time) + keeper
    return texts("case.source.by", source=source, name=card.reporter, time=time) + keeper


def _sealed(card: CaseCard, texts: Texts) -> list[str]:
    found: list[str] = []
    if card.outside_number:
        found.append(texts("case.outside_number", number=card.outside_number))
    if card.answer_by:
        found.append(texts("case.answer_by", day=texts.day(card.answer_by)))
    return found


def case_buttons(card: CaseCard, texts: Texts) -> Rows:
    case = card.case
    found = rows([action_button(texts, case.id, case.step, action, _label(card, action, texts)) for action in card.actions], 2)
    calls = [button(texts.plain("button.contact_of"), CallPress(case=case.id))] if card.calls else []
    known = [button(texts.plain("button.who"), WhoPress(case=case.id))] if card.known else []
    found.append([*calls, *known])
    last = reading(case.id, card.recordings, texts)
    if card.prints:
        last.append(button(texts.plain("button.print"), PrintPress(case=case.id)))
    if card.chosen and case.open:
        last.append(button(texts.plain("button.why"), WhyPress(case=case.id)))
    return [*found, last]


def _label(card: CaseCard, action: str, texts: Texts) -> str:
    """As it is called at a re-check, and of what is handled in steps; "" for as usual."""
    again, phase = f"do.{action}.again", f"do.{action}.phase"
    if looks_again(card.case) and texts.has(again):
        return texts.plain(again)
    return texts.plain(phase, name=card.phase.phase.name) if card.phase and texts.has(phase) else ""


def reading(case: int, recordings: int, texts: Texts) -> list[InlineKeyboardButton]:
    """「详情」, and 「播放」 where there is something to be heard."""
    plays = [button(texts.plain("button.play"), PlayPress(case=case))] if recordings else []
    return [button(texts.plain("button.details"), DetailsPress(case=case)), *plays]


def why(card: CaseCard, texts: Texts) -> str:
    """The rule that chose the department, in the 200 characters an answer may have."""
    rule = card.chosen
    known = texts.plain(f"rule.{rule}") if texts.has(f"rule.{rule}") else rule
    because = "" if texts.has(f"rule.{rule}") else texts.name(card.because)
    found = texts.plain(
        "case.by_words", rule=known, because=because, category=name(card.category, texts),
        grid=card.grid.code if card.grid else "—", edition=card.case.edition,
    )  # fmt: skip
    return cut(found, 190)


def gone(card: GoneCard, texts: Texts) -> str:
    """The one line that is left."""
    if card.stranger:
        return texts("case.hidden", number=card.number)
    return texts("case.gone", number=card.number, where=name(card.department, texts) or texts("case.gone.dispatcher"))
