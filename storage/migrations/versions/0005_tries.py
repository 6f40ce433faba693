"""How often an update has failed is counted in the records, so that the end of a process does not begin the count anew."""

from alembic import op
import sqlalchemy as sa

import storage.engine.types

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'tries',
        sa.Column('district', sa.String(), nullable=False),
        sa.Column('bot', sa.BigInteger(), nullable=False),
        sa.Column('update_id', sa.BigInteger(), nullable=False),
        sa.Column('count', sa.Integer(), nullable=False),
        sa.Column('at', storage.engine.types.Utc(), nullable=False),
        sa.PrimaryKeyConstraint('bot', 'update_id'),
    )


def downgrade() -> None:
    op.drop_table('tries')
