"""What waits for a dispatcher, by an index of its own: their queue."""

from alembic import op
import sqlalchemy as sa

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

WAITS = sa.text("ended_at IS NULL AND status IN ('reported', 'returned', 'uncheckable')")


def upgrade() -> None:
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.create_index('cases_waiting', ['district', 'urgent', 'reported_at', 'id'], unique=False, sqlite_where=WAITS, postgresql_where=WAITS)


def downgrade() -> None:
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.drop_index('cases_waiting')
