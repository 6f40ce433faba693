"""Who belongs to a district: invitations, roles, and what each group or topic is for."""

import hashlib
from datetime import timedelta
from typing import Any

from cases.casework import telling
from cases.errors import Ambiguous, BadCommand, BadInvitation, Forbidden, GroupOnly, LastAdmin, Mixed, PrivateOnly, Unknown
from cases.outbox import Address, Binding, Letter, Purpose, Voice
from cases.people import Grant, Invitation, Person, Role
from cases.reach import handover
from cases.work import Work

VALID = timedelta(days=7)
"""How long an invitation stays open."""
_SCOPED = {Role.WORKER, Role.LEAD, Role.SPONSOR}
_WIDE = {Role.ADMIN, Role.DISPATCHER}
"""Roles that are given to an id, for a name may have another owner by now."""


def fingerprint(token: str) -> str:
    """What is stored of an invitation: never the token itself."""
    return hashlib.sha256(token.encode()).hexdigest()


def wanted(work: Work, words: list[str], *, given: bool = False) -> Grant:
    """`worker 0103`, `lead chengguan`, `lead 环卫所`, `dispatcher`… as a grant; one that was `given` may be of what is no more.
    Raises BadCommand or Unknown."""
    try:
        role = Role(words[0])
        scope = _coded(work, role, " ".join(words[1:])) if role in _SCOPED else None
        if scope == "":
            raise IndexError
    except (ValueError, IndexError) as error:
        raise BadCommand(usage="role") from error
    if scope is not None and scope not in _scopes(work, role) and not given:
        raise Unknown
    return Grant(role=role, scope=scope)


def _scopes(work: Work, role: Role) -> dict[str, tuple[str, ...]]:
    """What such a role can be for: codes, and how each may be called."""
    district = work.district
    if role is Role.LEAD:
        return {one.code: (one.name, one.english) for one in district.departments}
    listed = district.areas if role is Role.SPONSOR else district.grids
    return {one.code: (one.name,) for one in listed}


def _coded(work: Work, role: Role, said: str) -> str:
    """Its code, where it was called by its name."""
    return next((code for code, names in _scopes(work, role).items() if said in names), said)


def must_be_admin(actor: Person) -> None:
    if not actor.has(Role.ADMIN):
        raise Forbidden


async def invite(work: Work, actor: Person, address: Address, grant: Grant, token: str) -> None:
    """Opens a single-use invitation; `token` is random and known to the link alone, which is said to its maker alone."""
    must_be_admin(actor)
    if not address.private:
        raise PrivateOnly
    await work.store.people.invite(fingerprint(token), grant, actor.id, work.now + VALID)


async def join(work: Work, actor: Person, token: str) -> Grant:
    """Takes up an invitation; opened again by whom it worked for it is still good. Raises BadInvitation when it does not exist,
    was used by somebody else, has lapsed, or is of somebody who is no admin any more."""
    people = work.store.people
    found = await people.invitation(fingerprint(token))
    if found is None:
        raise BadInvitation
    if found.used_by == actor.id and found.grant in actor.grants:
        return found.grant
    gone = found.used_by is not None or found.until <= work.now
    unwanted = found.by != 0 and not (await people.get(found.by)).has(Role.ADMIN)
    if gone or unwanted or not await people.redeem(found.token_hash, actor.id, work.now):
        raise BadInvitation
    await people.let_in(actor.id, found.by, work.now)
    await people.grant(actor.id, found.grant, found.by, work.now)
    await menu(work, actor.id)
    if found.by:
        facts = {"name": actor.name, **shown(work, found.grant)}
        await work.store.outbox.write(Letter(address=Address(chat=found.by), key="invitation_taken", facts=facts))
    await handover.came(work, actor.id, found.grant)
    return found.grant


async def invitations(work: Work, actor: Person, address: Address) -> list[Invitation]:
    """Those that are open."""
    must_be_admin(actor)
    if not address.private:
        raise PrivateOnly
    return await work.store.people.invitations(work.now)


async def withdraw(work: Work, actor: Person, address: Address, code: str) -> int:
    """Takes an open invitation back, by its code. Returns how many there were."""
    found = [one for one in await invitations(work, actor, address) if code and one.token_hash.startswith(code.lower())]
    if not found:
        raise Unknown
    return sum([await work.store.people.withdraw_invitations(work.now, token_hash=one.token_hash) for one in found])


async def give(work: Work, actor: Person, person: int, grant: Grant) -> None:
    """The person is told."""
    must_be_admin(actor)
    if grant in (await work.store.people.get(person)).grants:
        return
    await work.store.people.let_in(person, actor.id, work.now)
    await work.store.people.grant(person, grant, actor.id, work.now)
    await menu(work, person)
    await _tell(work, person, "role_yours", grant)
    await handover.came(work, person, grant)


async def take(work: Work, actor: Person, person: int, grant: Grant | None) -> int:
    """Ends one role or, without one, all, with what hangs on it. Returns how many ended. Raises what `ending` raises."""
    people, ended = work.store.people, await ending(work, actor, person, grant)
    if ended:
        await menu(work, person)
        await people.hold([person])
        await people.revoke(person, grant, actor.id, work.now)
        await handover.left(work, await people.get(person), ended)
        if person != actor.id:
            for one in ended:
                await _tell(work, person, "role_ended", one)
    return len(ended)


async def ending(work: Work, actor: Person, person: int, grant: Grant | None) -> list[Grant]:
    """What would end. An admin may for anybody, anybody for themselves. Raises Forbidden, LastAdmin."""
    if person != actor.id:
        must_be_admin(actor)
    people = work.store.people
    ended = [one for one in (await people.get(person)).grants if grant in (None, one)]
    if any(one.role is Role.ADMIN for one in ended):
        await people.hold([one.id for one in await people.with_role(Role.ADMIN)])
        if len(await people.with_role(Role.ADMIN)) == 1:
            raise LastAdmin
    return ended


async def menu(work: Work, person: int) -> None:
    """What Telegram offers them is to be what they are."""
    await work.store.outbox.errand("menu", {"person": person})


async def _tell(work: Work, person: int, key: str, grant: Grant) -> None:
    await work.store.outbox.write(Letter(address=Address(chat=person), key=key, facts=shown(work, grant)))


def shown(work: Work, grant: Grant) -> dict[str, Any]:
    """A role for a sentence: with its department's or area's name, or its grid's code."""
    department = work.department(grant.scope) if grant.role is Role.LEAD else None
    area = work.district.area_of.get(grant.scope or "") if grant.role is Role.SPONSOR else None
    named = department or area
    return {"role": grant.role.value, "scope": named.name if named else grant.scope}


async def colleague(work: Work, word: str) -> int:
    """Somebody of the staff by id or username, or by the name they alone bear. Raises Unknown, Ambiguous."""
    alike = [one.id for one in await work.store.people.staff() if one.name == word]
    return alike[0] if len(alike) == 1 else await named(work, word, None)


async def named(work: Work, word: str, grant: Grant | None) -> int:
    """Who is meant by an id or a username. Raises Unknown; Ambiguous for a name that several have had, or by which much would
    be given."""
    if word.isascii() and word.isdecimal() and len(word) < 19 and int(word):
        return (await work.store.people.get(int(word))).id
    found = await work.store.people.find(word)
    if not found:
        raise Unknown
    if len(found) > 1 or (grant and grant.role in _WIDE):
        raise Ambiguous(people=[f"{one} {(await work.store.people.get(one)).name}" for one in found])
    return found[0]


async def bind(work: Work, actor: Person, address: Address, words: list[str]) -> Binding:
    """`workers`, `department huanwei`, `dispatchers`, `bulletins` or `duty`: what this group or topic is for from now on."""
    must_be_admin(actor)
    if address.chat > 0:
        raise GroupOnly
    try:
        purpose = Purpose(words[0])
        department = words[1] if purpose is Purpose.DEPARTMENT else None
    except (ValueError, IndexError) as error:
        raise BadCommand(usage="bind") from error
    if department is not None and department not in work.district.department_of:
        raise Unknown
    bound = Binding(purpose=purpose, department=department, address=address)
    if mixed([*await work.store.bindings.in_chat(address.chat), bound]):
        raise Mixed
    await work.store.bindings.bind(bound, actor.id)
    if bound.queue is not None:
        await telling.show_queue(work, bound.queue, Voice.LOUD)
    return bound


def mixed(bound: list[Binding]) -> bool:
    """Whether what one chat is for lets others read what only dispatchers may: topics hide nothing from its members."""
    purposes = {one.purpose for one in bound}
    return Purpose.DISPATCHERS in purposes and bool(purposes & {Purpose.DEPARTMENT, Purpose.WORKERS, Purpose.DUTY})


async def speak(work: Work, actor: Person, address: Address, lang: str) -> None:
    """One's own language; a group's, by an admin."""
    if address.private:
        await work.store.people.set_lang(actor.id, lang)
        await menu(work, actor.id)
        return
    must_be_admin(actor)
    await work.store.bindings.set_lang(address.chat, lang)


async def unbind(work: Work, actor: Person, address: Address) -> int:
    """Takes back everything this group or topic was made for; its cases go to whoever has them in hand now. Returns how many
    bindings ended."""
    must_be_admin(actor)
    bound = await work.store.bindings.at(address)
    count = await work.store.bindings.unbind(address)
    for key in sorted({one.queue for one in bound if one.queue is not None}):
        await telling.show_queue(work, key, Voice.LOUD)
    await handover.out_of_reach(work, address)
    await work.store.outbox.refresh_at(address)
    return count


async def gaps(work: Work) -> list[str]:
    """What is still missing before a real district can start, in the order to do it; keys of sentences."""
    held, places = await work.store.people.held(), work.store.bindings
    roles = {grant.role for grant in held}
    wanted: list[tuple[str, bool]] = [(f"calendar:{year}", False) for year in work.district.guessed_years(work.now)]
    wanted += [("admin", Role.ADMIN in roles)]
    for purpose in (Purpose.WORKERS, Purpose.DISPATCHERS, Purpose.BULLETINS):
        wanted.append((f"place:{purpose}", bool(await places.bound(purpose))))
    wanted.append(("dispatcher", Role.DISPATCHER in roles))
    for department in work.district.departments:
        code = department.code
        wanted.append((f"lead:{code}", Grant(role=Role.LEAD, scope=code) in held))
        wanted.append((f"place:department {code}", bool(await places.bound(Purpose.DEPARTMENT, code))))
    for grid in work.district.grids:
        wanted.append((f"worker:{grid.code}", Grant(role=Role.WORKER, scope=grid.code) in held))
    return [key for key, there in wanted if not there]
