"""People of the example by their names, at work on one case, without Telegram."""

from typing import Any

from sqlalchemy import text

from cases.casework.acting import act
from cases.casework.case import Action, Case, Reason, Refused
from cases.casework.moves import MOVES
from cases.district.geo import Point
from cases.forms.answers import Ask
from cases.forms.fields import DEPARTMENT
from cases.intake import drafts, notes, pressing
from cases.intake.draft import Draft
from cases.intake.forms import asked_of
from cases.intake.hearing import Heard, Picture
from cases.outbox import Address
from cases.people import Person
from cases.work import Work
from storage.store import Transaction
from tests.people import IN_0103

CARDS_OF = text(
    "SELECT cards.chat, people.username FROM cards LEFT JOIN people ON people.id = cards.chat "
    "WHERE cards.subject = 'case' AND cards.subject_key = :key"
)
PROOF = Picture(file_id="g", unique="v", as_file=False)
FILLED: dict[Action, tuple[dict[str, Any], dict[str, str]]] = {
    Action.CLEAR: ({"picture": PROOF}, {}),
    Action.REWORK: ({"words": "还在原处"}, {}),
    Action.RETURN: ({}, {"reason": "not_ours", "department": "huanwei"}),
}
"""What is sent into a form, and what is pressed on it."""


class Office:
    """People of the example by their names, at work on one case."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self._message = 0

    async def person(self, username: str) -> Person:
        (found,) = await self.work.store.people.find(username)
        return await self.work.store.people.get(found)

    async def sends(self, actor: Person, **what: Any) -> Draft:
        self._message += 1
        draft = await drafts.hear(self.work, actor, Heard(address=Address(chat=actor.id), message=self._message, **what))
        assert draft
        return draft

    async def reported(self, words: str = "占道经营3起") -> Case:
        """By a grid's worker, and before the department that answers for it."""
        worker = await self.person("worker1")
        await self.sends(worker, picture=Picture(file_id="f", unique="u", as_file=False), words=words)
        draft = await self.sends(worker, point=Point(lon=IN_0103[0], lat=IN_0103[1]))
        filed = await drafts.submit(self.work, worker, draft.id)
        await self.person("worker1")  # a look at the records: what was written so far stands there
        return await self.work.store.cases.get(filed.id)

    async def complains(self, words: str) -> Case:
        """By a resident, who says where they are."""
        resident = await self.person("resident")
        await self.sends(resident, words=words)
        draft = await self.sends(resident, point=Point(lon=IN_0103[0], lat=IN_0103[1]))
        filed = await drafts.submit(self.work, resident, draft.id)
        return await self.work.store.cases.get(filed.id)

    async def fills(self, actor: Person, case: Case, action: Action, choice: int) -> Case:
        """Whatever the action asks for, of what is offered one thing or another."""
        move = MOVES[action]
        if not move.opens_form(case):
            return await act(self.work, actor, case.id, case.step, action)
        form = await drafts.open_form(self.work, actor, case, action, Address(chat=actor.id))
        if move.form.requires(Ask.PHOTOS):
            await self.sends(actor, picture=PROOF)
        if move.form.requires(Ask.WORDS):
            await self.sends(actor, words="还在原处")
        if move.form.requires(Ask.ORIGINAL):
            await self._names_another(actor, form)
        if move.form.has(Ask.CATEGORY) and (case.category is None or action is Action.CORRECT):
            await pressing.press(self.work, actor, form.id, "ask", "category")
            await self.sends(actor, words="占道经营")
        heir = ("colleague",) * move.form.requires(Ask.COLLEAGUE)
        for button in ("category", "reason", "department", *heir, "outcome", "days"):
            draft = await self.work.store.drafts.get(form.id)
            stands = pressing.offered(draft, await asked_of(self.work, draft), actor).get(button, ())
            stands = tuple(
                one for one in stands if one not in (Reason.DUPLICATE, Refused.KNOWN)
            )  # of what, would have to be said
            stands = tuple(
                one for one in stands if one != getattr(draft.answers, button, None)
            )  # chosen: a tap would take it back
            if stands and not (button == "department" and DEPARTMENT in move.form.offers and choice % 2):
                await pressing.press(self.work, actor, form.id, button, stands[choice % len(stands)])
        return await drafts.submit(self.work, actor, form.id)

    async def _names_another(self, actor: Person, form: Draft) -> None:
        """A case reported just now, typed."""
        if form.asking is None:
            await pressing.press(self.work, actor, form.id, "ask", "original")
        await self.sends(actor, draft=form.id, words=(await self.reported()).number)

    async def does(self, username: str, case: Case, action: Action, **instead: str) -> Case:
        """With the form filled in, where the action has one; `instead`: other buttons pressed on it."""
        actor = await self.person(username)
        if action not in FILLED:
            return await act(self.work, actor, case.id, case.step, action)
        form = await drafts.open_form(self.work, actor, case, action, Address(chat=actor.id))
        sent, pressed = FILLED[action]
        if sent:
            await self.sends(actor, **sent)
        for button, value in {**pressed, **instead}.items():
            await self._unfolds(actor, form, button, value)
            await pressing.press(self.work, actor, form.id, button, value)
        return await drafts.submit(self.work, actor, form.id)

    async def _unfolds(self, actor: Person, form: Draft, button: str, value: str) -> None:
        """A department that is not likely is looked for among the others."""
        draft = await self.work.store.drafts.get(form.id)
        stands = pressing.offered(draft, await asked_of(self.work, draft), actor)
        if button == "department" and value not in stands[button]:
            await pressing.press(self.work, actor, form.id, "others", "")

    async def says(self, username: str, case: Case, words: str, *, anew: bool = False) -> None:
        """In answer to its card; `anew`: by editing what was said before."""
        actor = await self.person(username)
        tell = notes.edited if anew else notes.hear
        await tell(self.work, actor, case.id, Heard(address=Address(chat=actor.id), message=1, words=words))

    @property
    def records(self) -> Transaction:
        """The transaction itself, with what use cases do not see of it."""
        assert isinstance(self.work.store, Transaction)
        return self.work.store

    async def stands(self, case: Case) -> set[str]:
        """Usernames of those in whose own chats the case's card is or will be, and ids of groups."""
        await self.records.flush()
        rows = await self.records.cases.peek(CARDS_OF, key=str(case.id))
        return {row.username or str(row.chat) for row in rows}
