"""People and their roles, invitations, places and words."""

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from cases.errors import Unknown
from cases.model import CLOCK, Grant, Person, Role
from cases.ports import Bound, Purpose, Spot
from storage.sql import Records
from storage.tables import TABLES

PEOPLE, GRANTS, INVITATIONS = TABLES["people"], TABLES["grants"], TABLES["invitations"]
PLACES, WORDS, CHATS = TABLES["places"], TABLES["words"], TABLES["chats"]


class PeopleRecords(Records):
    async def get(self, person: int) -> Person:
        if person == CLOCK.id:
            return CLOCK
        found = await self._people(PEOPLE.c.id == person)
        if not found:
            raise Unknown
        return found[0]

    async def meet(self, person: int, name: str, username: str | None, lang: str, now: datetime) -> Person:
        """Somebody who has just said something: known from now on, under the name they bear now."""
        known = await self._people(PEOPLE.c.id == person, PEOPLE.c.name == name, PEOPLE.c.username == username)
        if known:
            return known[0]
        values = {"id": person, "name": name, "username": username, "lang": lang, "met_at": now}
        fresh = {"name": name, "username": username}
        statement = self.upsert("people", values)
        await self.run(statement.on_conflict_do_update(index_elements=["district", "id"], set_=fresh))
        return await self.get(person)

    async def find(self, username: str) -> int | None:
        row = await self.first(
            select(PEOPLE.c.id).where(PEOPLE.c.district == self.district, PEOPLE.c.username == username.lstrip("@"))
        )
        return int(row.id) if row else None

    async def with_role(self, role: Role, scope: str | None = None) -> list[Person]:
        held = select(GRANTS.c.person).where(
            GRANTS.c.district == self.district, GRANTS.c.role == role.value, GRANTS.c.ended_at.is_(None)
        )
        if scope is not None:
            held = held.where(GRANTS.c.scope == scope)
        return await self._people(PEOPLE.c.id.in_(held))

    async def staff(self) -> list[Person]:
        held = select(GRANTS.c.person).where(GRANTS.c.district == self.district, GRANTS.c.ended_at.is_(None))
        return await self._people(PEOPLE.c.id.in_(held))

    async def _people(self, *conditions: Any) -> list[Person]:
        """People with what they are now, in one read."""
        held = (GRANTS.c.person == PEOPLE.c.id) & (GRANTS.c.district == PEOPLE.c.district) & GRANTS.c.ended_at.is_(None)
        found = select(PEOPLE.c.id, PEOPLE.c.name, PEOPLE.c.lang, GRANTS.c.role, GRANTS.c.scope).outerjoin(GRANTS, held)
        found = found.where(PEOPLE.c.district == self.district, *conditions).order_by(PEOPLE.c.id, GRANTS.c.id)
        people: dict[int, Person] = {}
        for row in await self.all(found):
            person = people.get(row.id) or Person(id=row.id, name=row.name, lang=row.lang)
            grants = (Grant(role=Role(row.role), scope=row.scope),) if row.role else ()
            people[row.id] = replace(person, grants=person.grants + grants)
        return list(people.values())

    async def grant(self, person: int, grant: Grant, by: int, now: datetime) -> None:
        known = await self.get(person)
        if grant not in known.grants:
            await self.insert("grants", person=person, role=grant.role.value, scope=grant.scope, given_by=by, since=now)

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
        return await self.run(held.values(ended_at=now))

    async def set_lang(self, person: int, lang: str) -> None:
        chosen = update(PEOPLE).where(PEOPLE.c.district == self.district, PEOPLE.c.id == person)
        await self.run(chosen.values(lang=lang, lang_chosen=True))

    async def invite(self, token_hash: str, grant: Grant, by: int, until: datetime) -> None:
        await self.insert(
            "invitations", token_hash=token_hash, role=grant.role.value, scope=grant.scope, invited_by=by, until=until
        )

    async def redeem(self, token_hash: str, person: int, now: datetime) -> tuple[Grant, int] | None:
        unused = update(INVITATIONS).where(
            INVITATIONS.c.district == self.district, INVITATIONS.c.token_hash == token_hash,
            INVITATIONS.c.used_by.is_(None), INVITATIONS.c.until > now,
        )  # fmt: skip
        returned = unused.values(used_by=person).returning(INVITATIONS.c.role, INVITATIONS.c.scope, INVITATIONS.c.invited_by)
        row = (await self.connection.execute(returned)).first()
        return (Grant(role=Role(row.role), scope=row.scope), int(row.invited_by)) if row else None


class PlaceRecords(Records):
    async def of(self, purpose: Purpose, department: str | None = None) -> list[Spot]:
        found = select(PLACES).where(PLACES.c.district == self.district, PLACES.c.purpose == purpose.value)
        if department is not None:
            found = found.where(PLACES.c.department == department)
        return [_spot(row) for row in await self.all(found.order_by(PLACES.c.id))]

    async def at(self, spot: Spot) -> list[Bound]:
        here = PLACES.c.chat == spot.chat, PLACES.c.thread == (spot.thread or 0)
        rows = await self.all(select(PLACES).where(PLACES.c.district == self.district, *here))
        return [Bound(purpose=Purpose(row.purpose), department=row.department or None, spot=_spot(row)) for row in rows]

    async def staffed(self, chat: int) -> bool:
        """Whether a group is one of the district's own."""
        found = select(PLACES.c.id).where(PLACES.c.district == self.district, PLACES.c.chat == chat)
        return await self.first(found.limit(1)) is not None

    async def bind(self, bound: Bound, by: int) -> None:
        await self.insert_once(
            "places", purpose=bound.purpose.value, department=bound.department or "", chat=bound.spot.chat,
            thread=bound.spot.thread or 0, bound_by=by,
        )  # fmt: skip

    async def unbind(self, spot: Spot) -> int:
        here = PLACES.c.chat == spot.chat, PLACES.c.thread == (spot.thread or 0)
        return await self.run(delete(PLACES).where(PLACES.c.district == self.district, *here))

    async def lang(self, chat: int) -> str | None:
        row = await self.first(select(CHATS.c.lang).where(CHATS.c.district == self.district, CHATS.c.chat == chat))
        return row.lang if row else None

    async def set_lang(self, chat: int, lang: str) -> None:
        statement = self.upsert("chats", {"chat": chat, "lang": lang})
        await self.run(statement.on_conflict_do_update(index_elements=["district", "chat"], set_={"lang": lang}))

    async def silence(self, chat: int, why: str | None) -> None:
        """The bot may no longer (or, with None, may again) write there."""
        statement = self.upsert("chats", {"chat": chat, "silent": why})
        await self.run(statement.on_conflict_do_update(index_elements=["district", "chat"], set_={"silent": why}))


def _spot(row: Any) -> Spot:
    return Spot(chat=row.chat, thread=row.thread or None)


class WordRecords(Records):
    async def keep(self, text: str) -> int:
        sha = hashlib.sha256(text.encode()).hexdigest()
        return await self.insert("words", sha=sha, text=text)

    async def read(self, words: int | None) -> str:
        if words is None:
            return ""
        row = await self.first(select(WORDS.c.text).where(WORDS.c.id == words, WORDS.c.district == self.district))
        return row.text if row else ""
