"""What the buttons of a people card do: it goes where they lead, after what they change."""

from collections.abc import Awaitable, Callable

from cases import staff
from cases.board import people
from cases.errors import Forbidden, NotOffered
from cases.outbox import Address, Letter
from cases.people import Misuse, Person, Role
from cases.work import Work

Act = Callable[[Work, Person, list[str], str], Awaitable[str]]
"""Returns the path the card shows then; the last is a fresh token, for an invitation."""
SHOWING = ("list", "person", "add", "give", "take", "shut")
MOST = 120
"""Characters of a path."""


async def press(work: Work, actor: Person, key: int, to: str, token: str) -> str:
    """The path the card shows from now on; `to`: "" for the one it shows. Raises a Refusal, having written nothing."""
    shown = await work.store.words.read(key)
    if not shown:
        raise NotOffered  # its days are over
    path = to[:MOST] or shown
    verb, *rest = path.split("/")
    if not path.isprintable():
        raise NotOffered
    if verb in ACTS:
        try:
            path = await ACTS[verb](work, actor, rest, token)
        except (ValueError, IndexError) as error:
            raise NotOffered from error
    elif verb not in SHOWING:
        raise NotOffered
    else:
        await people.shown(work, actor, key, path, 0)
    await work.store.words.rewrite(key, path)
    return path


async def _taken(work: Work, actor: Person, rest: list[str], _token: str) -> str:
    person = await people.by_name(work, actor, rest[0])
    grant = None if rest[1:] == ["all"] else staff.wanted(work, rest[1:], given=True)
    await staff.take(work, actor, person.id, grant)
    return f"person/{rest[0]}"


async def _given(work: Work, actor: Person, rest: list[str], _token: str) -> str:
    person = await people.by_name(work, actor, rest[0])
    await staff.give(work, actor, person.id, staff.wanted(work, rest[1:]))
    return f"person/{rest[0]}"


async def _invited(work: Work, actor: Person, rest: list[str], token: str) -> str:
    await staff.invite(work, actor, Address(chat=actor.id), staff.wanted(work, rest), token)
    return "add"


async def _shut_out(work: Work, actor: Person, rest: list[str], _token: str) -> str:
    """They are told, once. Nobody on the staff is: their roles are taken first."""
    person = await _other(work, actor, rest[0])
    why = Misuse(rest[1])
    unnamed = not await people.is_named(work, rest[0])
    if await work.store.people.shut_out(person.id, why, actor.id, work.now, unnamed=unnamed):
        numbers = [[what, english, call] for what, english, call in work.district.emergencies]
        letter = Letter(address=Address(chat=person.id), key="shut_out", facts={"why": why.value, "numbers": numbers})
        await work.store.outbox.write(letter)
    return f"person/{rest[0]}"


async def _let_in(work: Work, actor: Person, rest: list[str], _token: str) -> str:
    person = await _other(work, actor, rest[0])
    if await work.store.people.let_in(person.id, actor.id, work.now):
        await work.store.outbox.write(Letter(address=Address(chat=person.id), key="let_in", facts={}))
    return f"person/{rest[0]}"


async def _other(work: Work, actor: Person, token: str) -> Person:
    """Somebody who is not staff, for a dispatcher."""
    person = await people.whom(work, actor, token)
    if not actor.has(Role.DISPATCHER) or person.staff:
        raise Forbidden
    await work.store.people.hold([person.id])
    return person


ACTS: dict[str, Act] = {"taken": _taken, "given": _given, "invite": _invited, "out": _shut_out, "in": _let_in}
