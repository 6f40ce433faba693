"""连续上报: on a walk every picture is the next report, of the same kind in the same street; one summary tells them all."""

from collections import Counter
from dataclasses import replace

from cases.forms.answers import Answers, Ask
from cases.intake import another
from cases.intake.draft import Draft, DraftState, Hints
from cases.intake.hearing import Heard
from cases.outbox import Letter, Subject, Voice
from cases.values import changed
from cases.work import Work

MOST = 200
"""Reports of one walk that are told in the summary."""


async def goes_on(work: Work, draft: Draft, *cases: int) -> None:
    """The next report of a walk, with the category and place of the one that was filed."""
    if draft.hints.walked is None:
        return
    kept, walked = draft.answers, (*draft.hints.walked, *cases)[-MOST:]
    following = Draft(
        owner=draft.owner, address=draft.address, source=draft.source, touched_at=work.now, fixed=frozenset({Ask.CATEGORY}),
        answers=Answers(category=kept.category, condition=kept.condition, point=kept.point, place=kept.place),
        hints=Hints(walked=walked),
    )  # fmt: skip
    added = await work.store.drafts.add(following)
    await work.store.outbox.show(Subject.DRAFT, added.id, added.address, Voice.LOUD)


def renamed(work: Work, draft: Draft, heard: Heard) -> Draft:
    """A caption that names another kind of thing is believed."""
    walks = draft.hints.walked is not None and bool(heard.words)
    if not walks or not another.category(heard.words, draft.answers.category, work.district):
        return draft
    return changed(draft, fixed=draft.fixed - {Ask.CATEGORY})


async def turned(work: Work, draft: Draft) -> Draft:
    """Begun, or ended: then what was filed is told, and an empty draft is put away."""
    if draft.hints.walked is None:
        sure = {Ask.CATEGORY} if draft.answers.category else set()
        return changed(draft, hints=replace(draft.hints, walked=()), fixed=draft.fixed | sure)
    empty = not draft.heard and not await work.store.photos.of_draft(draft.id)
    ended = await over(work, draft, left=not empty)
    return changed(ended, state=DraftState.CANCELLED) if empty else ended


async def over(work: Work, draft: Draft, *, left: bool = False) -> Draft:
    """The draft by itself, once what was filed on its walk is told; `left`: it waits to be handed in."""
    if draft.hints.walked is not None:
        await _sum_up(work, draft, draft.hints.walked, left=left)
    return changed(draft, hints=replace(draft.hints, walked=None))


async def _sum_up(work: Work, draft: Draft, walked: tuple[int, ...], *, left: bool) -> None:
    known = (await work.store.cases.known(walked)).values()
    if not known:
        return
    counted = Counter(one.category for one in known)
    categories = [(work.district.category_of.get(code or ""), count) for code, count in counted.most_common()]
    kinds = [[one.name if one else "", one.english if one else "", count] for one, count in categories]
    facts = {"numbers": [one.number for one in known], "kinds": kinds, "left": left}
    await work.store.outbox.write(Letter(address=draft.address, key="walked", facts=facts))
