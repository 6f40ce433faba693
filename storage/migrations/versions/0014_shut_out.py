"""Who is shut out, by whom and why; and who ended a role."""

from alembic import op
import sqlalchemy as sa

import storage.engine.types

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

STILL = sa.text('ended_at IS NULL')


def upgrade() -> None:
    op.create_table(
        'shut_out',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('district', sa.String(), nullable=False),
        sa.Column('person', sa.BigInteger(), nullable=False),
        sa.Column('why', sa.String(), nullable=False),
        sa.Column('unnamed', sa.Boolean(), nullable=False),
        sa.Column('given_by', sa.BigInteger(), nullable=False),
        sa.Column('since', storage.engine.types.Utc(), nullable=False),
        sa.Column('ended_at', storage.engine.types.Utc(), nullable=True),
        sa.Column('ended_by', sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index(
        'shut_out_person', 'shut_out', ['district', 'person'], unique=True, sqlite_where=STILL, postgresql_where=STILL
    )
    op.add_column('grants', sa.Column('ended_by', sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('grants', schema=None) as batch_op:
        batch_op.drop_column('ended_by')
    op.drop_index('shut_out_person', 'shut_out')
    op.drop_table('shut_out')
