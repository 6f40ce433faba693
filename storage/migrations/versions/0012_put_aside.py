"""Drafts that were put aside are found by how long they lie."""

from alembic import op
import sqlalchemy as sa

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

WHERE = sa.text("state = 'aside'")
DRAFTS = sa.table('drafts', sa.column('id', sa.BigInteger()), sa.column('state', sa.String()), sa.column('body', sa.JSON()))


def upgrade() -> None:
    op.create_index('drafts_aside', 'drafts', ['district', 'touched_at'], sqlite_where=WHERE, postgresql_where=WHERE)


def downgrade() -> None:
    """What was put aside is cancelled: the code before knows no such drafts, and forgets them with their pictures in time."""
    there = op.get_bind()
    for row in there.execute(sa.select(DRAFTS.c.id, DRAFTS.c.body).where(DRAFTS.c.state == 'aside')).all():
        body = {**row.body, 'state': 'cancelled'}
        there.execute(DRAFTS.update().where(DRAFTS.c.id == row.id).values(state='cancelled', body=body))
    op.drop_index('drafts_aside', 'drafts')
