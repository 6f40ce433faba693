"""Which leader stands behind a case."""

from alembic import op
import sqlalchemy as sa

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None

SPONSORED = sa.text('ended_at IS NULL AND sponsor IS NOT NULL')


def upgrade() -> None:
    op.add_column('cases', sa.Column('sponsor', sa.BigInteger(), nullable=True))
    op.create_index('cases_sponsored', 'cases', ['sponsor', 'district'], sqlite_where=SPONSORED, postgresql_where=SPONSORED)


def downgrade() -> None:
    op.drop_index('cases_sponsored', 'cases')
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.drop_column('sponsor')
