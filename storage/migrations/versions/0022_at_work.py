"""Who is at work, and who is away."""

from alembic import op
import sqlalchemy as sa
import storage.engine.types

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = storage.engine.types.Utc()
    op.add_column('people', sa.Column('duty_until', moment, nullable=True))
    op.add_column('people', sa.Column('away_until', sa.Date(), nullable=True))
    op.create_table(
        'shifts',
        sa.Column('district', sa.String(), nullable=False),
        sa.Column('person', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('since', moment, nullable=False),
        sa.Column('until', moment, nullable=False),
        sa.Column('lat', sa.Float(), nullable=True),
        sa.Column('lon', sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint('district', 'person', 'since'),
    )
    op.create_index('shifts_until', 'shifts', ['district', 'until'])


def downgrade() -> None:
    op.drop_index('shifts_until', 'shifts')
    op.drop_table('shifts')
    with op.batch_alter_table('people', schema=None) as batch_op:
        batch_op.drop_column('away_until')
        batch_op.drop_column('duty_until')
