"""What the records promise, on both stores: numbers without gaps or twins, people held, leases that change hands, one's own writes."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from bot.config import DEFAULT_PACK
from bot.pack.build import build
from bot.pack.read import read
from cases import staff
from cases.casework.case import Action, Case, Event, Source, Status
from cases.district.edition import Retention
from cases.evidence.photo import Photo, PhotoState, Side
from cases.figures.folds import By, Fold, Row
from cases.forms.answers import Answers
from cases.intake.draft import Draft, DraftState
from cases.outbox import Address, Binding, Letter, Purpose, Subject, Voice
from cases.people import Grant, Role
from cases.store import StoreDown
from cases.work import Work
from storage.engine.database import Database
from storage.leases import LEASES, TERM

START = datetime(2026, 11, 24, 8, tzinfo=UTC)
HERE = Address(chat=7)
ADMIN = Grant(role=Role.ADMIN, scope=None)


class Moving:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at


def born(reporter: int = 1) -> Case:
    return Case(
        id=0, number="YQ261124-", edition=1, status=Status.REPORTED, source=Source.PATROL, reporter=reporter, reported_at=START
    )


def event(case: Case, step: int = 1, **changes: object) -> Event:
    action = Action.REPORT if step == 1 else Action.CLAIM
    return Event(case=case.id, number=step, step=step, action=action, actor=1, at=START, delta=int(step == 1), changes=changes)


def draft(owner: int) -> Draft:
    return Draft(owner=owner, address=HERE, touched_at=START)


def photo(of_draft: int, case: int | None, sha: str) -> Photo:
    return Photo(
        draft=of_draft, case=case, side=Side.BEFORE, file_id=sha, unique=sha, as_file=False, message=1, state=PhotoState.GOOD,
        original=f"{sha} original", sha=sha,
    )  # fmt: skip


class TestRecords:
    @pytest.fixture
    async def clock(self) -> Moving:
        return Moving()

    @pytest.fixture
    async def database(self, begun_url: str) -> AsyncIterator[Database]:
        found = Database(begun_url, patience_ms=10_000)
        yield found
        await found.close()

    async def test_a_transaction_takes_as_many_numbers_as_it_needs(self, database: Database, clock: Moving) -> None:
        async def some(count: int, *, fails: bool = False) -> list[int]:
            async with database.writing("yunqiao", clock) as tx:
                numbers = [await tx.words.keep("说") for _ in range(count)]
                if fails:
                    raise StoreDown("full")
                return numbers

        with pytest.raises(StoreDown):
            await some(9000, fails=True)
        found = [*await some(9000), *await some(10), *await some(5000)]
        assert len(set(found)) == 14_010

    async def test_numbers_of_a_day_have_no_gaps_and_no_twins(self, database: Database, clock: Moving) -> None:
        async def ten() -> list[str]:
            async with database.writing("d", clock) as tx:
                cases = [await tx.cases.add(born(), event(born()), date(2026, 11, 24)) for _ in range(10)]
                await tx.flush()
                return [tx.cases.number_of(case.id) for case in cases]

        numbers = [number for found in await asyncio.gather(*(ten() for _ in range(5))) for number in found]
        assert sorted(numbers) == [f"YQ261124-{number:04d}" for number in range(1, 51)]

    async def test_what_was_rolled_back_leaves_no_number_behind(self, database: Database, clock: Moving) -> None:
        async def broken() -> None:
            async with database.writing("d", clock) as tx:
                await tx.cases.add(born(), event(born()), date(2026, 11, 24))
                await tx.flush()
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await broken()
        async with database.writing("d", clock) as tx:
            case = await tx.cases.add(born(), event(born()), date(2026, 11, 24))
        assert tx.cases.number_of(case.id) == "YQ261124-0001"

    async def test_what_a_transaction_wrote_it_reads(self, database: Database, clock: Moving) -> None:
        async with database.writing("d", clock) as tx:
            case = await tx.cases.add(born(reporter=5), event(born(reporter=5)), date(2026, 11, 24))
            assert await tx.cases.reported_by(5, START) == 1
            assert [one.id for one in await tx.cases.mine(5, 9)] == [case.id]
            moved = replace(case, step=2, last=2, status=Status.CLAIMED)
            await tx.cases.save(moved, event(moved, 2, status=Status.CLAIMED))
            assert (await tx.cases.get(case.id)).status is Status.CLAIMED
            assert [one.number for one in await tx.cases.events(case.id)] == [1, 2]

    async def test_two_who_move_one_case_do_it_one_after_the_other(self, database: Database, clock: Moving) -> None:
        async with database.writing("d", clock) as tx:
            case = await tx.cases.add(born(), event(born()), date(2026, 11, 24))
        won = []

        async def claim(person: int) -> None:
            async with database.writing("d", clock) as tx:
                found = await tx.cases.get(case.id)
                if found.claimer is None:
                    moved = replace(found, step=found.step + 1, last=found.last + 1, claimer=person)
                    await tx.cases.save(moved, event(moved, moved.step, claimer=person))
                    won.append(person)

        await asyncio.gather(*(claim(person) for person in range(8)))
        assert len(won) == 1
        async with database.reading("d", clock) as tx:
            assert (await tx.cases.get(case.id)).claimer == won[0]
            assert len(await tx.cases.events(case.id)) == 2

    async def test_whoever_holds_a_person_writes_their_drafts_alone(self, database: Database, clock: Moving) -> None:
        async with database.writing("d", clock) as tx:
            await tx.people.meet(7, "A", None, "zh", START)
            made = await tx.drafts.add(draft(7))

        async def say(word: str) -> None:
            async with database.writing("d", clock) as tx:
                await tx.expect(people=[7])
                (found,) = await tx.drafts.open(7, HERE)
                await asyncio.sleep(0)
                await tx.drafts.save(replace(found, answers=Answers(words=f"{found.answers.words}{word}")))

        await asyncio.gather(*(say(word) for word in "abcdefgh"))
        async with database.reading("d", clock) as tx:
            assert sorted((await tx.drafts.get(made.id)).answers.words) == list("abcdefgh")

    async def test_an_update_counts_once(self, database: Database, clock: Moving) -> None:
        async def mark(ids: list[int]) -> set[int]:
            async with database.writing("d", clock) as tx:
                return await tx.inbox.first_times(100, ids, tx.now)

        first, second = await asyncio.gather(mark([1, 2, 3]), mark([3, 2, 4]))
        assert first | second == {1, 2, 3, 4}
        assert first & second == set()

    async def test_a_lease_has_one_holder_and_changes_hands_when_it_ends(self, database: Database, clock: Moving) -> None:
        async def take(holder: str) -> int | None:
            async with database.writing("d", clock) as tx:
                return (await tx.leases.renew(holder, [("d", "courier")])).get(("d", "courier"))

        async def age(by: timedelta) -> None:
            async with database.writing("d", clock) as tx:
                until = await tx.leases.scalar(select(LEASES.c.until).where(LEASES.c.district == "d"))
                await tx.leases.run(update(LEASES).values(until=until - by))

        assert await take("one") == 1
        assert await take("two") is None
        clock.at += 10 * TERM  # what a process takes the time to be counts for nothing
        assert await take("two") is None
        await age(TERM / 2)
        assert await take("one") == 1
        await age(TERM / 2)
        assert await take("two") is None
        await age(TERM)
        assert await take("two") == 2
        async with database.writing("d", clock) as tx:
            assert not await tx.leases.holds("courier", 1)
            await tx.leases.give_back("two")
        assert await take("one") == 3

    async def test_a_group_that_moves_takes_along_what_is_not_there_already(self, database: Database, clock: Moving) -> None:
        old, new = Address(chat=-5), Address(chat=-1005)
        async with database.writing("d", clock) as tx:
            for address in (old, new):
                await tx.outbox.show(Subject.QUEUE, "x", address, Voice.QUIET)
                await tx.bindings.bind(Binding(address=address, purpose=Purpose.DEPARTMENT, department="x"), 1)
            await tx.outbox.show(Subject.QUEUE, "y", old, Voice.QUIET)
        async with database.writing("d", clock) as tx:
            await tx.posts.moved(old.chat, new.chat)
        async with database.reading("d", clock) as tx:
            assert sorted(job.key for job in await tx.jobs.pressing(9, []) if job.address == new) == ["x", "y"]
            assert await tx.bindings.of(Purpose.DEPARTMENT, "x") == [new]

    async def test_who_is_cancelled_leaves_nothing_open(self, database: Database, clock: Moving) -> None:
        async def nothing(*, write: bool) -> None:
            async with database.writing("d", clock) if write else database.reading("d", clock):
                pass

        for turns in range(6):
            for write in (True, False):
                leaving = asyncio.create_task(nothing(write=write))
                for _ in range(turns):
                    await asyncio.sleep(0)
                leaving.cancel()
                await asyncio.gather(leaving, return_exceptions=True)
                await nothing(write=write)

    async def test_time_is_that_of_the_records(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        """A machine whose clock is a day ahead dates nothing into tomorrow; where the records are on the machine, they are too."""
        real = time.time
        monkeypatch.setattr(time, "time", lambda: real() + 86_400)
        async with database.writing("d", lambda: datetime.fromtimestamp(time.time(), UTC)) as tx:
            ahead = tx.now - datetime.fromtimestamp(real(), UTC)
        assert abs(ahead - timedelta(days=database.embedded)) < timedelta(seconds=5)

    async def test_changes_to_a_card_are_one_change(self, database: Database, clock: Moving) -> None:
        for _ in range(3):
            async with database.writing("d", clock) as tx:
                await tx.outbox.show(Subject.QUEUE, "x", HERE, Voice.QUIET)
                await tx.outbox.show(Subject.QUEUE, "x", HERE, Voice.LOUD)
                await tx.outbox.refresh(Subject.QUEUE, "x")
        async with database.reading("d", clock) as tx:
            (job,) = await tx.jobs.pressing(9, [])
            assert job.loud
            assert await tx.jobs.pressing(9, [HERE.chat]) == []

    async def test_what_waits_is_looked_at_from_a_floor_on(self, database: Database, clock: Moving) -> None:
        async with database.writing("d", clock) as tx:
            for number in range(3):
                await tx.outbox.write(Letter(address=Address(chat=HERE.chat + number), key="plain", facts={}))
                await tx.outbox.errand("photo", {})
        async with database.writing("d", clock) as tx:
            first, second, third = await tx.jobs.pressing(9, [])
            assert await tx.jobs.lowest() == first.id
            await tx.posts.letter_sent(first, 1)
            assert await tx.jobs.lowest() == second.id
            assert await tx.jobs.pressing(9, [], third.id) == [third]
            errand = await tx.outbox.lowest_errand()
            assert await tx.outbox.has_errand(errand)
            taken = await tx.outbox.take_errand(errand + 1)
            assert taken
            assert taken.id > errand
            assert await tx.outbox.lowest_errand() == errand
            assert await tx.outbox.errand_done(errand)
            assert await tx.outbox.lowest_errand() == taken.id

    async def test_what_was_given_up_is_tried_at_its_next_change(self, database: Database, clock: Moving) -> None:
        waits = (timedelta(hours=1), timedelta(days=1))
        async with database.writing("d", clock) as tx:
            await tx.outbox.show(Subject.CASE, 5, HERE, Voice.LOUD)
        for news, wait in ((True, 1), (False, 24)):
            async with database.writing("d", clock) as tx:
                (job,) = await tx.jobs.pressing(9, [])
                assert await tx.posts.given_up(job, "BadRequest", waits) is news
                assert await tx.jobs.pressing(9, []) == []
            clock.at += timedelta(hours=wait, seconds=1)
        async with database.writing("d", clock) as tx:
            (job,) = await tx.jobs.pressing(9, [])
            await tx.posts.given_up(job, "BadRequest", waits)
        async with database.writing("d", clock) as tx:
            assert await tx.jobs.pressing(9, []) == []
            await tx.outbox.refresh(Subject.CASE, 5)
        async with database.reading("d", clock) as tx:
            assert len(await tx.jobs.pressing(9, [])) == 1

    async def test_errands_take_turns_bulletins_first_and_end_after_five_tries(self, database: Database, clock: Moving) -> None:
        async with database.writing("d", clock) as tx:
            for owner in (1, 1, 1, 2):
                await tx.outbox.errand("photo", {"of": owner}, owner=owner, rank=1)
            await tx.outbox.errand("tally", {"of": 0})
        taken = []
        for _ in range(5):
            async with database.writing("d", clock) as tx:
                errand = await tx.outbox.take_errand()
                assert errand
                taken.append(errand.facts["of"])
        assert taken == [0, 1, 2, 1, 1], "a bulletin first, then one picture a person in turn"
        for _ in range(4):
            clock.at += timedelta(minutes=3)
            async with database.writing("d", clock) as tx:
                assert await tx.outbox.take_errand()
        clock.at += timedelta(minutes=3)
        async with database.writing("d", clock) as tx:
            again = await tx.outbox.take_errand()
        assert again
        assert again.facts["of"] == 0
        assert again.spent, "tries are counted where work begins: what ends the process is not tried for ever"

    async def test_who_asks_faster_than_they_can_be_answered_gets_three_answers(self, database: Database, clock: Moving) -> None:
        async with database.writing("d", clock) as tx:
            for _ in range(5):
                await tx.outbox.write(Letter(address=HERE, key="help", facts={}, answer=True))
            await tx.outbox.write(Letter(address=HERE, key="role_given", facts={}))
        async with database.writing("d", clock) as tx:
            await tx.outbox.write(Letter(address=HERE, key="help", facts={}, answer=True))
        async with database.reading("d", clock) as tx:
            keys = sorted(job.letter for job in await tx.jobs.pressing(20, []))
        assert keys == ["help", "help", "help", "role_given"]

    async def test_staffs_cards_come_before_answers_to_residents(self, database: Database, clock: Moving) -> None:
        async with database.writing("d", clock) as tx:
            await tx.outbox.write(Letter(address=HERE, key="help", facts={}, resident=True))
            await tx.outbox.show(Subject.CASE, 5, Address(chat=8), Voice.LOUD)
            await tx.outbox.write(Letter(address=Address(chat=9), key="bulletin", facts={}))
        async with database.reading("d", clock) as tx:
            assert [job.letter or job.kind for job in await tx.jobs.pressing(20, [])] == ["bulletin", "card", "help"]

    async def test_what_is_over_goes_after_its_days_with_its_pictures(self, database: Database, clock: Moving) -> None:
        async with database.writing("d", clock) as tx:
            case = await tx.cases.add(born(), event(born()), date(2026, 11, 24))
            drafts = [await tx.drafts.add(replace(draft(owner), state=DraftState.CANCELLED)) for owner in (1, 2)]
            for one, of_case, sha in ((drafts[0], None, "loose"), (drafts[1], case.id, "kept")):
                await tx.photos.add(photo(one.id, of_case, sha))
            await tx.drafts.add(draft(3))
            searched, said = await tx.words.keep_list("list/冯霞"), await tx.words.keep("一堆垃圾")
            await tx.outbox.show(Subject.PEOPLE, searched, HERE, Voice.LOUD)
        clock.at += timedelta(days=29)
        async with database.writing("d", clock) as tx:
            assert await tx.retention.forget(Retention()) == (False, set())
        clock.at += timedelta(days=2)
        async with database.writing("d", clock) as tx:
            assert await tx.retention.forget(Retention()) == (False, {"loose", "loose original"})
        async with database.reading("d", clock) as tx:
            assert [one.sha for one in await tx.photos.of_case(case.id)] == ["kept"]
            assert await tx.retention.spoken_of({"loose", "kept"}) == {"kept"}
            assert len(await tx.drafts.open_anywhere(3)) == 1
            assert [await tx.words.read(one) for one in (searched, said)] == ["", "一堆垃圾"]

    async def test_of_two_admins_who_leave_at_once_one_stays(self, database: Database, clock: Moving) -> None:
        async with database.writing("yunqiao", clock) as tx:
            for person in (11, 12):
                await tx.people.meet(person, "某人", None, "zh", clock.at)
                await tx.people.grant(person, ADMIN, 0, clock.at)
            for one in await tx.people.with_role(Role.ADMIN):
                if one.id not in (11, 12):
                    await tx.people.revoke(one.id, ADMIN, 0, clock.at)
        district = build(read(DEFAULT_PACK), 1)

        async def leaves(person: int) -> None:
            async with database.writing("yunqiao", clock) as tx:
                work = Work(store=tx, district=district, now=tx.now)
                await staff.take(work, await tx.people.get(person), person, ADMIN)

        said = await asyncio.gather(leaves(11), leaves(12), return_exceptions=True)
        assert sorted(type(one).__name__ for one in said) == ["LastAdmin", "NoneType"]

    async def test_a_number_no_column_holds_is_not_the_stores_trouble(self, database: Database, clock: Moving) -> None:
        with pytest.raises((OverflowError, DBAPIError)):
            async with database.writing("yunqiao", clock) as tx:
                await tx.posts.turn(HERE, "1", 1 << 70)

    async def test_nobody_sees_across_districts(self, database: Database, clock: Moving) -> None:
        async with database.writing("here", clock) as tx:
            case = await tx.cases.add(born(), event(born()), date(2026, 11, 24))
            await tx.people.meet(7, "A", None, "zh", START)
            made = await tx.drafts.add(draft(7))
            await tx.outbox.show(Subject.DRAFT, made.id, HERE, Voice.LOUD)
        async with database.writing("there", clock) as tx:
            assert await tx.jobs.pressing(9, []) == []
            assert await tx.drafts.open(7, HERE) == []
            assert await tx.cases.numbered("YQ261124-0001") is None
            for get in (tx.cases.get(case.id), tx.drafts.get(made.id), tx.people.get(7)):
                with pytest.raises(Exception, match="Unknown"):
                    await get

    async def test_a_day_is_folded_once_and_added_up_by_what_it_answers(self, database: Database, clock: Moving) -> None:
        day = START.date()
        late = Row(by=By.DEPARTMENT, key="huanwei", day=day, since=day - timedelta(days=3), measure="late")
        rows = {late: 2, replace(late, since=day): 1, replace(late, measure="due"): -1, replace(late, key="", measure="due"): 4}
        fold = Fold(day=day, start=START - timedelta(days=1), until=START, hour=time_of_day(18, 30))
        async with database.writing("d", clock) as tx:
            assert await tx.folds.keep(fold, rows)
        async with database.writing("d", clock) as tx:
            assert not await tx.folds.keep(fold, {late: 9})
            assert await tx.folds.last() == fold
            assert await tx.folds.since(day - timedelta(days=1)) == [fold]
            assert await tx.folds.kept(day) == rows
            found = await tx.folds.sums(By.DEPARTMENT, day, day)
            assert found["huanwei"] == {"late": (3, 1), "due": (-1, 0)}
            assert (await tx.folds.sums(By.DEPARTMENT, day, day, until=day - timedelta(days=1))) == {}
            assert (await tx.folds.sums(By.GRID, day, day), await tx.folds.began()) == ({}, None)
        async with database.reading("other", clock) as tx:
            assert (await tx.folds.last(), await tx.folds.sums(By.DEPARTMENT, day, day)) == (None, {})

    async def test_weeks_and_months_are_kept_once(self, database: Database, clock: Moving) -> None:
        async with database.writing("d", clock) as tx:
            assert await tx.summaries.keep("week", START.date(), {"due": 1})
        async with database.writing("d", clock) as tx:
            assert not await tx.summaries.keep("week", START.date(), {"due": 2})
            assert await tx.summaries.keep("week", START.date() + timedelta(days=7), {"due": 3})
        async with database.reading("d", clock) as tx:
            assert await tx.summaries.get("week", START.date()) == {"due": 1}
            assert (await tx.summaries.last("week"), await tx.summaries.last("month")) == ({"due": 3}, None)

    async def test_nothing_is_dated_into_a_decided_day(self, database: Database, clock: Moving) -> None:
        async with database.writing("d", clock, alone=True) as tx:
            assert await tx.figures.keep_bulletin(START.date(), START, {"open": 1})
        clock.at = START - timedelta(minutes=1)
        async with database.writing("d", clock) as late:
            assert late.now == START
        async with database.writing("other", clock) as other:
            assert other.now == clock.at
        clock.at = START + timedelta(minutes=1)
        async with database.writing("d", clock) as after:
            assert after.now == clock.at

    async def test_alone_waits_for_all_others_and_they_for_it(self, database: Database, clock: Moving) -> None:
        order = []

        async def write(name: str, *, alone: bool) -> None:
            async with database.writing("d", clock, alone=alone):
                order.append(f"{name} in")
                await asyncio.sleep(0.01)
                order.append(f"{name} out")

        await asyncio.gather(write("a", alone=False), write("day", alone=True), write("b", alone=False))
        at = order.index("day in")
        assert order[at + 1] == "day out"


async def test_a_store_that_is_away_is_the_stores_trouble() -> None:
    database = Database("postgresql+asyncpg://nobody@127.0.0.1:9/none")
    with pytest.raises(StoreDown):
        async with database.reading("d", lambda: START):
            pass
    await database.close()
