"""What complaints brought beside their cases."""

from datetime import date, datetime

from sqlalchemy import or_, select

from cases.casework.case import OUTSIDE, Status
from cases.casework.complaint import Complaint
from storage.engine.codec import of_row
from storage.engine.sql import Records
from storage.tables import TABLES

COMPLAINTS, CASES = TABLES["complaints"], TABLES["cases"]


class ComplaintRecords(Records):
    async def of(self, case: int) -> Complaint:
        row = await self.first(select(COMPLAINTS).where(COMPLAINTS.c.case_id == case, COMPLAINTS.c.district == self.district))
        return of_row(Complaint, row, case=case) if row else Complaint(case=case)

    async def to_call_back(self, since: datetime, most: int) -> list[int]:
        """With those of what is merged into another case, once that one is closed."""
        found = select(COMPLAINTS.c.case_id).join(CASES, CASES.c.id == COMPLAINTS.c.case_id)
        left = COMPLAINTS.c.district == self.district, COMPLAINTS.c.contact.is_not(None), CASES.c.opinion.is_(None)
        settled = (CASES.c.status == Status.MERGED.value) & CASES.c.outcome.is_not(None)
        done = or_(CASES.c.status == Status.CLOSED.value, settled), CASES.c.ended_at >= since
        outside = CASES.c.source.in_(sorted(OUTSIDE))
        rows = await self.all(found.where(*left, *done, outside).order_by(CASES.c.ended_at, CASES.c.id).limit(most))
        return [row.case_id for row in rows]

    async def to_answer(self, until: date, most: int) -> list[tuple[int, date]]:
        """With those of what is merged into another case, until that one is closed."""
        found = select(COMPLAINTS.c.case_id, COMPLAINTS.c.answer_by).join(CASES, CASES.c.id == COMPLAINTS.c.case_id)
        unsettled = (CASES.c.status == Status.MERGED.value) & CASES.c.outcome.is_(None)
        going_on = or_(CASES.c.ended_at.is_(None), unsettled)
        waiting = found.where(COMPLAINTS.c.district == self.district, COMPLAINTS.c.answer_by <= until, going_on)
        rows = await self.all(waiting.order_by(COMPLAINTS.c.answer_by, COMPLAINTS.c.case_id).limit(most))
        return [(row.case_id, row.answer_by) for row in rows]

    async def keep(self, complaint: Complaint) -> None:
        fields = {name: value for name, value in vars(complaint).items() if name != "case"}
        self.put("complaints", case_id=complaint.case, **fields)
