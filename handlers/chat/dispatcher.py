"""All routers in their order, on a dispatcher that keeps no state of its own."""

from aiogram import Dispatcher, Router

from handlers.chat import admin, commands, hear, membership, press
from handlers.chat.scene import refuse, resolve


def make() -> Dispatcher:
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.update.outer_middleware(resolve)
    staff_groups = Router(name="all")
    for found in (commands.router(), admin.router(), press.router(), membership.router(), hear.router()):
        staff_groups.include_router(found)
    for observer in (staff_groups.message, staff_groups.edited_message, staff_groups.callback_query):
        observer.outer_middleware(refuse)
    dispatcher.include_router(staff_groups)
    return dispatcher
