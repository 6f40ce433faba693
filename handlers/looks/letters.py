"""How letters read: most are one sentence with its facts; the others have a function here."""

from collections.abc import Callable, Mapping
from typing import Any

from handlers.looks import field
from handlers.looks.figures import tally_letter, tally_picture
from handlers.looks.queue import in_runs
from handlers.looks.summary import summary
from handlers.texts import Html, Texts

Facts = Mapping[str, Any]


def render(letter: str, facts: Facts, texts: Texts) -> str:
    """HTML of a letter in one language."""
    special = SPECIAL.get(letter)
    return special(facts, texts) if special else texts(letter, **facts)


def role(facts: Facts, texts: Texts) -> str:
    """A role with what it is for: 网格员 0103."""
    scope = f" {texts.name(facts['scope'])}" if facts.get("scope") else ""
    return texts.plain(f"role.{facts['role']}") + scope


def _roles(listed: list[Facts], texts: Texts) -> str:
    return texts.plain("comma").join(role(one, texts) for one in listed)


def _danger(facts: Facts, texts: Texts) -> str:
    todo = facts["todo_en" if texts.lang == "en" else "todo"]
    return texts("danger", what=texts.name(facts["what"]), call=facts["call"], whose=texts.name(facts["whose"]), todo=todo)


def _whom_to_call(facts: Facts, texts: Texts) -> str:
    lines = [texts("whom_to_call.line", what=texts.name(what), call=call) for what, call in facts["numbers"]]
    return texts("whom_to_call", numbers=Html("\n".join(lines)))


def _walked(facts: Facts, texts: Texts) -> str:
    kinds = texts.plain("comma").join(
        f"{english if texts.lang == 'en' else name} {count}" for name, english, count in facts["kinds"]
    )
    left = texts.plain("walked.left") if facts.get("left") else ""
    return texts("walked", count=len(facts["numbers"]), kinds=kinds, numbers=in_runs(facts["numbers"]), left=left)


def _hello(facts: Facts, texts: Texts) -> str:
    return texts("hello.staff", name=facts["name"], roles=_roles(facts["roles"], texts))


def _help(facts: Facts, texts: Texts) -> str:
    if not facts["roles"]:
        return texts("help.resident")
    told = [one for one in ("lead", "worker", "supervisor", "dispatcher", "sponsor", "admin") if one in facts["roles"]]
    parts = ["help.staff"] + [f"help.{one}" for one in told]
    return "\n".join(texts(part) for part in parts)


def _joined(facts: Facts, texts: Texts) -> str:
    return texts("joined", role=role(facts, texts), scope="", hello="")


def _invite(facts: Facts, texts: Texts) -> str:
    return texts("invite", role=role(facts, texts), scope="", link=facts["link"])


def _role_given(facts: Facts, texts: Texts) -> str:
    return texts("role_given", name=facts["name"], role=role(facts, texts), scope="")


def _invitation_taken(facts: Facts, texts: Texts) -> str:
    return texts("invitation_taken", name=facts["name"], role=role(facts, texts))


def _shut_out(facts: Facts, texts: Texts) -> str:
    numbers = texts.plain("comma").join(
        f"{english if texts.lang == 'en' else what} {call}" for what, english, call in facts["numbers"]
    )
    return texts("shut_out", why=texts.plain(f"misuse.{facts['why']}"), numbers=numbers)


def _bound(facts: Facts, texts: Texts) -> str:
    lacks = [f"right.{right}" for right in facts["lacks"]]
    said = texts("bound_lacks", rights=texts.join(lacks)) if lacks else ""
    purpose = texts.plain(f"purpose.{facts['purpose']}")
    department = f" {facts['department']}" if facts.get("department") else ""
    return texts("bound", purpose=purpose, department=department, lacks=said)


def _photo_bad(facts: Facts, texts: Texts) -> str:
    return texts("photo_bad", why=texts.plain(f"why.{facts['why']}"))


def _place_gone(facts: Facts, texts: Texts) -> str:
    named = [texts.plain(f"purpose.{purpose}") + (f" {texts.name(name)}" if name else "") for purpose, name in facts["places"]]
    return texts("alarm.place", places=texts.plain("comma").join(named), why=_why(facts, texts))


def _person_gone(facts: Facts, texts: Texts) -> str:
    return texts("alarm.person", name=facts["name"], roles=_roles(facts["roles"], texts), why=_why(facts, texts))


def _card_gone(facts: Facts, texts: Texts) -> str:
    number = facts["number"] or texts.plain("alarm.a_card")
    return texts("alarm.card", number=number, where=facts["where"] or texts.plain("alarm.somebody"), why=_why(facts, texts))


def _resident_gone(facts: Facts, texts: Texts) -> str:
    return texts("alarm.resident", numbers=texts.plain("comma").join(facts["numbers"]), why=_why(facts, texts))


def _letter_gone(facts: Facts, texts: Texts) -> str:
    return texts("alarm.letter", where=facts["where"] or texts.plain("alarm.somebody"), why=_why(facts, texts))


REFUSALS = (
    ("topic_closed", "closed"), ("thread not found", "deleted"), ("topic_deleted", "deleted"), ("topic_id_invalid", "deleted"),
    ("removed", "removed"), ("kicked", "removed"), ("not a member", "removed"), ("blocked", "blocked"), ("initiate", "unopened"),
    ("deactivated", "deactivated"), ("rights", "rights"), ("write_forbidden", "rights"), ("restricted", "rights"),
)  # fmt: skip
"""What Telegram says, and what we call it; the log has its own words."""


def _why(facts: Facts, texts: Texts) -> str:
    said = str(facts["why"]).lower()
    return texts.plain("refused." + next((name for words, name in REFUSALS if words in said), "other"))


def _named_role(key: str) -> Callable[[Facts, Texts], str]:
    def said(facts: Facts, texts: Texts) -> str:
        return texts(key, role=role(facts, texts))

    return said


def _invitations(facts: Facts, texts: Texts) -> str:
    lines = [texts("invitations", count=len(facts["open"]))]
    lines += [
        texts("invitations.line", code=one["code"], role=role(one, texts), by=one["by"], until=one["until"])
        for one in facts["open"]
    ]
    return "\n".join(lines)


def _at_work(facts: Facts, texts: Texts) -> str:
    return field.at_work(facts, texts, _roles)


SPECIAL: dict[str, Callable[[Facts, Texts], str]] = {
    "danger": _danger, "whom_to_call": _whom_to_call, "walked": _walked,
    "hello.staff": _hello, "help": _help, "joined": _joined, "invite": _invite, "role_given": _role_given,
    "invitation_taken": _invitation_taken, "shut_out": _shut_out, "bound": _bound,
    "photo_bad": _photo_bad, "tally": tally_letter, "tally.picture": tally_picture, "summary": summary,
    "alarm.place": _place_gone, "alarm.person": _person_gone, "alarm.resident": _resident_gone, "alarm.card": _card_gone,
    "alarm.letter": _letter_gone,
    "role_yours": _named_role("role_yours"), "role_ended": _named_role("role_ended"), "already": _named_role("already"),
    "invitations": _invitations, "duty.list": _at_work,
    "leave": field.leave, "leave.yours": field.leave_yours, "leave.deputy": field.leave_deputy,
}  # fmt: skip
