"""Who answers for a complaint."""

from alembic import op
import sqlalchemy as sa

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None

KEPT = sa.text('ended_at IS NULL AND keeper IS NOT NULL')


def upgrade() -> None:
    op.add_column('cases', sa.Column('keeper', sa.BigInteger(), nullable=True))
    op.create_index('cases_kept', 'cases', ['keeper', 'district'], sqlite_where=KEPT, postgresql_where=KEPT)


def downgrade() -> None:
    op.drop_index('cases_kept', 'cases')
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.drop_column('keeper')
