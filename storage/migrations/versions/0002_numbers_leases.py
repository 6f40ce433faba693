"""Numbers for new rows from one stock, leases, words by wide numbers, and what a grid often sees from an index alone."""

from alembic import op
import sqlalchemy as sa

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

COUNTED = ('cards', 'cases', 'drafts', 'errands', 'grants', 'letters', 'photos', 'places', 'words')
WIDE = ('words', 'spot', 'done_words', 'reason_words', 'contact', 'outside_number')


def upgrade() -> None:
    op.create_table('ids',
    sa.Column('one', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('next', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('one')
    )
    highest = ' UNION ALL '.join(f'SELECT max(id) AS id FROM {table}' for table in COUNTED)
    op.execute(f'INSERT INTO ids (one, next) SELECT 1, coalesce(max(id), 0) + 1 FROM ({highest}) AS known')
    op.create_table('leases',
    sa.Column('district', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('holder', sa.String(), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('district', 'name')
    )
    with op.batch_alter_table('cases', schema=None) as batch_op:
        for name in WIDE:
            batch_op.alter_column(name, existing_type=sa.Integer(), type_=sa.BigInteger(), existing_nullable=True)
        batch_op.drop_index('cases_grid')
        batch_op.create_index('cases_grid', ['district', 'grid', 'reported_at', 'category'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.drop_index('cases_grid')
        batch_op.create_index('cases_grid', ['district', 'grid', 'reported_at'], unique=False)
        for name in WIDE:
            batch_op.alter_column(name, existing_type=sa.BigInteger(), type_=sa.Integer(), existing_nullable=True)
    op.drop_table('leases')
    op.drop_table('ids')
