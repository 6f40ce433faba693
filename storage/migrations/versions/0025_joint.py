"""Cases that are another's part, how many of them go on, and what became of an appeal."""

from alembic import op
import sqlalchemy as sa

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None

PARTS, ASKED = sa.text('part_of IS NOT NULL'), sa.text('request IS NOT NULL')
NEAR = ['district', 'category', 'lat', 'lon', 'ended_at', 'id']
CLOSED, WHOLE = sa.text("status = 'closed'"), sa.text("status = 'closed' AND part_of IS NULL")


def upgrade() -> None:
    op.add_column('cases', sa.Column('part_of', sa.BigInteger(), nullable=True))
    op.add_column('cases', sa.Column('parts', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('cases', sa.Column('appeal', sa.String(), nullable=True))
    op.drop_index('cases_closed_near', 'cases')
    op.create_index('cases_closed_near', 'cases', NEAR, sqlite_where=WHOLE, postgresql_where=WHOLE)
    op.create_index('cases_parts', 'cases', ['part_of'], sqlite_where=PARTS, postgresql_where=PARTS)
    op.create_index('cases_asked', 'cases', ['district', 'id'], sqlite_where=ASKED, postgresql_where=ASKED)


def downgrade() -> None:
    op.drop_index('cases_asked', 'cases')
    op.drop_index('cases_parts', 'cases')
    op.drop_index('cases_closed_near', 'cases')
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.drop_column('appeal')
        batch_op.drop_column('parts')
        batch_op.drop_column('part_of')
    op.create_index('cases_closed_near', 'cases', NEAR, sqlite_where=CLOSED, postgresql_where=CLOSED)
