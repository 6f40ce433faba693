"""A narrow case: why, by what and with which words something was done stands with the event that bears it, what a complaint
brought in a row of its own; events run by a number of theirs, and the step counts progress alone. Drafts hold their answers in
one value, and what each message brought in another. On the way down a duplicate forgets which case it is once more."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from alembic import op
import sqlalchemy as sa

from storage.engine.types import Utc

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

PAGE = 500
JSON = dict[str, Any]
FLAT: dict[str, Any] = {
    'self_handled': sa.Boolean(), 'rule': sa.String(), 'wanted_department': sa.String(), 'decide_by': Utc(), 'queued_at': Utc(),
    'claimed_at': Utc(), 'done_words': sa.BigInteger(), 'promised_on': sa.Date(), 'reason': sa.String(),
    'reason_words': sa.BigInteger(), 'returns': sa.Integer(), 'reworks': sa.Integer(), 'reopenings': sa.Integer(),
    'contact': sa.BigInteger(), 'outside_number': sa.BigInteger(), 'answer_by': sa.Date(), 'note': sa.BigInteger(),
}
"""What a case had, beside `spot`, that now stands elsewhere or follows from its events."""
COUNTS, FALSE = ('returns', 'reworks', 'reopenings'), ('self_handled',)
COMPLAINT = ('contact', 'outside_number', 'answer_by')
BY_WORDS = {'clear': 'done_words', 'note': 'note'}
"""Where a move kept its words; all others in `reason_words`."""
REASONED = ('refute', 'refuse', 'return')
WORDED = (*REASONED, 'withdraw', 'transfer', 'rework', 'reopen')
CHOSEN = {'dispatch': 'dispatcher', 'return': 'returned', 'transfer': 'transferred'}
"""What was said to have chosen a department, where no rule had."""
ALWAYS = ('number', 'edition', 'status', 'source', 'reporter', 'reported_at')


def _table(name: str, **columns: Any) -> Any:
    return sa.table(name, *(sa.column(column, kind) for column, kind in columns.items()))


NUMBER = sa.BigInteger()
CASES = _table('cases', id=NUMBER, district=sa.String(), step=sa.Integer(), last=sa.Integer(), place=NUMBER, spot=NUMBER, until=Utc(),
               round=sa.Integer(), wake_at=Utc(), status=sa.String(), **FLAT)
EVENTS = _table('events', case_id=NUMBER, number=sa.Integer(), step=sa.Integer(), district=sa.String(), action=sa.String(), at=Utc(),
                reason=sa.String(), words=NUMBER, named=sa.String(), changes=sa.JSON())
COMPLAINTS = _table('complaints', case_id=NUMBER, district=sa.String(), contact=NUMBER, outside_number=NUMBER, answer_by=sa.Date())
EDITIONS = _table('editions', district=sa.String(), number=sa.Integer(), body=sa.JSON())
DRAFTS = _table('drafts', id=NUMBER, body=sa.JSON())
WORDS = _table('words', id=NUMBER, text=sa.Text())


def upgrade() -> None:
    op.rename_table('places', 'bindings')
    some = sa.text('folded > 0')
    op.create_index('cards_folded', 'cards', ['district', 'chat', 'thread', 'id'], sqlite_where=some, postgresql_where=some)
    op.create_table(
        'complaints',
        sa.Column('case_id', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('district', sa.String(), nullable=False),
        sa.Column('contact', sa.BigInteger(), nullable=True),
        sa.Column('outside_number', sa.BigInteger(), nullable=True),
        sa.Column('answer_by', sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint('case_id'),
    )
    op.execute('ALTER TABLE events RENAME COLUMN step TO number')
    op.execute('ALTER TABLE cases RENAME COLUMN spot TO place')
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.add_column(sa.Column('step', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('reason', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('words', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('other', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('named', sa.String(), nullable=True))
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.add_column(sa.Column('last', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('round', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('until', Utc(), nullable=True))
    op.execute('UPDATE events SET step = number')
    op.execute('UPDATE cases SET last = step, round = reworks + reopenings')
    _forward()
    _drafts(_enveloped)
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.alter_column('step', existing_type=sa.Integer(), server_default=None)
    with op.batch_alter_table('cases', schema=None) as batch_op:
        for column in ('last', 'round'):
            batch_op.alter_column(column, existing_type=sa.Integer(), server_default=None)
        for column in FLAT:
            batch_op.drop_column(column)


def downgrade() -> None:
    with op.batch_alter_table('cases', schema=None) as batch_op:
        for column, kind in FLAT.items():
            default = '0' if column in COUNTS else sa.false() if column in FALSE else None
            batch_op.add_column(sa.Column(column, kind, nullable=default is None, server_default=default))
    _back()
    _drafts(_flattened)
    with op.batch_alter_table('cases', schema=None) as batch_op:
        for column in (*COUNTS, *FALSE):
            batch_op.alter_column(column, existing_type=FLAT[column], server_default=None)
        for column in ('last', 'round', 'until'):
            batch_op.drop_column(column)
    with op.batch_alter_table('events', schema=None) as batch_op:
        for column in ('step', 'reason', 'words', 'other', 'named'):
            batch_op.drop_column(column)
    op.execute('ALTER TABLE cases RENAME COLUMN place TO spot')
    op.execute('ALTER TABLE events RENAME COLUMN number TO step')
    op.drop_table('complaints')
    op.drop_index('cards_folded', table_name='cards')
    op.rename_table('bindings', 'places')


def _histories() -> Iterator[tuple[Any, list[Any]]]:
    """Each case with its events in their order, page by page."""
    there, after = op.get_bind(), -1
    told_too = [CASES.c[name] for name in ('decide_by', 'promised_on', *COMPLAINT)]
    page = sa.select(CASES.c.id, CASES.c.district, CASES.c.status, *told_too).order_by(CASES.c.id).limit(PAGE)
    while cases := there.execute(page.where(CASES.c.id > after)).all():
        after = cases[-1].id
        known: dict[int, list[Any]] = {case.id: [] for case in cases}
        told = sa.select(EVENTS).where(EVENTS.c.case_id.in_(known)).order_by(EVENTS.c.case_id, EVENTS.c.number)
        for event in there.execute(told).all():
            known[event.case_id].append(event)
        yield from ((case, known[case.id]) for case in cases)
        _write_all()


def _zones() -> dict[str, ZoneInfo]:
    rows = op.get_bind().execute(sa.select(EDITIONS.c.district, EDITIONS.c.body).order_by(EDITIONS.c.number)).all()
    return {row.district: ZoneInfo(row.body['district']['zone']) for row in rows}


_rows: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[JSON]] = {}
"""What is still to be written: rows of a table, by what they are found and what is set."""


def _write(table: Any, key: dict[str, Any], values: JSON) -> None:
    _rows.setdefault((table.name, tuple(key), tuple(values)), []).append({f'by_{name}': value for name, value in key.items()} | values)


def _write_all() -> None:
    """A page at once: one statement a row and round trip took minutes."""
    tables = {one.name: one for one in (CASES, EVENTS, DRAFTS, WORDS)}
    for (name, key, values), rows in _rows.items():
        table = tables[name]
        where = [table.c[one] == sa.bindparam(f'by_{one}', type_=table.c[one].type) for one in key]
        setting = {one: sa.bindparam(one, type_=table.c[one].type) for one in values}
        op.get_bind().execute(sa.update(table).where(*where).values(setting), rows)
    _rows.clear()


# --- drafts ---

ANSWERS = {name: name for name in (
    'words', 'point', 'category', 'condition', 'amount', 'unit', 'urgent', 'anonymous', 'self_handled', 'reason', 'original',
    'department', 'colleague', 'outcome', 'until', 'phone', 'outside_number', 'answer_by')} | {'spot': 'place'}
"""Where each field of a draft now stands among its answers."""
HINTS = {'offers': 'offers', 'because': 'because', 'odd_unit': 'odd_unit', 'offered_point': 'point'}
KEPT = ('id', 'owner', 'action', 'case', 'step', 'state', 'source', 'touched_at', 'reminded', 'asking', 'editing')
FIXED = {'amount': 'quantity'}


def _drafts(turn: Callable[[JSON], JSON]) -> None:
    there, after = op.get_bind(), -1
    page = sa.select(DRAFTS.c.id, DRAFTS.c.body).order_by(DRAFTS.c.id).limit(PAGE)
    while drafts := there.execute(page.where(DRAFTS.c.id > after)).all():
        after = drafts[-1].id
        for row in drafts:
            try:
                body = turn(row.body)
            except (AttributeError, KeyError, TypeError):
                continue  # nobody could read it before: it stays as it is, and `wangge doctor` counts it
            _write(DRAFTS, {'id': row.id}, {'body': body})
        _write_all()


def _enveloped(old: JSON) -> JSON:
    if 'owner' not in old or 'chat' not in old:
        return old
    heard: JSON = {message: {'ask': 'place' if ask == 'point' else ask} for message, ask in (old.get('answers') or {}).items()}
    captioned = bool(old.get('captioned'))
    heard |= {message: {'words': words, 'captioned': captioned} for message, words in (old.get('spoken') or {}).items()}
    return {name: old[name] for name in KEPT if old.get(name) is not None} | {
        'address': {'chat': old['chat'], 'thread': old.get('thread')},
        'answers': {new: old[name] for name, new in ANSWERS.items() if old.get(name) is not None},
        'hints': {new: old[name] for name, new in HINTS.items() if old.get(name) is not None},
        'fixed': [FIXED.get(one, one) for one in old.get('fixed') or []],
        'heard': heard,
    }


def _flattened(new: JSON) -> JSON:
    if 'address' not in new:
        return new
    known: JSON = {'chat': new['address']['chat'], 'thread': new['address'].get('thread'), 'opened_at': new['touched_at']}
    answers, hints, heard = new.get('answers', {}), new.get('hints', {}), new.get('heard', {})
    known |= {name: answers[there] for name, there in ANSWERS.items() if there in answers}
    known |= {name: hints[there] for name, there in HINTS.items() if there in hints}
    known['fixed'] = [{there: name for name, there in FIXED.items()}.get(one, one) for one in new.get('fixed', [])]
    known['answers'] = {message: said['ask'] for message, said in heard.items() if said.get('ask')}
    known['spoken'] = {message: said['words'] for message, said in heard.items() if not said.get('ask')}
    known['captioned'] = any(said.get('captioned') for said in heard.values())
    known['side'] = 'after' if new.get('action') == 'clear' or answers.get('self_handled') else 'before'
    return {name: new[name] for name in KEPT if name in new} | known


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace('+00:00', 'Z')


# --- up ---


def _forward() -> None:
    zones = _zones()
    for case, events in _histories():
        zone = zones.get(case.district, ZoneInfo('Asia/Shanghai'))
        complaint, until = _columns_of(case, zone)
        counts = {'reworks': 0, 'reopenings': 0}
        for event in events:
            old: JSON = event.changes
            counts |= {name: old[name] for name in counts if name in old}
            changes = _changes(old, event.number == 1, sum(counts.values()), zone)
            until = changes.get('until', until)
            complaint = _complained(complaint, old)
            _write(EVENTS, {'case_id': case.id, 'number': event.number}, _borne(event.action, old) | {'changes': changes})
        moment = datetime.fromisoformat(until) if until else None
        _write(CASES, {'id': case.id}, {'until': moment} | ({'wake_at': moment} if case.status in ('verifying', 'promised') else {}))
        if any(complaint.values()):
            answer_by = complaint.get('answer_by')
            row = complaint | {'answer_by': date.fromisoformat(answer_by) if isinstance(answer_by, str) else answer_by}
            op.get_bind().execute(sa.insert(COMPLAINTS).values(case_id=case.id, district=case.district, **row))


def _columns_of(case: Any, zone: ZoneInfo) -> tuple[JSON, str | None]:
    """What a case itself says, should its events not."""
    until = datetime.combine(case.promised_on, time(), zone) if case.promised_on else case.decide_by
    return {name: getattr(case, name) for name in COMPLAINT if getattr(case, name) is not None}, _iso(until) if until else None


def _complained(known: JSON, old: JSON) -> JSON:
    """With what an event added, where the case itself does not know. A number that another has taken the place of is called no more,
    and nobody could erase it."""
    came = old.get('contact')
    if came and known.get('contact') not in (None, came):
        _write(WORDS, {'id': came}, {'text': ''})
    return {name: old[name] for name in COMPLAINT if old.get(name) is not None} | known


def _changes(old: JSON, first: bool, round_: int, zone: ZoneInfo) -> JSON:
    changes = {name: value for name, value in old.items() if name not in FLAT and name != 'spot'}
    if 'spot' in old:
        changes['place'] = old['spot']
    if old.get('promised_on'):
        changes['until'] = _iso(datetime.combine(date.fromisoformat(old['promised_on']), time(), zone))
    elif 'decide_by' in old or 'promised_on' in old:
        changes['until'] = old.get('decide_by')
    if 'reworks' in old or 'reopenings' in old:
        changes['round'] = round_
    if not first:
        return changes
    return {name: value for name, value in changes.items() if name in ALWAYS or not (value is None or value is False or value == 0)}


def _borne(action: str, old: JSON) -> JSON:
    reason = old.get('reason') if action in REASONED else None
    if action == 'dispatch' and old.get('rule') not in CHOSEN.values():
        reason = old.get('rule')
    return {'reason': reason, 'words': old.get(BY_WORDS.get(action, 'reason_words')), 'named': old.get('wanted_department')}


# --- down ---


def _back() -> None:
    zones = _zones()
    complaints = {row.case_id: row for row in op.get_bind().execute(sa.select(COMPLAINTS)).all()}
    for case, events in _histories():
        known: JSON = dict.fromkeys(FLAT) | dict.fromkeys(COUNTS, 0) | dict.fromkeys(FALSE, False)
        complaint = complaints.get(case.id)
        if complaint:
            known |= {name: getattr(complaint, name) for name in COMPLAINT}
        for event in events:
            flat = _flat(event, known, zones.get(case.district, ZoneInfo('Asia/Shanghai')))
            if event.number == 1:
                flat = {**known, **flat}
            known |= flat
            changes = {name: value for name, value in event.changes.items() if name not in ('place', 'until', 'round')}
            if 'place' in event.changes:
                changes['spot'] = event.changes['place']
            changes |= {name: _plain(value) for name, value in flat.items()}
            _write(EVENTS, {'case_id': case.id, 'number': event.number}, {'changes': changes})
        _write(CASES, {'id': case.id}, {name: known[name] for name in FLAT} | {'step': len(events)} | _woken(case, known))


def _woken(case: Any, known: JSON) -> JSON:
    """A promised day was looked at from where on earth it begins first."""
    day = known['promised_on'] if case.status == 'promised' else None
    return {'wake_at': datetime.combine(day, time(), timezone(timedelta(hours=14)))} if day else {}


def _flat(event: Any, known: JSON, zone: ZoneInfo) -> JSON:
    """What an event said about the columns that were."""
    action, changes = event.action, event.changes
    counted = {'return': 'returns', 'rework': 'reworks', 'reopen': 'reopenings'}.get(action)
    flat: JSON = {counted: known[counted] + 1} if counted else {}
    until = datetime.fromisoformat(changes['until']) if changes.get('until') else None
    if action == 'clear':
        flat |= {'promised_on': until and until.astimezone(zone).date(), 'done_words': event.words}
    elif 'until' in changes:
        flat['decide_by'] = until
    if action in WORDED:
        flat['reason_words'] = event.words
    if (action in WORDED and action != 'withdraw') or (action == 'dispatch' and event.reason is None):
        flat['reason'] = event.reason if action in REASONED else None
    if action == 'note' and event.words:
        flat['note'] = event.words
    if 'department' in changes:
        flat |= {'wanted_department': None, 'queued_at': event.at, 'rule': event.reason if action == 'dispatch' and event.reason
                 else CHOSEN.get(action)}
    elif event.named:
        flat['wanted_department'] = event.named
    if changes.get('claimer'):
        flat['claimed_at'] = event.at
    if action == 'release':
        flat['queued_at'] = event.at
    if action == 'self_clear':
        flat['self_handled'] = True
    return flat


def _plain(value: Any) -> Any:
    return _iso(value) if isinstance(value, datetime) else value.isoformat() if isinstance(value, date) else value



