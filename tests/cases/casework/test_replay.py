"""What other rules would have done: which cases would have gone elsewhere first, and how often that was where they ended."""

from dataclasses import replace
from datetime import timedelta

from bot.replaying import told
from cases.casework.case import Action
from cases.casework.replay import replay
from cases.district import routing
from cases.district.routing import Rule
from tests.cases.crew import MONDAY, Crew


def with_rule(crew: Crew) -> Rule:
    grid = routing.Test(field="grid", values=("0103",))
    return Rule(
        name="市场周边", department="shichang", because="", tests=(routing.Test(field="category", values=("E0504",)), grid)
    )


async def test_what_would_have_gone_elsewhere_is_told_by_category_and_rule(crew: Crew) -> None:
    district = crew.work.district
    stays, moved = await crew.reported(), await crew.reported()
    other_kind = await crew.reported("绿化带里有垃圾")
    await crew.does("lead_chengguan_1", moved, Action.RETURN, department="shichang")
    await crew.store.flush()
    cases = await crew.store.cases.reported_since(MONDAY - timedelta(days=1), 0, 100)
    assert [case.id for case in cases] == [stays.id, moved.id, other_kind.id]
    found = replay(cases, {district.edition: district}, replace(district, rules=(with_rule(crew), *district.rules)))
    assert (found.total, found.right_before, found.right_after) == (3, 2, 2)
    (change,) = found.changes
    assert (change.category, change.before, change.after, change.rule_after) == ("E0504", "chengguan", "shichang", "市场周边")
    assert (change.numbers, change.ended) == ((stays.number, moved.number), 1)
    chinese, english = (told(found, district, district, 30, lang) for lang in ("zh", "en"))
    assert chinese[0] == "最近 30 天 3 件：新规则下有 2 件（66.7%）派给别的单位"
    assert "2 件店外经营：综合执法队（按类别）→ 市场监管所（市场周边），其中 1 件最后正是由市场监管所负责" in chinese[2]
    assert "3 cases of the last 30 days: the new rules send 2 (66.7%) to another department" in english[0]


async def test_the_same_rules_change_nothing_and_no_cases_are_no_share(crew: Crew) -> None:
    district = crew.work.district
    case = await crew.reported()
    same = replay([case], {district.edition: district}, district)
    assert (same.total, same.changes) == (1, ())
    assert "完全相同" in told(same, district, district, 7, "zh")[0]
    none = replay([case], {}, district)
    assert told(none, district, district, 7, "en") == ["no cases were dispatched by rules in the last 7 days"]


async def test_pages_go_on_after_the_last(crew: Crew) -> None:
    first, second = await crew.reported(), await crew.reported()
    since = MONDAY - timedelta(days=1)
    assert [one.id for one in await crew.store.cases.reported_since(since, 0, 1)] == [first.id]
    assert [one.id for one in await crew.store.cases.reported_since(since, first.id, 1)] == [second.id]
    assert await crew.store.cases.reported_since(MONDAY + timedelta(days=1), 0, 9) == []
