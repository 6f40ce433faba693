"""Weekly and monthly figures."""

from alembic import op
import sqlalchemy as sa
import storage.engine.types

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'summaries',
        sa.Column('district', sa.String(), nullable=False),
        sa.Column('span', sa.String(), nullable=False),
        sa.Column('first', sa.Date(), nullable=False),
        sa.Column('figures', sa.JSON(), nullable=False),
        sa.Column('decided_at', storage.engine.types.Utc(), nullable=False),
        sa.PrimaryKeyConstraint('district', 'span', 'first'),
    )


def downgrade() -> None:
    op.drop_table('summaries')
