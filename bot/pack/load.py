"""A checked pack into the records: a new edition when anything changed, its people and places; the same again is nothing."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime

from bot.pack.build import build
from bot.pack.read import Body
from cases.casework import telling
from cases.district.edition import District
from cases.figures import bulletins
from cases.outbox import Address, Binding, Purpose
from cases.people import Grant, Role
from cases.work import Work
from storage.engine.database import Database
from storage.erasing import ERASED
from storage.store import Transaction


def fingerprint(body: Body) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


async def load(database: Database, body: Body, clock: Callable[[], datetime]) -> District:
    """Returns the district at the edition now in force. The body must have passed the check."""
    district = build(body, 0)
    async with database.writing(district.code, clock, alone=True) as tx:
        now = tx.now
        before = await tx.editions.newest_number()
        number = await tx.editions.keep(fingerprint(body), json.loads(json.dumps(body, default=str)), now)
        district = build(body, number)
        if number != before:
            await _people(tx, body, now)
            await _places(tx, district)
            await _told_of_the_gone(tx, district, now)
        await bulletins.close_day(Work(store=tx, district=district, now=now))
    return district


async def _told_of_the_gone(tx: Transaction, district: District, now: datetime) -> None:
    """Departments the new edition has no more, but that still have open cases: the dispatchers transfer them."""
    earlier = {number: build(body, number) for number, body in await tx.editions.before(district.edition)}
    work = Work(store=tx, district=district, now=now, editions=earlier)
    known = {one.code for edition in earlier.values() for one in edition.departments}
    for code in sorted(known - set(district.department_of)):
        cases, found = await tx.cases.in_department(code), work.department(code)
        if cases and found:
            await telling.alarm(work, "alarm.department", department=found.name, count=len(cases))


async def _places(tx: Transaction, district: District) -> None:
    for place in district.places:
        address = Address(chat=place.chat, thread=place.thread)
        await tx.bindings.bind(Binding(purpose=Purpose(place.purpose), department=place.department, address=address), 0)


async def _people(tx: Transaction, body: Body, now: datetime) -> None:
    """Who was erased stays so, though a pack still names them."""
    listed = body["people"].get("people") or []
    await tx.people.expect([person["id"] for person in listed])
    for person in listed:
        known = tx.people.known(person["id"])
        if known and known.name == ERASED:
            continue
        lang = "zh" if str(person.get("language_code", "zh")).startswith("zh") else "en"
        await tx.people.meet(person["id"], person["first_name"], person.get("username"), lang, now)
        for given in person.get("roles") or []:
            role, _, scope = str(given).partition(" ")
            if not await tx.people.ever(person["id"], Grant(role=Role(role), scope=scope or None)):
                await tx.people.grant(person["id"], Grant(role=Role(role), scope=scope or None), 0, now)
