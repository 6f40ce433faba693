"""What lists show is kept for its days alone."""

from datetime import UTC, datetime

from alembic import op
import sqlalchemy as sa

import storage.engine.types

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

ASKED = sa.text(
    'INSERT INTO lists (id, district, asked_at) SELECT DISTINCT CAST(subject_key AS BIGINT), district, :now FROM cards'
    " WHERE subject IN ('found', 'people')"
).bindparams(sa.bindparam('now', type_=storage.engine.types.Utc()))


def upgrade() -> None:
    op.create_table(
        'lists',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('district', sa.String(), nullable=False),
        sa.Column('asked_at', storage.engine.types.Utc(), nullable=False),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('lists_asked', 'lists', ['district', 'asked_at'])
    op.get_bind().execute(ASKED, {'now': datetime.now(UTC)})


def downgrade() -> None:
    op.drop_index('lists_asked', 'lists')
    op.drop_table('lists')
