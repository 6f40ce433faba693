"""What a changed set of rules would have done differently in the last days, told before it is published."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

from bot.clock import Clock
from bot.config import Config, Misconfigured
from bot.manage import opened_district
from bot.opening import must_be_sound, pack
from bot.pack.build import build
from cases.casework.case import Case
from cases.casework.replay import Change, Replayed, replay
from cases.district.edition import District
from storage.engine.database import Database

MOST_DAYS = 3_660
PAGE, NAMED = 1000, 3
"""Cases read at once, and numbers named of one change."""
WORDS = {
    "zh": {
        "none": "最近 {days} 天没有按规则派遣的案件",
        "same": "最近 {days} 天 {total} 件：新规则的派遣结果完全相同",
        "differs": "最近 {days} 天 {total} 件：新规则下有 {count} 件（{share:.1%}）派给别的单位",
        "right": "一次派准（首次派遣的单位就是最后的责任单位）：原规则 {before} 件（{share_before:.1%}），"
        "新规则 {after} 件（{share_after:.1%}）",
        "change": "  {count} 件{category}：{before}（{rule_before}）→ {after}（{rule_after}），"
        "其中 {ended} 件最后正是由{after}负责；如 {numbers}",
    },
    "en": {
        "none": "no cases were dispatched by rules in the last {days} days",
        "same": "{total} cases of the last {days} days: the new rules send every one to the same department",
        "differs": "{total} cases of the last {days} days: the new rules send {count} ({share:.1%}) to another department",
        "right": "right at once (the first department was the last): {before} ({share_before:.1%}) by the old rules, "
        "{after} ({share_after:.1%}) by the new",
        "change": "  {count} {category}: {before} ({rule_before}) → {after} ({rule_after}), of which {ended} ended with {after}; "
        "such as {numbers}",
    },
}


async def lines(config: Config, folder: Path, days: int, lang: str) -> AsyncIterator[str]:
    """Raises Misconfigured for a pack that is not sound, another district's, or more days than there are."""
    if not 1 <= days <= MOST_DAYS:
        raise Misconfigured(f"--days {days}: between 1 and {MOST_DAYS}")
    body = pack(folder)
    must_be_sound(folder, body)
    other = build(body, 0)
    async with opened_district(config) as (database, district, editions, clock):
        if other.code != district.code:
            raise Misconfigured(f"{folder} is the pack of {other.code}, the records are those of {district.code}")
        found = replay(await _cases(database, district, clock, days), {**editions, district.edition: district}, other)
    for line in told(found, district, other, days, lang):
        yield line


async def _cases(database: Database, district: District, clock: Clock, days: int) -> list[Case]:
    found: list[Case] = []
    async with database.reading(district.code, clock.now) as tx:
        since, after = clock.now() - timedelta(days=days), 0
        while page := await tx.cases.reported_since(since, after, PAGE):
            found += page
            after = page[-1].id
    return found


def told(found: Replayed, district: District, other: District, days: int, lang: str) -> list[str]:
    words = WORDS[lang]
    if not found.total:
        return [words["none"].format(days=days)]
    count = sum(len(change.numbers) for change in found.changes)
    first = words["differs" if count else "same"].format(days=days, total=found.total, count=count, share=count / found.total)
    right = words["right"].format(
        before=found.right_before, share_before=found.right_before / found.total,
        after=found.right_after, share_after=found.right_after / found.total,
    )  # fmt: skip
    return [first, right, *(_change(one, district, other, lang) for one in found.changes)]


def _change(one: Change, district: District, other: District, lang: str) -> str:
    def named(code: str) -> str:
        department = other.department_of.get(code) or district.department_of.get(code)
        return code if department is None else department.english if lang == "en" else department.name

    category = other.category_of.get(one.category) or district.category_of.get(one.category)
    name = one.category if category is None else category.english if lang == "en" else category.name
    return WORDS[lang]["change"].format(
        count=len(one.numbers), category=name, before=named(one.before), after=named(one.after), rule_before=one.rule_before,
        rule_after=one.rule_after, ended=one.ended, numbers=" ".join(one.numbers[:NAMED]),
    )  # fmt: skip
