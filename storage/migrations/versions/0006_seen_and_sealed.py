"""Silences by topic, what was given up and what is shown; the order of what waits; photos with moment and round; what
people sent in a day. And a cleaning: no links, phones, names or tokens where they are of no more use."""

import json
from typing import Any

from alembic import op
import sqlalchemy as sa

import storage.engine.types

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

KEPT = ('id', 'owner', 'chat', 'thread', 'action', 'case', 'step', 'state', 'source', 'opened_at', 'touched_at', 'reminded')
"""What a draft that was handed in or cancelled still says."""
ADDED: dict[str, list[tuple[str, Any, str | None]]] = {
    'people': [('heard_on', sa.Date(), None), ('heard_count', sa.Integer(), '0'), ('heard_bytes', sa.BigInteger(), '0')],
    'cases': [('note', sa.BigInteger(), None)],
    'photos': [('sent_at', storage.engine.types.Utc(), None), ('round', sa.Integer(), '0')],
    'sheets': [('round', sa.Integer(), '0')],
    'cards': [('turn', sa.BigInteger(), '0'), ('face', sa.String(), None), ('given_up', sa.String(), None)],
    'letters': [('rank', sa.Integer(), '0')],
    'errands': [('rank', sa.Integer(), '0'), ('turn', sa.Integer(), '0'), ('owner', sa.BigInteger(), None)],
}
UNSENT, GIVEN_UP, UNDONE = 'message IS NULL AND given_up IS NULL', 'given_up IS NOT NULL', 'done_at IS NULL'
INDEXES = [
    ('cards_given_up', 'cards', ['district'], GIVEN_UP),
    ('letters_to', 'letters', ['district', 'chat'], UNSENT),
    ('letters_given_up', 'letters', ['district', 'written_at'], GIVEN_UP),
    ('errands_owner', 'errands', ['district', 'owner'], UNDONE),
]
REORDERED = [
    ('letters_unsent', 'letters', ['district', 'id'], ['district', 'rank', 'id'], UNSENT),
]


def _index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def upgrade() -> None:
    op.create_table(
        'silences',
        sa.Column('district', sa.String(), nullable=False),
        sa.Column('chat', sa.BigInteger(), nullable=False),
        sa.Column('thread', sa.Integer(), nullable=False),
        sa.Column('why', sa.String(), nullable=False),
        sa.Column('since', storage.engine.types.Utc(), nullable=False),
        sa.Column('again', storage.engine.types.Utc(), nullable=True),
        sa.PrimaryKeyConstraint('district', 'chat', 'thread'),
    )
    op.execute(
        "INSERT INTO silences (district, chat, thread, why, since) "
        "SELECT district, chat, 0, silent, CURRENT_TIMESTAMP FROM chats WHERE silent IS NOT NULL"
    )
    with op.batch_alter_table('chats', schema=None) as batch_op:
        batch_op.drop_column('silent')
    with op.batch_alter_table('words', schema=None) as batch_op:
        batch_op.drop_column('sha')
    for table, columns in ADDED.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name, kind, default in columns:
                batch_op.add_column(sa.Column(name, kind, nullable=default is None, server_default=default))
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name, kind, default in columns:
                if default is not None:
                    batch_op.alter_column(name, existing_type=kind, server_default=None)
    for name, table, _, columns, where in REORDERED:
        op.drop_index(name, table_name=table)
        _index(name, table, columns, where)
    for one in INDEXES:
        _index(*one)
    _clean()


def _clean() -> None:
    """Errors keep their kind alone, letters that were sent no facts, drafts that are over only whose they were."""
    there = op.get_bind()
    for table, column in (('errands', 'error'), ('failed', 'error'), ('letters', 'given_up')):
        said = sa.table(table, sa.column(column, sa.Text()))
        for (text,) in there.execute(sa.select(said.c[column]).where(said.c[column].is_not(None)).distinct()).all():
            there.execute(sa.update(said).where(said.c[column] == text).values({column: text.partition(':')[0][:60]}))
    letters = sa.table('letters', sa.column('facts', sa.JSON()), sa.column('message', sa.BigInteger()))
    there.execute(sa.update(letters).where(letters.c.message.is_not(None)).values(facts={}))
    drafts = sa.table('drafts', sa.column('id', sa.BigInteger()), sa.column('state', sa.String()), sa.column('body', sa.JSON()))
    for row in there.execute(sa.select(drafts.c.id, drafts.c.body).where(drafts.c.state != 'open')).all():
        body = json.loads(row.body) if isinstance(row.body, str) else row.body
        there.execute(sa.update(drafts).where(drafts.c.id == row.id).values(body={key: body[key] for key in KEPT if key in body}))


def downgrade() -> None:
    for name, table, _, _ in INDEXES:
        op.drop_index(name, table_name=table)
    for name, table, columns, _, where in REORDERED:
        op.drop_index(name, table_name=table)
        _index(name, table, columns, where)
    for table, columns in ADDED.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name, _, _ in columns:
                batch_op.drop_column(name)
    with op.batch_alter_table('words', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sha', sa.String(), nullable=False, server_default=''))
    with op.batch_alter_table('chats', schema=None) as batch_op:
        batch_op.add_column(sa.Column('silent', sa.String(), nullable=True))
    op.execute(
        "UPDATE chats SET silent = (SELECT why FROM silences "
        "WHERE silences.district = chats.district AND silences.chat = chats.chat AND silences.thread = 0)"
    )
    op.drop_table('silences')
