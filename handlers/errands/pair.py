"""The pair sheet of before and after."""

from functools import partial

from cases.board.parts import read
from cases.casework import telling
from cases.evidence.photo import PhotoState, Side
from cases.outbox import Subject
from cases.work import Work
from handlers.errands.errand import Facts, Finish
from handlers.office import Office
from handlers.ports import Shared, Transaction
from handlers.texts import Texts


async def pair(office: Office, shared: Shared, facts: Facts) -> Finish | None:
    """The pair sheet, once the case was cleared; drawn again when a photo of it arrives later. It is for everybody."""
    async with office.reading() as (tx, work):
        case = await tx.cases.get(facts["case"])
        photos = [photo for photo in await tx.photos.of_case(case.id) if photo.state is PhotoState.GOOD]
        place = await read(work, case, case.place, sealed=True)
    if case.cleared_at is None:
        return None
    before = next((photo for photo in photos if photo.side is Side.BEFORE), None)
    after = next((one for one in reversed(photos) if one.side is Side.AFTER and one.round == case.round), None)
    if after is None:
        return partial(_no_pair, case=case.id)
    if not after.sha or (before and not before.sha):
        return None
    texts, category, grid = Texts("zh", work.district.tz), work.category(case), work.grid(case.grid, case.edition)
    community = dict(work.edition(case.edition).communities).get(case.community or "", "")
    amount = f" {texts.amount(case.done_amount, category.unit)}" if category and case.done_amount is not None else ""
    labels = {
        "number": case.number,
        "category": (category.name if category else "") + amount,
        "place": " · ".join(part for part in (place, community, f"{grid.code} {grid.name}" if grid else "") if part),
        "before": texts.plain("pair.before"),
        "before_at": texts.time((before and (before.taken_at or before.sent_at)) or case.reported_at),
        "after": texts.plain("pair.after"),
        "after_at": texts.time(after.taken_at or after.sent_at or case.cleared_at),
        "none": texts.plain("pair.none"),
    }
    pictures = office.pictures
    bodies = [await pictures.get(photo.sha) if photo and photo.sha else None for photo in (before, after)]
    sha = await pictures.put(await pictures.pair(bodies[0], bodies[1], labels))
    return partial(_sheet, case=case.id, sha=sha, round_=after.round)


async def _no_pair(tx: Transaction, _work: Work, case: int) -> None:
    """There is nothing to wait for."""
    await tx.outbox.release(Subject.CASE, case)


async def _sheet(tx: Transaction, _work: Work, case: int, sha: str, round_: int) -> None:
    await tx.photos.keep_sheet(case, sha, round_)
    await tx.outbox.release(Subject.CASE, case)


async def no_sheet(tx: Transaction, work: Work, facts: Facts) -> None:
    case = await tx.cases.get(facts["case"])
    await telling.alarm(work, "alarm.sheet", number=case.number)
