"""What the district has taught of its categories."""

from alembic import op
import sqlalchemy as sa

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'taught',
        sa.Column('district', sa.String(), nullable=False),
        sa.Column('gram', sa.String(), nullable=False),
        sa.Column('category', sa.String(), nullable=False),
        sa.Column('times', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('district', 'gram', 'category'),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table('taught')
