"""When time has something to do with a case: one moment, by which all districts' cases are looked up at once."""

from datetime import datetime, time, timedelta, timezone

from alembic import op
import sqlalchemy as sa

import storage.engine.types

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

WAKES = 'wake_at IS NOT NULL'
FIRST_TO_SEE_A_DAY = timezone(timedelta(hours=14))
PROMISED = sa.table('cases', sa.column('id'), sa.column('status'), sa.column('promised_on', sa.Date()),
                    sa.column('wake_at', storage.engine.types.Utc()))


def upgrade() -> None:
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.add_column(sa.Column('wake_at', storage.engine.types.Utc(), nullable=True))
    op.execute("UPDATE cases SET wake_at = decide_by WHERE status = 'verifying'")
    op.execute("UPDATE cases SET wake_at = deadline WHERE status IN ('queued', 'claimed', 'rework') AND NOT overdue")
    there = op.get_bind()
    for row in there.execute(sa.select(PROMISED).where(PROMISED.c.status == 'promised', PROMISED.c.promised_on.is_not(None))).all():
        at = datetime.combine(row.promised_on, time(), FIRST_TO_SEE_A_DAY)
        there.execute(sa.update(PROMISED).where(PROMISED.c.id == row.id).values(wake_at=at))
    op.create_index('cases_wake', 'cases', ['wake_at', 'district'], sqlite_where=sa.text(WAKES), postgresql_where=sa.text(WAKES))


def downgrade() -> None:
    op.drop_index('cases_wake', table_name='cases')
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.drop_column('wake_at')
