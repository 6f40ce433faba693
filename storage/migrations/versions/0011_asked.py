"""Until when an answer of who reported a case is waited for."""

from alembic import op
import sqlalchemy as sa

import storage.engine.types

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('cases', sa.Column('asked_until', storage.engine.types.Utc(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.drop_column('asked_until')
