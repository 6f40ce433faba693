"""Drafts that were put aside are found by how long they lie."""

from alembic import op
import sqlalchemy as sa

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

WHERE = sa.text("state = 'aside'")


def upgrade() -> None:
    op.create_index('drafts_aside', 'drafts', ['district', 'touched_at'], sqlite_where=WHERE, postgresql_where=WHERE)


def downgrade() -> None:
    """What was put aside is cancelled: the code before knows no such drafts."""
    drafts = sa.table('drafts', sa.column('state', sa.String()), sa.column('body', sa.JSON()))
    op.drop_index('drafts_aside', 'drafts')
    op.get_bind().execute(drafts.delete().where(drafts.c.state == 'aside'))
