"""Who belongs to a district: invitations, roles, and what each group or topic is for."""

import hashlib
from datetime import timedelta

from cases import tell
from cases.errors import BadCommand, BadInvitation, Forbidden, GroupOnly, Unknown
from cases.model import Grant, Person, Role
from cases.ports import Bound, Purpose, Spot, Work

VALID = timedelta(days=7)
"""How long an invitation stays open."""
_SCOPED = {Role.WORKER, Role.LEAD}


def fingerprint(token: str) -> str:
    """What is stored of an invitation: never the token itself."""
    return hashlib.sha256(token.encode()).hexdigest()


def wanted(work: Work, words: list[str]) -> Grant:
    """`worker 0103`, `lead chengguan`, `dispatcher`… as a grant. Raises BadCommand or Unknown."""
    try:
        role = Role(words[0])
        scope = words[1] if role in _SCOPED else None
    except (ValueError, IndexError) as error:
        raise BadCommand(usage="role") from error
    known = work.district.grid_of if role is Role.WORKER else work.district.department_of
    if scope is not None and scope not in known:
        raise Unknown
    return Grant(role=role, scope=scope)


def must_be_admin(actor: Person) -> None:
    if not actor.has(Role.ADMIN):
        raise Forbidden


async def invite(work: Work, actor: Person, grant: Grant, token: str) -> None:
    """Opens a single-use invitation; `token` is random and known to the link alone."""
    must_be_admin(actor)
    await work.store.people.invite(fingerprint(token), grant, actor.id, work.now + VALID)


async def join(work: Work, actor: Person, token: str) -> Grant:
    """Takes up an invitation. Raises BadInvitation when it does not exist, was used or has lapsed."""
    found = await work.store.people.redeem(fingerprint(token), actor.id, work.now)
    if found is None:
        raise BadInvitation
    grant, by = found
    await work.store.people.grant(actor.id, grant, by, work.now)
    return grant


async def give(work: Work, actor: Person, person: int, grant: Grant) -> None:
    must_be_admin(actor)
    await work.store.people.get(person)
    await work.store.people.grant(person, grant, actor.id, work.now)


async def take(work: Work, actor: Person, person: int, grant: Grant | None) -> int:
    """Ends one role or, without one, all; an admin may for anybody, anybody for themselves. Returns how many ended."""
    if person != actor.id:
        must_be_admin(actor)
    return await work.store.people.revoke(person, grant, work.now)


async def listed(work: Work, actor: Person) -> list[Person]:
    if not (actor.has(Role.ADMIN) or actor.has(Role.DISPATCHER) or actor.has(Role.SUPERVISOR)):
        raise Forbidden
    return await work.store.people.staff()


async def bind(work: Work, actor: Person, spot: Spot, words: list[str]) -> Bound:
    """`workers`, `department huanwei`, `dispatchers` or `bulletins`: what this group or topic is for from now on."""
    must_be_admin(actor)
    if spot.chat > 0:
        raise GroupOnly
    try:
        purpose = Purpose(words[0])
        department = words[1] if purpose is Purpose.DEPARTMENT else None
    except (ValueError, IndexError) as error:
        raise BadCommand(usage="bind") from error
    if department is not None and department not in work.district.department_of:
        raise Unknown
    bound = Bound(purpose=purpose, department=department, spot=spot)
    await work.store.places.bind(bound, actor.id)
    if bound.queue is not None:
        await tell.show_queue(work, bound.queue)
    return bound


async def unbind(work: Work, actor: Person, spot: Spot) -> int:
    """Takes back everything this group or topic was made for. Returns how many bindings ended."""
    must_be_admin(actor)
    return await work.store.places.unbind(spot)


async def gaps(work: Work) -> list[str]:
    """What is still missing before a real district can start, in the order to do it; keys of sentences."""
    people, places = work.store.people, work.store.places
    wanted: list[tuple[str, bool]] = [("admin", bool(await people.with_role(Role.ADMIN)))]
    for purpose in (Purpose.WORKERS, Purpose.DISPATCHERS, Purpose.BULLETINS):
        wanted.append((f"place:{purpose}", bool(await places.of(purpose))))
    wanted.append(("dispatcher", bool(await people.with_role(Role.DISPATCHER))))
    for department in work.district.departments:
        code = department.code
        wanted.append((f"lead:{code}", bool(await people.with_role(Role.LEAD, code))))
        wanted.append((f"place:department {code}", bool(await places.of(Purpose.DEPARTMENT, code))))
    for grid in work.district.grids:
        wanted.append((f"worker:{grid.code}", bool(await people.with_role(Role.WORKER, grid.code))))
    return [key for key, there in wanted if not there]
