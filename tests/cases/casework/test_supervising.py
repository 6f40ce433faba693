"""督办: pressed with a day and words, signed for, answered, taken off; a second time is red."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cases.board.case import CaseCard, case_card
from cases.casework import rights
from cases.casework.acting import act
from cases.casework.case import Action, Case, Level, Supervision
from cases.errors import BadDate, Forbidden, NotOffered
from cases.intake import drafts, pressing
from cases.outbox import Address
from tests.cases.crew import MONDAY, Crew

TOPIC = "-1001000000002/3"


async def presses(crew: Crew, case: Case, level: str, days: str = "3") -> Case:
    supervisor = await crew.person("supervisor")
    form = await drafts.open_form(crew.work, supervisor, case, Action.SUPERVISE, Address(chat=supervisor.id))
    await pressing.press(crew.work, supervisor, form.id, "reason", level)
    await pressing.press(crew.work, supervisor, form.id, "days", days)
    await crew.sends(supervisor, words="媒体已报道，尽快整改")
    return await drafts.submit(crew.work, supervisor, form.id)


async def does(crew: Crew, username: str, case: Case, action: Action, words: str = "") -> Case:
    person = await crew.person(username)
    if not words:
        return await act(crew.work, person, case.id, case.step, action)
    form = await drafts.open_form(crew.work, person, case, action, Address(chat=person.id))
    await crew.sends(person, words=words)
    return await drafts.submit(crew.work, person, form.id)


async def test_a_case_is_pressed_signed_for_answered_and_taken_off(crew: Crew) -> None:
    case = await crew.reported()
    before = await crew.loud()
    case = await presses(crew, case, "yellow")
    assert (case.supervised, case.supervision) == (Level.YELLOW, Supervision.ORDERED)
    assert ("case", TOPIC) in crew.louder(before, await crew.loud())
    lead = await crew.person("lead_chengguan_1")
    card = await case_card(crew.work, case.id, Address(chat=lead.id))
    assert isinstance(card, CaseCard)
    assert card.supervised
    assert (card.supervised.words, card.supervised.by) == ("媒体已报道，尽快整改", "李娜")
    assert {Action.SIGN, Action.ANSWER} <= set(card.actions)
    case = await does(crew, "lead_chengguan_1", case, Action.SIGN)
    before = await crew.loud()
    case = await does(crew, "lead_chengguan_1", case, Action.ANSWER, "摊主已清退")
    assert ("case", "supervisor") in crew.louder(before, await crew.loud())
    case = await does(crew, "supervisor", case, Action.LIFT)
    assert (case.supervision, case.supervised) == (None, Level.YELLOW)


async def test_a_second_time_is_red(crew: Crew) -> None:
    case = await does(crew, "supervisor", await presses(crew, await crew.reported(), "yellow"), Action.LIFT)
    with pytest.raises(NotOffered):
        await presses(crew, case, "yellow")
    assert (await presses(crew, case, "red")).supervised is Level.RED


async def test_a_day_that_passes_without_an_answer_is_told_once(crew: Crew) -> None:
    case = await presses(crew, await crew.reported("绿化带里有垃圾"), "yellow")
    assert case.supervised_until
    heard = {where for _, where in await crew.time_passes(case.supervised_until)}
    assert {"supervisor", "-1001000000002/5"} <= heard
    events = await crew.store.cases.events(case.id)
    assert [event.action for event in events].count(Action.UNMET) == 1


async def test_only_a_supervisor_presses_and_only_its_department_answers(crew: Crew) -> None:
    case = await crew.reported()
    for username in ("dispatcher", "lead_chengguan_1", "admin", "worker1"):
        assert Action.SUPERVISE not in rights.offered(await crew.person(username), case)
    case = await presses(crew, case, "red")
    with pytest.raises(Forbidden):
        await does(crew, "lead_huanwei_1", case, Action.SIGN)


async def test_a_day_that_has_passed_meanwhile_is_asked_for_anew(crew: Crew) -> None:
    case, supervisor = await crew.reported(), await crew.person("supervisor")
    form = await drafts.open_form(crew.work, supervisor, case, Action.SUPERVISE, Address(chat=supervisor.id))
    await pressing.press(crew.work, supervisor, form.id, "reason", "red")
    await pressing.press(crew.work, supervisor, form.id, "days", "3")
    await crew.sends(supervisor, words="尽快整改")
    crew.work = replace(crew.work, now=MONDAY + timedelta(days=3))
    with pytest.raises(BadDate):
        await drafts.submit(crew.work, supervisor, form.id)
