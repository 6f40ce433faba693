"""What complaints brought beside their cases."""

from sqlalchemy import select

from cases.casework.complaint import Complaint
from storage.engine.codec import of_row
from storage.engine.sql import Records
from storage.tables import TABLES

COMPLAINTS = TABLES["complaints"]


class ComplaintRecords(Records):
    async def of(self, case: int) -> Complaint:
        row = await self.first(select(COMPLAINTS).where(COMPLAINTS.c.case_id == case, COMPLAINTS.c.district == self.district))
        return of_row(Complaint, row, case=case) if row else Complaint(case=case)

    async def keep(self, complaint: Complaint) -> None:
        fields = {name: value for name, value in vars(complaint).items() if name != "case"}
        self.put("complaints", case_id=complaint.case, **fields)
