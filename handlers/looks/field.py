"""How signing in and leave read."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from handlers.texts import Texts

Facts = Mapping[str, Any]
Roles = Callable[[list[Facts], Texts], str]


def at_work(facts: Facts, texts: Texts, roles: Roles) -> str:
    lines: list[str] = [texts("duty.list.title", count=len(facts["listed"]) + facts["more"])] if facts["listed"] else []
    lines += [_one(one, texts, roles) for one in facts["listed"]] or [texts("duty.list.nobody")]
    if facts["more"]:
        lines.append(texts("duty.list.more", count=facts["more"]))
    return "\n".join([*lines, texts("duty.list.out" if facts["mine"] else "duty.list.in")])


def _one(one: Facts, texts: Texts, roles: Roles) -> str:
    placed = texts.plain("duty.list.placed") if one["placed"] else ""
    return texts("duty.list.one", name=one["name"], roles=roles(one["roles"], texts), since=one["since"], placed=placed)


def leave(facts: Facts, texts: Texts) -> str:
    lines: list[str] = [texts("leave.title", name=facts["name"], until=_day(facts, texts))]
    if facts["deputy"]:
        lines.append(texts("leave.to", deputy=facts["deputy"], given=facts["given"], kept=facts["kept"]))
    else:
        lines.append(texts("leave.nobody"))
    if facts.get("unable"):
        lines.append(texts("leave.unable", deputy=facts["deputy"]))
    if facts["stays"]:
        lines.append(texts("leave.stays", count=facts["stays"], deputy=facts["deputy"]))
    return "\n".join([*lines, texts("leave.how")])


def leave_yours(facts: Facts, texts: Texts) -> str:
    deputy = texts.plain("leave.yours.deputy", name=facts["deputy"]) if facts["deputy"] else ""
    return texts("leave.yours", until=_day(facts, texts), deputy=deputy)


def leave_deputy(facts: Facts, texts: Texts) -> str:
    return texts("leave.deputy", name=facts["name"], until=_day(facts, texts))


def _day(facts: Facts, texts: Texts) -> str:
    return texts.day(date.fromisoformat(facts["until"]))
