"""Methods that change, remove or answer what is there."""

from bot.sandbox.errors import Bad
from bot.sandbox.markup import utf16
from bot.sandbox.methods import Call, inline, media_of, real, words, writable
from bot.sandbox.world import Obj


def own(call: Call) -> Obj:
    """The record of the bot's own message that is to be changed."""
    call.world.chat_object(call.chat_id)
    record = call.world.find(call.place, call.args.get("message_id"))
    if not record:
        raise Bad(400, "Bad Request: message to edit not found")
    if record["message"]["from"]["id"] != call.bot["id"]:
        raise Bad(400, "Bad Request: message can't be edited")
    return record


def change(call: Call, record: Obj, content: Obj, drops: tuple[str, ...]) -> Obj:
    """The message with new content and keyboard; exactly the same is an error, as with Telegram."""
    old = record["message"]
    new = {key: value for key, value in old.items() if key not in (*drops, "reply_markup", "edit_date")}
    new |= content | inline(call.args.get("reply_markup"))
    if new == {key: value for key, value in old.items() if key != "edit_date"}:
        raise Bad(400, "Bad Request: message is not modified: specified new message content and reply markup are "
                       "exactly the same as a current content and reply markup of the message")  # fmt: skip
    record["message"] = new | {"edit_date": int(call.world.now())}
    call.world.save(record)
    return dict(record["message"])


@real("editMessageText")
async def edit_text(call: Call) -> Obj:
    writable(call)
    record = own(call)
    if "text" not in record["message"]:
        raise Bad(400, "Bad Request: there is no text in the message to edit")
    return change(call, record, words(call, "text", 4096), ("text", "entities"))


@real("editMessageCaption")
async def edit_caption(call: Call) -> Obj:
    writable(call)
    record = own(call)
    if not {"photo", "document"} & set(record["message"]):
        raise Bad(400, "Bad Request: there is no caption in the message to edit")
    return change(call, record, words(call, "caption", 1024), ("caption", "caption_entities"))


@real("editMessageMedia")
async def edit_media(call: Call) -> Obj:
    writable(call)
    record = own(call)
    content = await media_of(call, call.args["media"])
    return change(call, record, content, ("text", "entities", "caption", "caption_entities", "photo", "document"))


@real("editMessageReplyMarkup")
async def edit_markup(call: Call) -> Obj:
    writable(call)
    return change(call, own(call), {}, ())


@real("deleteMessage")
async def delete_message(call: Call) -> bool:
    record = call.world.find(call.place, call.args["message_id"])
    if not record:
        raise Bad(400, "Bad Request: message to delete not found")
    if call.world.now() - record["message"]["date"] > 48 * 3600:
        raise Bad(400, "Bad Request: message can't be deleted")
    record["deleted"] = True
    call.world.save(record)
    return True


@real("deleteMessages")
async def delete_messages(call: Call) -> bool:
    for message_id in call.args["message_ids"]:
        record = call.world.find(call.place, message_id)
        if record:
            record["deleted"] = True
            call.world.save(record)
    return True


@real("answerCallbackQuery")
async def answer_callback(call: Call) -> bool:
    query = call.world.callbacks.get(str(call.args["callback_query_id"]))
    if query is None or query["answer"] is not None or query["bot"] != call.bot["id"]:
        raise Bad(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    text = call.args.get("text") or ""
    if utf16(text) > 200:
        raise Bad(400, "Bad Request: MESSAGE_TOO_LONG")
    query["answer"] = {"text": text, "show_alert": bool(call.args.get("show_alert"))}
    call.world.callbacks.put(str(call.args["callback_query_id"]), query)
    return True


@real("setMessageReaction")
async def react(call: Call) -> bool:
    record = call.world.find(call.place, call.args["message_id"])
    if not record:
        raise Bad(400, "Bad Request: message to react not found")
    record["reactions"] = call.args.get("reaction") or []
    call.world.save(record)
    return True
