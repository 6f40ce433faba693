"""Voice and film beside pictures, and of each who sent it."""

from alembic import op
import sqlalchemy as sa

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

ADDED = (
    ('sender', sa.BigInteger()),
    ('recording_kind', sa.String()),
    ('recording_file', sa.String()),
    ('recording_seconds', sa.Integer()),
    ('recording_sha', sa.String()),
)
OF_DRAFTS = 'UPDATE photos SET sender = (SELECT owner FROM drafts WHERE drafts.id = photos.draft) WHERE draft <> 0'
ADDED_TO_CASES = (
    'UPDATE photos SET sender = (SELECT MAX(actor) FROM events WHERE events.case_id = photos.case_id AND events.at = photos.sent_at)'
    ' WHERE draft = 0 AND case_id IS NOT NULL'
)


def upgrade() -> None:
    for name, kind in ADDED:
        op.add_column('photos', sa.Column(name, kind, nullable=True))
    op.execute(OF_DRAFTS)
    op.execute(ADDED_TO_CASES)


def downgrade() -> None:
    """What is nothing but a recording is unknown to the code before: it goes."""
    op.execute("DELETE FROM photos WHERE state = 'sound'")
    with op.batch_alter_table('photos', schema=None) as batch_op:
        for name, _ in reversed(ADDED):
            batch_op.drop_column(name)
