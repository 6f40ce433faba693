"""Whole stories as updates: photo, place, 「提交」, 「认领」, 「处置完成」, after-photo, 「提交」, 「通过」; many at once, each at its own step."""

from collections.abc import Sequence
from typing import Any

from cases.people import Grant, Role
from storage.engine.database import Database
from storage.tables import TABLES
from tests.people import IN_0103

Raw = dict[str, Any]
DISTRICT = "yunqiao"
WORKER, LEAD, CHECKER = 1_000_000, 2_000_000, 3_000_000
"""First ids; story n is told by WORKER + n, LEAD + n and CHECKER + n."""
STEPS = 8


async def hire(database: Database, clock: Any, first: int, stories: int) -> None:
    """People for so many stories."""
    for start in range(first, first + stories, 200):
        async with database.writing(DISTRICT, clock) as tx:
            for number in range(start, min(start + 200, first + stories)):
                for base, grant in (
                    (WORKER, Grant(role=Role.WORKER, scope="0104")), (LEAD, Grant(role=Role.LEAD, scope="chengguan")),
                    (CHECKER, Grant(role=Role.SUPERVISOR)),
                ):  # fmt: skip
                    tx.people.put(
                        "people", id=base + number, name=f"P{base + number}", username=None, lang="zh", lang_chosen=False,
                        met_at=tx.now,
                    )  # fmt: skip
                    tx.people.append(
                        "grants", id=await tx.scope.number(), person=base + number, role=grant.role.value, scope=grant.scope,
                        given_by=0, since=tx.now,
                    )  # fmt: skip


class Numbers:
    """Update ids that never come twice."""

    def __init__(self, first: int = 1) -> None:
        self._next = first

    def __call__(self) -> int:
        self._next += 1
        return self._next


def message(update_id: int, person: int, **content: Any) -> Raw:
    user = {"id": person, "is_bot": False, "first_name": f"P{person}", "language_code": "zh"}
    chat = {"id": person, "type": "private", "first_name": user["first_name"]}
    return {
        "update_id": update_id,
        "message": {"message_id": update_id, "date": 1_795_000_000, "chat": chat, "from": user, **content},
    }


def photo(update_id: int, person: int, caption: str | None = None) -> Raw:
    size = {"file_id": f"f{update_id}", "file_unique_id": f"u{update_id}", "width": 90, "height": 90, "file_size": 900}
    return message(update_id, person, photo=[size], **({"caption": caption} if caption else {}))


def captioned(update_id: int, worker: int) -> Raw:
    return photo(update_id, worker, "解放路口占道经营3起 急")


def placed(update_id: int, worker: int) -> Raw:
    return message(update_id, worker, location={"longitude": IN_0103[0], "latitude": IN_0103[1]})


def press(update_id: int, person: int, data: str) -> Raw:
    card = message(update_id, person, text="card")["message"]
    user = card["from"]
    card |= {"from": {"id": 100, "is_bot": True, "first_name": "b"}}
    query = {"id": str(update_id), "from": user, "message": card, "chat_instance": "1", "data": data}
    return {"update_id": update_id, "callback_query": query}


async def wave(database: Database, clock: Any, numbers: Numbers, told: Sequence[tuple[int, int]]) -> list[Raw]:
    """The next update of each story: (number of the story, step it is at). What was said before must be committed. The
    pressed cards are on record, as if a courier had sent them."""
    async with database.reading(DISTRICT, clock) as tx:
        ids = await _ids(tx)
    updates = [_update(numbers(), story, step, ids) for story, step in told]
    async with database.writing(DISTRICT, clock) as tx:
        for query in (update["callback_query"] for update in updates if "callback_query" in update):
            card = query["message"]
            tx.posts.put("posts", chat=card["chat"]["id"], message=card["message_id"], card=0, state="line", pictured=False)
    return updates


async def _ids(tx: Any) -> dict[str, dict[int, int]]:
    """Open drafts by owner, and cases by reporter."""
    drafts, cases = TABLES["drafts"], TABLES["cases"]
    open_ones = drafts.select().with_only_columns(drafts.c.owner, drafts.c.id).where(drafts.c.state == "open")
    still = cases.select().with_only_columns(cases.c.reporter, cases.c.id).where(cases.c.ended_at.is_(None))
    return {
        "draft": {row[0]: row[1] for row in await tx.cases.all(open_ones)},
        "case": {row[0]: row[1] for row in await tx.cases.all(still)},
    }


def _update(update_id: int, story: int, step: int, ids: dict[str, dict[int, int]]) -> Raw:
    worker, lead, checker = WORKER + story, LEAD + story, CHECKER + story
    case = ids["case"].get(worker, 0)
    match step:
        case 0:
            return captioned(update_id, worker)
        case 1:
            return placed(update_id, worker)
        case 2:
            return press(update_id, worker, f"d:{ids['draft'][worker]}:submit:")
        case 3:
            return press(update_id, lead, f"c:{case}:3:claim")
        case 4:
            return press(update_id, lead, f"c:{case}:4:clear")
        case 5:
            return photo(update_id, lead)
        case 6:
            return press(update_id, lead, f"d:{ids['draft'][lead]}:submit:")
        case _:
            return press(update_id, checker, f"c:{case}:5:pass")
