"""People, their roles, invitations."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Text, bindparam, case, cast, func, or_, select, update

from cases.errors import Unknown
from cases.people import CLOCK, Grant, Invitation, Misuse, Person, Role, Spell
from storage.bindings import SILENCES
from storage.engine.sql import Records, Scope, among, here
from storage.erasing import ERASED
from storage.tables import TABLES

PEOPLE, GRANTS, INVITATIONS, SHUT_OUT = (TABLES[name] for name in ("people", "grants", "invitations", "shut_out"))

NOW_HELD = (GRANTS.c.person == PEOPLE.c.id) & (GRANTS.c.district == PEOPLE.c.district) & GRANTS.c.ended_at.is_(None)
ALONE = (SILENCES.c.district == PEOPLE.c.district) & (SILENCES.c.chat == PEOPLE.c.id) & (SILENCES.c.thread == 0)
NOW_OUT = (SHUT_OUT.c.district == PEOPLE.c.district) & (SHUT_OUT.c.person == PEOPLE.c.id) & SHUT_OUT.c.ended_at.is_(None)
ABOUT = ("id", "name", "username", "called", "lang", "heard_on", "heard_count", "heard_bytes", "duty_until", "away_until")
WITH_GRANTS = (
    select(*(PEOPLE.c[name] for name in ABOUT), GRANTS.c.role, GRANTS.c.scope, SILENCES.c.why, SHUT_OUT.c.id.label("out"))
    .outerjoin(GRANTS, NOW_HELD)
    .outerjoin(SILENCES, ALONE)
    .outerjoin(SHUT_OUT, NOW_OUT)
    .where(here(PEOPLE))
    .order_by(PEOPLE.c.id, GRANTS.c.id)
)
BY_IDS = WITH_GRANTS.where(among(PEOPLE.c.id, "people"))
HOLDS = select(GRANTS.c.person).where(here(GRANTS), GRANTS.c.role == bindparam("role"), GRANTS.c.ended_at.is_(None))
HOLDS_THERE = HOLDS.where(GRANTS.c.scope == bindparam("scope"))
HOLDERS, HOLDERS_THERE = (WITH_GRANTS.where(PEOPLE.c.id.in_(held)) for held in (HOLDS, HOLDS_THERE))
ALL_HELD = select(GRANTS.c.role, GRANTS.c.scope).where(here(GRANTS), GRANTS.c.ended_at.is_(None)).distinct()
ANY_HOLDER, ANY_HOLDER_THERE = HOLDS.limit(1), HOLDS_THERE.limit(1)
HOLD = BY_IDS.with_for_update(of=PEOPLE)
HELD = select(PEOPLE.c.id).where(here(PEOPLE), among(PEOPLE.c.id, "people")).order_by(PEOPLE.c.id).with_for_update(
    skip_locked=True
)  # fmt: skip
SPENT = (
    update(PEOPLE)
    .where(PEOPLE.c.district == bindparam("ours"), PEOPLE.c.id == bindparam("whose"))
    .values(
        heard_on=bindparam("day", type_=PEOPLE.c.heard_on.type), heard_count=bindparam("times"), heard_bytes=bindparam("size")
    )
)


MOST_CALLED = 400
"""Characters of the names somebody bore before."""


class PeopleRecords(Records):
    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._known: dict[int, Person] = {}
        self._called: dict[int, tuple[str, str | None]] = {}
        """Name and username as they are on record."""
        self._spent: dict[int, tuple[date, int, int]] = {}
        """What people who are not staff have sent: the day, how often, how many bytes."""
        self._to_note: set[int] = set()
        scope.settlers.append(self._settle)
        self._holders: dict[tuple[Role, str | None], list[Person]] = {}
        self._held: dict[tuple[Role, str | None], bool] = {}

    async def hold(self, people: Collection[int]) -> None:
        """Reads these people; a writing transaction keeps everybody else from acting for them until its end. Sorted, so that
        nobody waits in a circle; who holds which role is read again after it."""
        self._holders.clear()
        self._remember(await self.peek(HOLD if self.scope.writes else BY_IDS, people=sorted(people)))

    def known(self, person: int) -> Person | None:
        """As far as they were read in this transaction."""
        return self._known.get(person)

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
        for person, row in about.items():
            if row.heard_on:
                self._spent.setdefault(person, (row.heard_on, row.heard_count, row.heard_bytes))
        people = [
            Person(
                id=person,
                name=row.name,
                lang=row.lang,
                grants=tuple(grants[person]),
                silent=row.why is not None,
                shut_out=row.out is not None,
                called=lines(row.called),
                duty_until=row.duty_until,
                away_until=row.away_until,
            )
            for person, row in about.items()
        ]
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
        if username:
            others = PEOPLE.c.district == self.district, PEOPLE.c.id != person, func.lower(PEOPLE.c.username) == username.lower()
            await self.run(update(PEOPLE).where(*others).values(username=None))
        statement = self.upsert("people")
        renamed = (PEOPLE.c.name != statement.excluded.name) & (PEOPLE.c.name != ERASED)
        before = func.substr(PEOPLE.c.name + "\n" + func.coalesce(PEOPLE.c.called, ""), 1, MOST_CALLED)
        now_called = {"name": name, "username": username, "called": case((renamed, before), else_=PEOPLE.c.called)}
        changed = statement.on_conflict_do_update(index_elements=["district", "id"], set_=now_called)
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
        self._held.clear()

    async def find(self, username: str) -> list[int]:
        """Whoever bore the name when they last said something; case does not count."""
        named = func.lower(PEOPLE.c.username) == username.lstrip("@").lower()
        rows = await self.all(select(PEOPLE.c.id).where(PEOPLE.c.district == self.district, named).order_by(PEOPLE.c.id))
        return [int(row.id) for row in rows]

    def spend(self, person: int, today: date, size: int) -> tuple[int, int]:
        """One more message of theirs, of so many bytes. How many messages and bytes it has been today, this one included."""
        day, count, bytes_ = self._spent.get(person, (today, 0, 0))
        if day != today:
            count, bytes_ = 0, 0
        self._spent[person] = (today, count + 1, bytes_ + size)
        self._to_note.add(person)
        return count + 1, bytes_ + size

    async def _settle(self) -> None:
        noted, self._to_note = sorted(self._to_note), set()
        if noted:
            rows = [
                {"ours": self.district, "whose": person, "day": day, "times": count, "size": size}
                for person in noted
                for day, count, size in [self._spent[person]]
            ]
            await self.connection.execute(SPENT, rows)

    async def with_role(self, role: Role, scope: str | None = None) -> list[Person]:
        if (role, scope) not in self._holders:
            statement = HOLDERS if scope is None else HOLDERS_THERE
            self._holders[role, scope] = self._remember(await self.peek(statement, role=role.value, scope=scope))
        return self._holders[role, scope]

    async def anybody(self, role: Role, scope: str | None = None) -> bool:
        if (role, scope) in self._holders:
            return bool(self._holders[role, scope])
        if (role, scope) not in self._held:
            statement = ANY_HOLDER if scope is None else ANY_HOLDER_THERE
            self._held[role, scope] = bool(await self.peek(statement, role=role.value, scope=scope))
        return self._held[role, scope]

    async def held(self) -> set[Grant]:
        return {Grant(role=Role(row.role), scope=row.scope) for row in await self.peek(ALL_HELD)}

    async def staff(self) -> list[Person]:
        held = select(GRANTS.c.person).where(GRANTS.c.district == self.district, GRANTS.c.ended_at.is_(None))
        return self._remember(await self.peek(WITH_GRANTS.where(PEOPLE.c.id.in_(held))))

    async def grant(self, person: int, grant: Grant, by: int, now: datetime) -> None:
        known = await self.get(person)
        if grant not in known.grants:
            row = {"person": person, "role": grant.role.value, "scope": grant.scope, "given_by": by, "since": now}
            self.append("grants", id=await self.scope.number(), **row)
            await self.scope.settle()
            self._forget(person)

    async def ever(self, person: int, grant: Grant) -> bool:
        """Whether they have or once had the role; a pack gives it once, and does not give back what was taken."""
        scope = GRANTS.c.scope == grant.scope if grant.scope else GRANTS.c.scope.is_(None)
        held = select(GRANTS.c.id).where(GRANTS.c.district == self.district, GRANTS.c.person == person, scope)
        return await self.first(held.where(GRANTS.c.role == grant.role.value).limit(1)) is not None

    async def revoke(self, person: int, grant: Grant | None, by: int, now: datetime) -> int:
        held = update(GRANTS).where(GRANTS.c.district == self.district, GRANTS.c.person == person, GRANTS.c.ended_at.is_(None))
        if grant:
            scope = GRANTS.c.scope == grant.scope if grant.scope else GRANTS.c.scope.is_(None)
            held = held.where(GRANTS.c.role == grant.role.value, scope)
        self._forget(person)
        return await self.run(held.values(ended_at=now, ended_by=by))

    async def shut_out(self, person: int, why: Misuse, by: int, now: datetime, *, unnamed: bool) -> bool:
        if (await self.get(person)).shut_out:
            return False
        row = {"person": person, "why": why.value, "unnamed": unnamed, "given_by": by, "since": now}
        self.append("shut_out", id=await self.scope.number(), **row, ended_at=None, ended_by=None)
        await self.scope.settle()
        self._forget(person)
        return True

    async def let_in(self, person: int, by: int, now: datetime) -> int:
        still = SHUT_OUT.c.district == self.district, SHUT_OUT.c.person == person, SHUT_OUT.c.ended_at.is_(None)
        self._forget(person)
        return await self.run(update(SHUT_OUT).where(*still).values(ended_at=now, ended_by=by))

    async def spells(self, person: int) -> list[Spell]:
        grants = await self.all(select(GRANTS).where(GRANTS.c.district == self.district, GRANTS.c.person == person))
        outs = await self.all(select(SHUT_OUT).where(SHUT_OUT.c.district == self.district, SHUT_OUT.c.person == person))
        found = [_spell(row, Grant(role=Role(row.role), scope=row.scope)) for row in grants]
        found += [replace(_spell(row, Misuse(row.why)), id=row.id, unnamed=row.unnamed) for row in outs]
        return sorted(found, key=lambda one: one.since)

    async def shut_out_by(self, spell: int) -> Person:
        row = await self.first(select(SHUT_OUT.c.person).where(SHUT_OUT.c.district == self.district, SHUT_OUT.c.id == spell))
        if row is None:
            raise Unknown
        return await self.get(row.person)

    async def others(self, word: str, most: int) -> list[Person]:
        held = select(GRANTS.c.person).where(GRANTS.c.district == self.district, GRANTS.c.ended_at.is_(None))
        out = select(SHUT_OUT.c.person).where(SHUT_OUT.c.district == self.district, SHUT_OUT.c.ended_at.is_(None))
        called = or_(PEOPLE.c.name.icontains(word, autoescape=True), cast(PEOPLE.c.id, Text) == word)
        named = called if word else PEOPLE.c.id.in_(out)
        wanted = select(PEOPLE.c.id).where(PEOPLE.c.district == self.district, named, PEOPLE.c.id.not_in(held))
        return self._remember(await self.peek(WITH_GRANTS.where(PEOPLE.c.id.in_(wanted.order_by(PEOPLE.c.id).limit(most)))))

    async def set_lang(self, person: int, lang: str) -> None:
        await self._set(person, lang=lang, lang_chosen=True)

    async def set_duty(self, person: int, until: datetime) -> None:
        await self._set(person, duty_until=until)

    async def set_away(self, person: int, until: date | None) -> None:
        await self._set(person, away_until=until)

    async def _set(self, person: int, **values: Any) -> None:
        await self.run(update(PEOPLE).where(PEOPLE.c.district == self.district, PEOPLE.c.id == person).values(**values))
        self._forget(person)
        self._holders.clear()

    async def invite(self, token_hash: str, grant: Grant, by: int, until: datetime) -> None:
        row = {"role": grant.role.value, "scope": grant.scope, "invited_by": by, "until": until, "used_by": None}
        self.append("invitations", token_hash=token_hash, **row)

    def _open(self, now: datetime) -> Any:
        return INVITATIONS.c.district == self.district, INVITATIONS.c.used_by.is_(None), INVITATIONS.c.until > now

    async def invitation(self, token_hash: str) -> Invitation | None:
        found = select(INVITATIONS).where(INVITATIONS.c.district == self.district, INVITATIONS.c.token_hash == token_hash)
        row = await self.first(found)
        return _invitation(row) if row else None

    async def redeem(self, token_hash: str, person: int, now: datetime) -> bool:
        unused = update(INVITATIONS).where(*self._open(now), INVITATIONS.c.token_hash == token_hash)
        return await self.run(unused.values(used_by=person)) == 1

    async def invitations(self, now: datetime) -> list[Invitation]:
        rows = await self.all(select(INVITATIONS).where(*self._open(now)).order_by(INVITATIONS.c.until))
        return [_invitation(row) for row in rows]

    async def withdraw_invitations(self, now: datetime, *, by: int | None = None, token_hash: str | None = None) -> int:
        open_ones = update(INVITATIONS).where(*self._open(now))
        if by is not None:
            open_ones = open_ones.where(INVITATIONS.c.invited_by == by)
        if token_hash is not None:
            open_ones = open_ones.where(INVITATIONS.c.token_hash == token_hash)
        return await self.run(open_ones.values(until=now))


def lines(called: str | None) -> tuple[str, ...]:
    """Names somebody bore, one a line."""
    return tuple(name for name in (called or "").split("\n") if name)


def _spell(row: Any, what: Grant | Misuse) -> Spell:
    return Spell(what=what, since=row.since, by=row.given_by, ended_at=row.ended_at, ended_by=row.ended_by)


def _invitation(row: Any) -> Invitation:
    grant = Grant(role=Role(row.role), scope=row.scope)
    return Invitation(token_hash=row.token_hash, grant=grant, by=row.invited_by, until=row.until, used_by=row.used_by)
