"""Several cases of a queue in one go: marked on its card, claimed, handed on or dispatched together."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from aiogram import Router
from aiogram.types import CallbackQuery

from cases.board.queue import may_turn, queue_card
from cases.casework import several
from cases.errors import NotOffered
from cases.intake import clearing
from handlers.chat import presses
from handlers.chat.keyboards import WHITHER, SeveralPress
from handlers.chat.scene import Scene
from handlers.errors import sentence
from handlers.texts import cut
from handlers.updates.answers import Answer, Made


def add(router: Router) -> None:
    router.callback_query(SeveralPress.filter())(press)


async def press(query: CallbackQuery, callback_data: SeveralPress, scene: Scene) -> Made:
    """Marking cases on a queue's card, for everybody in the topic it stands in; and doing something with those."""
    key, do, value = callback_data.key, callback_data.do, callback_data.value
    await may_turn(scene.work, scene.actor, key, scene.address)
    view = await scene.tx.posts.view(scene.address, key)
    standing = await several.marked(scene.work, key, view.marked or (), scene.address)
    if do in MARKING:
        page = (await queue_card(scene.work, key, scene.address, view)).cases if do == "all" else ()
        wanted = MARKING[do](tuple(standing), presses.case_in(value) if do == "mark" else 0, [case.id for case in page])
        marked = tuple(await several.marked(scene.work, key, wanted, scene.address)) if wanted is not None else None
        await scene.tx.posts.mark(scene.address, key, replace(view, marked=marked, doing=""))
        return Answer(query=query.id)
    action = next((one for one in several.offered(key) if one == (view.doing if do == WHITHER else do)), None)
    if action is None or not view.marked:
        raise NotOffered
    if several.asks_whither(action) and do != WHITHER:
        await scene.tx.posts.mark(scene.address, key, replace(view, doing=action))
        return Answer(query=query.id)
    if several.asks_each(action):
        done, rest, key_told = (
            await clearing.open_all(scene.work, scene.actor, scene.address, standing),
            standing[clearing.MOST :],
            "opened",
        )
    else:
        done, rest, key_told = (
            await several.do(scene.work, scene.actor, scene.address, key, view.marked, action, value),
            [],
            "done",
        )
    await scene.tx.posts.mark(scene.address, key, replace(view, marked=tuple(rest) or None, doing=""))
    return Answer(query=query.id, text=_told(done, action, scene, key_told), alert=bool(done.refused) or key_told == "opened")


def _told(done: several.Done, action: str, scene: Scene, key: str) -> str:
    """In the 200 characters an answer may have: how many, and of those that could not be, which and why."""
    what = scene.texts.plain(f"done.{action}")
    told = scene.texts.plain(f"several.{key}", action=what, count=len(done.numbers))
    why = [(number, sentence(refusal, scene.texts)) for number, refusal in done.refused]
    refused = [said if number in said else f"{number[-4:]} {said}" for number, said in why]
    return cut("\n".join([told, *refused]), 190)


MARKING: dict[str, Callable[[tuple[int, ...], int, Sequence[int]], tuple[int, ...] | None]] = {
    "on": lambda _marked, _case, _page: (),
    "off": lambda _marked, _case, _page: None,
    "back": lambda marked, _case, _page: marked,
    "all": lambda marked, _case, page: tuple(dict.fromkeys([*marked, *page]))[: several.MOST],
    "mark": lambda marked, case, _page: (
        tuple(one for one in marked if one != case) if case in marked else (*marked, case)[: several.MOST]
    ),
}
"""What is marked after such a press; None: nothing is being marked any more."""
