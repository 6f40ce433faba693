"""All handlers on one router, the most frequent first, and a dispatcher that keeps no state of its own. One router and not
one a topic: aiogram walks through every router it passes, which cost a tenth of an update."""

from aiogram import Dispatcher, Router

from handlers.chat import admin, commands, hear, membership, press
from handlers.chat.scene import refuse, resolve


def make() -> Dispatcher:
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.update.outer_middleware(resolve)
    router = Router(name="all")
    for topic in (hear, press, commands, admin, membership):
        topic.add(router)
    hear.add_rest(router)
    for observer in (router.message, router.edited_message, router.callback_query):
        observer.outer_middleware(refuse)
    dispatcher.include_router(router)
    return dispatcher
