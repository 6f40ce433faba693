"""Which closed cases are drawn to be looked at again."""

from alembic import op
import sqlalchemy as sa
import storage.engine.types

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None

DRAWN = sa.text('drawn')


def upgrade() -> None:
    op.add_column('cases', sa.Column('drawn', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index('cases_drawn', 'cases', ['district', 'id'], sqlite_where=DRAWN, postgresql_where=DRAWN)
    op.create_table(
        'draws',
        sa.Column('district', sa.String(), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('seed', sa.String(), nullable=False),
        sa.Column('lot', sa.Integer(), nullable=False),
        sa.Column('picked', sa.JSON(), nullable=False),
        sa.Column('drawn_at', storage.engine.types.Utc(), nullable=False),
        sa.PrimaryKeyConstraint('district', 'day'),
    )


def downgrade() -> None:
    op.drop_table('draws')
    op.drop_index('cases_drawn', 'cases')
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.drop_column('drawn')
