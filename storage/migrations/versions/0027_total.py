"""When the time for all stages together is over, and whether that has been told."""

from alembic import op
import sqlalchemy as sa
import storage.engine.types

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('cases', sa.Column('total_until', storage.engine.types.Utc(), nullable=True))
    op.add_column('cases', sa.Column('past', sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.drop_column('past')
        batch_op.drop_column('total_until')
