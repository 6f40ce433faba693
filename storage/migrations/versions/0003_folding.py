"""Cards folded into a queue, the page a queue's card is open at, and old posts by an index."""

from alembic import op
import sqlalchemy as sa

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

COUNTS = ('folded', 'page', 'gathered')


def upgrade() -> None:
    with op.batch_alter_table('cards', schema=None) as batch_op:
        for name in COUNTS:
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default='0'))
    with op.batch_alter_table('cards', schema=None) as batch_op:
        for name in COUNTS:
            batch_op.alter_column(name, existing_type=sa.Integer(), server_default=None)
    with op.batch_alter_table('posts', schema=None) as batch_op:
        batch_op.create_index('posts_old', ['district', 'chat'], unique=False, sqlite_where=sa.text("state = 'old'"), postgresql_where=sa.text("state = 'old'"))


def downgrade() -> None:
    with op.batch_alter_table('posts', schema=None) as batch_op:
        batch_op.drop_index('posts_old')
    with op.batch_alter_table('cards', schema=None) as batch_op:
        for name in COUNTS:
            batch_op.drop_column(name)
