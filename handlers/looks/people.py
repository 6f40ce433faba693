"""How people read to admins and dispatchers: a list, one person, what somebody is to be."""

from aiogram.types import InlineKeyboardButton

from cases.board.people import LISTED, SHUT, Choosing, PeopleCard, PeopleList, PersonCard, Told, Who
from cases.people import Grant, Misuse, Role
from handlers.chat.keyboards import PeoplePress, Rows, button, rows
from handlers.texts import Texts


def _role(named: tuple[Role, str], texts: Texts) -> str:
    role, scope = named
    return " ".join(part for part in (texts.plain(f"role.{role}"), texts.name(scope)) if part)


def _roles(who: Who, texts: Texts) -> str:
    found = [_role(one, texts) for one in who.roles] or [texts.plain("role.resident")]
    return texts.plain("comma").join(found)


def _called(who: Who, texts: Texts) -> str:
    return texts.plain("people.unnamed") if who.name is None else who.name


def _path(grant: Grant) -> str:
    return "/".join([grant.role, *([grant.scope] if grant.scope else [])])


def _turning(key: int, page: int, pages: int, texts: Texts) -> list[InlineKeyboardButton]:
    if pages == 1:
        return []
    shown = [("button.previous", (page - 1) % pages), ("button.next", (page + 1) % pages)]
    back, on = (button(texts.plain(label), PeoplePress(key=key, to="", page=turned)) for label, turned in shown)
    where = texts.plain("queue.page", page=page + 1, pages=pages)
    return [back, button(where, PeoplePress(key=key, to="", page=page)), on]


def shown(card: PeopleCard, texts: Texts) -> tuple[list[str], Rows]:
    match card:
        case PeopleList():
            return _listed(card, texts), _list_rows(card, texts)
        case PersonCard():
            return _person(card, texts), _person_rows(card, texts)
        case Choosing():
            return _choosing(card, texts), _choosing_rows(card, texts)


# --- all of them ---


def _listed(card: PeopleList, texts: Texts) -> list[str]:
    title = "people.shut" if card.said == SHUT else "people.found" if card.said else "people.all"
    lines: list[str] = [texts(title, said=card.said, count=card.total)]
    for who in card.people:
        marks = ("⛔ " if who.shut_out else "") + ("🔕 " if who.silent else "")
        phone = texts.plain("people.phone", phone=who.phone) if who.phone else ""
        lines.append(texts("people.line", marks=marks, name=_called(who, texts), roles=_roles(who, texts), phone=phone))
    return lines if card.people else [*lines, texts("people.nobody")]


def _list_rows(card: PeopleList, texts: Texts) -> Rows:
    def to(label: str, path: str) -> InlineKeyboardButton:
        return button(label, PeoplePress(key=card.key, to=path))

    found = rows([to(_called(who, texts), f"person/{who.token}") for who in card.people], 3)
    last = [to(texts.plain("button.add_person"), "add")] if card.may_change else []
    if card.said:
        last.append(to(texts.plain("button.everybody"), "list"))
    elif card.may_shut_out:
        last.append(to(texts.plain("button.shut_list"), f"list/{SHUT}"))
    return [*found, _turning(card.key, card.page, card.pages, texts), last]


# --- one ---


def _person(card: PersonCard, texts: Texts) -> list[str]:
    who = card.who
    found: list[str] = [
        texts("person.title", name=_called(who, texts), roles=_roles(who, texts)),
        texts("person.id", id=who.id) if who.name is not None else "",
        texts("person.phone", phone=who.phone) if who.phone else "",
        texts("person.silent") if who.silent else "",
        texts("person.shut_out") if who.shut_out else "",
        *[_told(one, texts) for one in card.told],
    ]
    if card.ends or card.ends_all:
        ends = texts.plain(f"role.{card.ends.role}") + (f" {card.ends.scope}" if card.ends.scope else "") if card.ends else ""
        found += ["", texts("person.ends", role=ends or texts.plain("person.ends_all"))]
        found.append(texts("person.ends_own") if card.themselves else "")
    if card.asks_why:
        found += ["", texts("person.why")]
    return found


def _told(told: Told, texts: Texts) -> str:
    if isinstance(told.what, Misuse):
        what = texts.plain("person.let_in" if told.ended else "person.was_shut_out", why=texts.plain(f"misuse.{told.what}"))
    else:
        what = texts.plain("person.lost" if told.ended else "person.got", role=_role(told.what, texts))
    by = texts.plain("person.by", name=told.by) if told.by else ""
    return texts("person.told", time=texts.time(told.at), what=what, by=by)


def _person_rows(card: PersonCard, texts: Texts) -> Rows:
    def to(key: str, path: str, style: str | None = None, **facts: str) -> InlineKeyboardButton:
        return button(texts.plain(f"button.{key}", **facts), PeoplePress(key=card.key, to=path), style)

    back = to("back", f"person/{card.token}")
    if card.ends or card.ends_all:
        ended = _path(card.ends) if card.ends else "all"
        return [[to("end_role", f"taken/{card.token}/{ended}", "danger"), back]]
    if card.asks_why:
        found = [to(f"misuse.{why}", f"out/{card.token}/{why}", "danger") for why in Misuse]
        return [*rows(found, 2), [back]]
    ends, gives = [], []
    if card.may_change:
        named = zip(card.grants, card.who.roles, strict=True)
        ends = [to("ends", f"take/{card.token}/{_path(grant)}", role=_role(role, texts)) for grant, role in named]
        gives = [to("give_role", f"give/{card.token}")] if card.who.name is not None else []
        gives += [to("end_all", f"take/{card.token}/all")] if len(card.grants) > 1 else []
    if card.may_shut_out:
        gives.append(to("let_in", f"in/{card.token}") if card.who.shut_out else to("shut_out", f"shut/{card.token}"))
    return [*rows(ends, 2), gives, [to("everybody", "list")] if card.may_list else []]


# --- what somebody is to be ---


def _choosing(card: Choosing, texts: Texts) -> list[str]:
    whose = texts("choosing.give", name=_called(card.who, texts)) if card.who else texts("choosing.add")
    if card.role is None:
        return [whose, texts("choosing.role")]
    codes = [texts("choosing.code", code=code, name=texts.name(name)) for code, name in card.scopes]
    return [whose, texts(f"choosing.{card.role}") if card.role in LISTED else "", *codes]


def _choosing_rows(card: Choosing, texts: Texts) -> Rows:
    begins, ends = (f"give/{card.who.id}", f"given/{card.who.id}") if card.who else ("add", "invite")

    def to(label: str, path: str) -> InlineKeyboardButton:
        return button(label, PeoplePress(key=card.key, to=path))

    back = to(texts.plain("button.back"), f"person/{card.who.id}" if card.who else "list")
    if card.role is None:
        roles = [to(texts.plain(f"role.{role}"), f"{begins if role in LISTED else ends}/{role}") for role in Role]
        return [*rows(roles, 3), [back]]
    across = 4 if card.role is Role.WORKER else 2
    named = [(code, code if card.role is Role.WORKER else texts.name(name)) for code, name in card.scopes]
    found = rows([to(label, f"{ends}/{card.role}/{code}") for code, label in named], across)
    return [*found, _turning(card.key, card.page, card.pages, texts), [to(back.text, begins)]]
