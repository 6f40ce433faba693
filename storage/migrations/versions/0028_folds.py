"""What was folded of each day."""

from alembic import op
import sqlalchemy as sa
import storage.engine.types

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'folds',
        sa.Column('district', sa.String(), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('start', storage.engine.types.Utc(), nullable=False),
        sa.Column('until', storage.engine.types.Utc(), nullable=False),
        sa.Column('hour', sa.String(), nullable=False),
        sa.Column('folded_at', storage.engine.types.Utc(), nullable=False),
        sa.PrimaryKeyConstraint('district', 'day'),
    )
    op.create_table(
        'folded',
        sa.Column('district', sa.String(), nullable=False),
        sa.Column('by', sa.String(), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('key', sa.String(), nullable=False),
        sa.Column('measure', sa.String(), nullable=False),
        sa.Column('since', sa.Date(), nullable=False),
        sa.Column('folded', sa.Date(), nullable=False),
        sa.Column('count', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('district', 'by', 'day', 'key', 'measure', 'since', 'folded'),
        sqlite_with_rowid=False,
    )
    op.create_index('folded_at', 'folded', ['district', 'folded'])


def downgrade() -> None:
    op.drop_table('folded')
    op.drop_table('folds')
