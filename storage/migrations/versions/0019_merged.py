"""As which case another goes on, and with which somebody came to speak of it."""

from alembic import op
import sqlalchemy as sa

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

SOME = sa.text('merged_into IS NOT NULL')
APART = sa.text("UPDATE cases SET status = 'cancelled' WHERE status = 'merged'")
"""What older code can read."""


def upgrade() -> None:
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.add_column(sa.Column('merged_into', sa.BigInteger(), nullable=True))
    op.create_index('cases_merged', 'cases', ['merged_into'], sqlite_where=SOME, postgresql_where=SOME)
    with op.batch_alter_table('voices', schema=None) as batch_op:
        batch_op.add_column(sa.Column('via', sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.execute(APART)
    op.drop_index('cases_merged', 'cases')
    with op.batch_alter_table('voices', schema=None) as batch_op:
        batch_op.drop_column('via')
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.drop_column('merged_into')
