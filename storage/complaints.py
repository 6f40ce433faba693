"""What complaints brought beside their cases."""

from datetime import date, datetime

from sqlalchemy import and_, or_, select

from cases.casework.case import OUTSIDE, Status
from cases.casework.complaint import Complaint
from storage.engine.codec import of_row
from storage.engine.sql import Records
from storage.tables import TABLES

COMPLAINTS, CASES = TABLES["complaints"], TABLES["cases"]
INTO = CASES.alias("into")
AS = INTO, INTO.c.id == CASES.c.merged_into
"""The case as which another goes on."""


class ComplaintRecords(Records):
    async def of(self, case: int) -> Complaint:
        row = await self.first(select(COMPLAINTS).where(COMPLAINTS.c.case_id == case, COMPLAINTS.c.district == self.district))
        return of_row(Complaint, row, case=case) if row else Complaint(case=case)

    async def to_call_back(self, since: datetime, most: int) -> list[int]:
        found = select(COMPLAINTS.c.case_id).join(CASES, CASES.c.id == COMPLAINTS.c.case_id).outerjoin(*AS)
        left = COMPLAINTS.c.district == self.district, COMPLAINTS.c.contact.is_not(None), CASES.c.opinion.is_(None)
        done = or_(*(and_(one.c.status == Status.CLOSED.value, one.c.ended_at >= since) for one in (CASES, INTO)))
        outside = CASES.c.source.in_(sorted(OUTSIDE))
        rows = await self.all(found.where(*left, done, outside).order_by(CASES.c.ended_at, CASES.c.id).limit(most))
        return [row.case_id for row in rows]

    async def to_answer(self, until: date, most: int) -> list[tuple[int, date]]:
        found = select(COMPLAINTS.c.case_id, COMPLAINTS.c.answer_by).join(CASES, CASES.c.id == COMPLAINTS.c.case_id)
        waiting = found.where(COMPLAINTS.c.district == self.district, COMPLAINTS.c.answer_by <= until, CASES.c.ended_at.is_(None))
        rows = await self.all(waiting.order_by(COMPLAINTS.c.answer_by, COMPLAINTS.c.case_id).limit(most))
        return [(row.case_id, row.answer_by) for row in rows]

    async def keep(self, complaint: Complaint) -> None:
        fields = {name: value for name, value in vars(complaint).items() if name != "case"}
        self.put("complaints", case_id=complaint.case, **fields)
