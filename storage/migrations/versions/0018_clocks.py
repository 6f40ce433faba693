"""The clock of each stage, how far up its ladder people were told, what is asked and until when; and when each was told last."""

from alembic import op
import sqlalchemy as sa
import storage.engine.types

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


OPEN, CLOSED = sa.text('ended_at IS NULL'), sa.text("status = 'closed'")
AWAKE = sa.text(
    "UPDATE cases SET wake_at = reported_at WHERE ended_at IS NULL AND status IN"
    " ('reported', 'returned', 'uncheckable', 'verifying', 'checking', 'queued', 'claimed', 'rework')"
)
"""Each begins its clock when it is looked at first."""

MOMENT = (
    "CASE WHEN status IN ('verifying', 'promised') THEN until"
    " WHEN status IN ('queued', 'claimed', 'rework') AND NOT overdue THEN deadline END"
)
AS_BEFORE = sa.text(
    f"UPDATE cases SET wake_at = CASE WHEN {MOMENT} IS NULL OR asked_until < {MOMENT} THEN asked_until ELSE {MOMENT} END"
    " WHERE ended_at IS NULL"
)


def upgrade() -> None:
    moment = storage.engine.types.Utc()
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.add_column(sa.Column('since', moment, nullable=True))
        batch_op.add_column(sa.Column('told_until', moment, nullable=True))
        batch_op.add_column(sa.Column('ring_at', moment, nullable=True))
        batch_op.add_column(sa.Column('request', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('requester', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('supervised', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('supervision', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('supervised_until', moment, nullable=True))
        batch_op.add_column(sa.Column('voices', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('extensions', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('paused', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(AWAKE)
    op.add_column('events', sa.Column('day', sa.Date(), nullable=True))
    op.create_index('cases_near', 'cases', ['district', 'category', 'lat', 'lon', 'id'], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index(
        'cases_closed_near', 'cases', ['district', 'category', 'lat', 'lon', 'ended_at', 'id'],
        sqlite_where=CLOSED, postgresql_where=CLOSED,
    )
    op.create_table(
        'voices',
        sa.Column('district', sa.String(), nullable=False),
        sa.Column('case_id', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('person', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('at', moment, nullable=False),
        sa.PrimaryKeyConstraint('case_id', 'person'),
    )
    op.create_index('voices_person', 'voices', ['person', 'at'])
    op.create_table(
        'called',
        sa.Column('district', sa.String(), nullable=False),
        sa.Column('chat', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('thread', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('at', moment, nullable=False),
        sa.Column('times', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('district', 'chat', 'thread'),
    )
    op.create_table(
        'gathered',
        sa.Column('district', sa.String(), nullable=False),
        sa.Column('chat', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('case_id', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('at', moment, nullable=False),
        sa.PrimaryKeyConstraint('district', 'chat', 'case_id'),
    )


def downgrade() -> None:
    op.execute(AS_BEFORE)
    op.drop_table('gathered')
    op.drop_table('called')
    op.drop_index('voices_person', 'voices')
    op.drop_table('voices')
    op.drop_index('cases_closed_near', 'cases')
    op.drop_index('cases_near', 'cases')
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.drop_column('day')
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.drop_column('paused')
        batch_op.drop_column('voices')
        batch_op.drop_column('supervised_until')
        batch_op.drop_column('supervision')
        batch_op.drop_column('supervised')
        batch_op.drop_column('extensions')
        batch_op.drop_column('requester')
        batch_op.drop_column('request')
        batch_op.drop_column('ring_at')
        batch_op.drop_column('told_until')
        batch_op.drop_column('since')
