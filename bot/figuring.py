"""Figures for whoever is at the terminal: as a table, or as JSON for other programs."""

import json
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

from bot.config import Config, Misconfigured
from bot.manage import opened_district
from cases.board.figures import named
from cases.district.edition import District
from cases.errors import BadDate
from cases.figures.folds import By
from cases.figures.indicators import INDICATORS, Indicator, Kind, percent
from cases.figures.report import Line, Report, report
from cases.work import Work
from handlers.looks.indicators import lasted, whom
from handlers.texts import Texts


async def lines(config: Config, first: str, last: str, by: str, lang: str, *, as_json: bool) -> AsyncIterator[str]:
    """Both days included. Raises Misconfigured for what is no day or no grouping."""
    grouped = By(by) if by in set(By) else None
    if grouped is None:
        raise Misconfigured(f"--by {by}: one of {', '.join(By)}")
    async with opened_district(config) as (database, district, editions, clock):
        start, end = _day(first, "--from"), _day(last, "--to")
        async with database.reading(district.code, clock.now) as tx:
            work = Work(store=tx, district=district, now=tx.now, editions=editions)
            try:
                found = await report(work, grouped, start, end)
            except BadDate as error:
                raise Misconfigured(f"--from {first} --to {last}: an earlier day and a later, from 2000 on, ten years") from error
            names = {line.key: await _named(work, grouped, line.key) for line in found.lines}
        texts = Texts(lang, district.tz, district.in_english)
    if as_json:
        yield json.dumps(_whole(found, district, names), ensure_ascii=False, indent=2)
        return
    for line in table(found, names, texts):
        yield line


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Misconfigured(f"{option} {text}: not a day such as 2026-11-01") from error


async def _named(work: Work, by: By, key: str) -> str:
    if by in (By.WORKER, By.SPONSOR) and key:
        return (await work.store.people.get(int(key))).name
    return named(work, by, key)


def table(found: Report, names: dict[str, str], texts: Texts) -> list[str]:
    """A line an indicator, of what there is; a column each of whom it is told apart by, after that of all."""
    lines = [found.whole, *found.lines]
    heads = [texts.plain("by.district"), *(whom(found.by, names[line.key], texts) for line in found.lines)]
    shown = [["", *heads]]
    for one in INDICATORS:
        told = [_told(one, line) for line in lines]
        if any(said not in ("0", "—") for said in told):
            shown.append([texts.plain(f"figure.{one.key}"), *told])
    medians = [lasted(line.median, texts) if line.median is not None else "—" for line in lines]
    return ["｜".join(row) for row in [*shown, [texts.plain("figure.median"), *medians]]]


def _told(one: Indicator, line: Line) -> str:
    if one.kind is Kind.COUNT:
        return str(one.of(line.counts))
    rate = one.rate(line.counts)
    return f"{percent(rate)}% ({one.of(line.counts)}/{one.out_of(line.counts)})" if rate is not None else "—"


def _whole(found: Report, district: District, names: dict[str, str]) -> dict[str, Any]:
    return {
        "district": district.code, "from": found.first.isoformat(), "to": found.last.isoformat(), "by": found.by.value,
        "running": found.running, "all": _values(found.whole),
        "lines": [{"key": line.key, "name": names[line.key], **_values(line)} for line in found.lines],
        "definitions": {one.key: _definition(one) for one in INDICATORS},
    }  # fmt: skip


def _definition(one: Indicator) -> dict[str, Any]:
    return {"over": list(one.over), "less": list(one.less), "under": list(one.under), "own": one.own, "version": one.version}


def _values(line: Line) -> dict[str, Any]:
    counts = {one.key: one.of(line.counts) for one in INDICATORS if one.kind is Kind.COUNT}
    rates = {one.key: float(rate) if (rate := one.rate(line.counts)) is not None else None for one in INDICATORS if one.under}
    return {**counts, **rates, "median_minutes_about": line.median}
