"""People and their roles, invitations, places and words."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from cases.errors import Unknown
from cases.model import CLOCK, Grant, Person, Role
from cases.ports import Bound, Purpose, Spot
from storage.sql import Records, Scope, among, here
from storage.tables import TABLES

PEOPLE, GRANTS, INVITATIONS = TABLES["people"], TABLES["grants"], TABLES["invitations"]
PLACES, WORDS, CHATS = TABLES["places"], TABLES["words"], TABLES["chats"]

NOW_HELD = (GRANTS.c.person == PEOPLE.c.id) & (GRANTS.c.district == PEOPLE.c.district) & GRANTS.c.ended_at.is_(None)
WITH_GRANTS = (
    select(PEOPLE.c.id, PEOPLE.c.name, PEOPLE.c.username, PEOPLE.c.lang, GRANTS.c.role, GRANTS.c.scope)
    .outerjoin(GRANTS, NOW_HELD)
    .where(here(PEOPLE))
    .order_by(PEOPLE.c.id, GRANTS.c.id)
)
BY_IDS = WITH_GRANTS.where(among(PEOPLE.c.id, "people"))
HOLD = BY_IDS.with_for_update(of=PEOPLE)
HELD = select(PEOPLE.c.id).where(here(PEOPLE), among(PEOPLE.c.id, "people")).order_by(PEOPLE.c.id).with_for_update(
    skip_locked=True
)  # fmt: skip
ALL_PLACES = select(PLACES).where(here(PLACES)).order_by(PLACES.c.id)


class PeopleRecords(Records):
    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._known: dict[int, Person] = {}
        self._called: dict[int, tuple[str, str | None]] = {}
        """Name and username as they are on record."""
        self._holders: dict[tuple[Role, str | None], list[Person]] = {}

    async def hold(self, people: Collection[int]) -> None:
        """Reads these people; a writing transaction keeps everybody else from acting for them until its end. Sorted, so that
        nobody waits in a circle."""
        self._remember(await self.peek(HOLD if self.scope.writes else BY_IDS, people=sorted(people)))

    async def expect(self, people: Collection[int]) -> None:
        """Reads at once those not known yet."""
        missing = sorted(set(people) - set(self._known) - {CLOCK.id})
        if missing:
            self._remember(await self.peek(BY_IDS, people=missing))

    def _remember(self, rows: Iterable[Any]) -> list[Person]:
        """People with what they are now, from one row a role."""
        about: dict[int, Any] = {}
        grants: dict[int, list[Grant]] = {}
        for row in rows:
            about[row.id] = row
            held = grants.setdefault(row.id, [])
            if row.role:
                held.append(Grant(role=Role(row.role), scope=row.scope))
        self._called |= {person: (row.name, row.username) for person, row in about.items()}
        people = [Person(id=person, name=row.name, lang=row.lang, grants=tuple(grants[person])) for person, row in about.items()]
        self._known |= {person.id: person for person in people}
        return people

    async def get(self, person: int) -> Person:
        if person == CLOCK.id:
            return CLOCK
        await self.expect([person])
        if person not in self._known:
            raise Unknown
        return self._known[person]

    async def meet(self, person: int, name: str, username: str | None, lang: str, now: datetime) -> Person:
        """Somebody who has just said something: known and held from now on, under the name they bear now."""
        if self._called.get(person) == (name, username):
            return self._known[person]
        statement = self.upsert("people")
        changed = statement.on_conflict_do_update(index_elements=["district", "id"], set_={"name": name, "username": username})
        await self.run(
            changed, district=self.district, id=person, name=name, username=username, lang=lang, lang_chosen=False, met_at=now
        )
        self._forget(person)
        return await self.get(person)

    def _forget(self, person: int) -> None:
        """What was read of a person no longer holds."""
        self._known.pop(person, None)
        self._called.pop(person, None)
        self._holders.clear()

    async def find(self, username: str) -> int | None:
        row = await self.first(
            select(PEOPLE.c.id).where(PEOPLE.c.district == self.district, PEOPLE.c.username == username.lstrip("@"))
        )
        return int(row.id) if row else None

    async def with_role(self, role: Role, scope: str | None = None) -> list[Person]:
        if (role, scope) not in self._holders:
            holds = select(GRANTS.c.person).where(
                GRANTS.c.district == self.district, GRANTS.c.role == role.value, GRANTS.c.ended_at.is_(None)
            )
            if scope is not None:
                holds = holds.where(GRANTS.c.scope == scope)
            self._holders[role, scope] = self._remember(await self.peek(WITH_GRANTS.where(PEOPLE.c.id.in_(holds))))
        return self._holders[role, scope]

    async def staff(self) -> list[Person]:
        held = select(GRANTS.c.person).where(GRANTS.c.district == self.district, GRANTS.c.ended_at.is_(None))
        return self._remember(await self.peek(WITH_GRANTS.where(PEOPLE.c.id.in_(held))))

    async def grant(self, person: int, grant: Grant, by: int, now: datetime) -> None:
        known = await self.get(person)
        if grant not in known.grants:
            row = {"person": person, "role": grant.role.value, "scope": grant.scope, "given_by": by, "since": now}
            self.append("grants", id=self.scope.take_id(), **row)
            await self.scope.settle()
            self._forget(person)

    async def ever(self, person: int, grant: Grant) -> bool:
        """Whether they have or once had the role; a pack gives it once, and does not give back what was taken."""
        scope = GRANTS.c.scope == grant.scope if grant.scope else GRANTS.c.scope.is_(None)
        held = select(GRANTS.c.id).where(GRANTS.c.district == self.district, GRANTS.c.person == person, scope)
        return await self.first(held.where(GRANTS.c.role == grant.role.value).limit(1)) is not None

    async def revoke(self, person: int, grant: Grant | None, now: datetime) -> int:
        held = update(GRANTS).where(GRANTS.c.district == self.district, GRANTS.c.person == person, GRANTS.c.ended_at.is_(None))
        if grant:
            scope = GRANTS.c.scope == grant.scope if grant.scope else GRANTS.c.scope.is_(None)
            held = held.where(GRANTS.c.role == grant.role.value, scope)
        self._forget(person)
        return await self.run(held.values(ended_at=now))

    async def set_lang(self, person: int, lang: str) -> None:
        chosen = update(PEOPLE).where(PEOPLE.c.district == self.district, PEOPLE.c.id == person)
        await self.run(chosen.values(lang=lang, lang_chosen=True))
        self._forget(person)

    async def invite(self, token_hash: str, grant: Grant, by: int, until: datetime) -> None:
        row = {"role": grant.role.value, "scope": grant.scope, "invited_by": by, "until": until, "used_by": None}
        self.append("invitations", token_hash=token_hash, **row)

    async def redeem(self, token_hash: str, person: int, now: datetime) -> tuple[Grant, int] | None:
        unused = update(INVITATIONS).where(
            INVITATIONS.c.district == self.district, INVITATIONS.c.token_hash == token_hash,
            INVITATIONS.c.used_by.is_(None), INVITATIONS.c.until > now,
        )  # fmt: skip
        returned = unused.values(used_by=person).returning(INVITATIONS.c.role, INVITATIONS.c.scope, INVITATIONS.c.invited_by)
        row = await self.first(returned)
        return (Grant(role=Role(row.role), scope=row.scope), int(row.invited_by)) if row else None


class PlaceRecords(Records):
    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._all: list[Bound] | None = None

    async def _places(self) -> list[Bound]:
        """All of the district's: they are few."""
        if self._all is None:
            rows = await self.peek(ALL_PLACES)
            self._all = [Bound(purpose=Purpose(row.purpose), department=row.department or None, spot=_spot(row)) for row in rows]
        return self._all

    async def of(self, purpose: Purpose, department: str | None = None) -> list[Spot]:
        found = [one for one in await self._places() if one.purpose is purpose]
        return [one.spot for one in found if department in (None, one.department)]

    async def at(self, spot: Spot) -> list[Bound]:
        return [one for one in await self._places() if one.spot == spot]

    async def in_chat(self, chat: int) -> list[Bound]:
        return [one for one in await self._places() if one.spot.chat == chat]

    async def staffed(self, chat: int) -> bool:
        """Whether a group is one of the district's own."""
        return any(one.spot.chat == chat for one in await self._places())

    async def bind(self, bound: Bound, by: int) -> None:
        await self.insert_once(
            "places", id=self.scope.take_id(), purpose=bound.purpose.value, department=bound.department or "",
            chat=bound.spot.chat, thread=bound.spot.thread or 0, bound_by=by,
        )  # fmt: skip
        self._all = None

    async def unbind(self, spot: Spot) -> int:
        here_now = PLACES.c.chat == spot.chat, PLACES.c.thread == (spot.thread or 0)
        self._all = None
        return await self.run(delete(PLACES).where(PLACES.c.district == self.district, *here_now))

    async def lang(self, chat: int) -> str | None:
        row = await self.first(select(CHATS.c.lang).where(CHATS.c.district == self.district, CHATS.c.chat == chat))
        return row.lang if row else None

    async def set_lang(self, chat: int, lang: str) -> None:
        await self._note(chat, lang=lang)

    async def silence(self, chat: int, why: str | None) -> None:
        """The bot may no longer (or, with None, may again) write there."""
        await self._note(chat, silent=why)

    async def _note(self, chat: int, **what: str | None) -> None:
        noted = self.upsert("chats").on_conflict_do_update(index_elements=["district", "chat"], set_=what)
        await self.run(noted, district=self.district, chat=chat, **what)


def _spot(row: Any) -> Spot:
    return Spot(chat=row.chat, thread=row.thread or None)


class WordRecords(Records):
    async def keep(self, text: str) -> int:
        words = self.scope.take_id()
        self.append("words", id=words, sha=hashlib.sha256(text.encode()).hexdigest(), text=text)
        return words

    async def read(self, words: int | None) -> str:
        if words is None:
            return ""
        row = await self.first(select(WORDS.c.text).where(WORDS.c.id == words, WORDS.c.district == self.district))
        return row.text if row else ""
