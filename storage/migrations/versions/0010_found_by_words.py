"""Cases are found by what was written about them."""

from alembic import op
import sqlalchemy as sa

from cases.board.masking import indexed

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

PAGE = 500
CASES = sa.table('cases', sa.column('id', sa.BigInteger()), sa.column('district', sa.String()), sa.column('words', sa.BigInteger()),
                 sa.column('place', sa.BigInteger()), sa.column('reporter', sa.BigInteger()), sa.column('source', sa.String()))
PEOPLE = sa.table('people', sa.column('district', sa.String()), sa.column('id', sa.BigInteger()), sa.column('name', sa.String()))
WORDS = sa.table('words', sa.column('id', sa.BigInteger()), sa.column('text', sa.Text()))


def upgrade() -> None:
    grams = op.create_table(
        'grams',
        sa.Column('district', sa.String(), nullable=False),
        sa.Column('gram', sa.String(), nullable=False),
        sa.Column('case_id', sa.BigInteger(), nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint('district', 'gram', 'case_id'),
        sqlite_with_rowid=False,
    )
    there, last = op.get_bind(), 0
    said, where = WORDS.alias('said'), WORDS.alias('where_it_is')
    page = (
        sa.select(CASES.c.id, CASES.c.district, said.c.text, where.c.text.label('place'), PEOPLE.c.name)
        .outerjoin(said, said.c.id == CASES.c.words).outerjoin(where, where.c.id == CASES.c.place)
        .outerjoin(PEOPLE, (PEOPLE.c.id == CASES.c.reporter) & (PEOPLE.c.district == CASES.c.district) & (CASES.c.source == 'resident'))
        .order_by(CASES.c.id).limit(PAGE)
    )
    while rows := there.execute(page.where(CASES.c.id > last)).all():
        found = [
            {'district': row.district, 'gram': gram, 'case_id': row.id}
            for row in rows for gram in sorted(indexed(row.text or '', row.place or '', names=[row.name] if row.name else []))
        ]
        if found:
            there.execute(grams.insert(), found)
        last = rows[-1].id


def downgrade() -> None:
    op.drop_table('grams')
