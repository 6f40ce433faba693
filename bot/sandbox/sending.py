"""Methods that send."""

from bot.sandbox.errors import Bad
from bot.sandbox.methods import Call, document_of, media_of, photo_of, post, real, recording_of, words, writable
from bot.sandbox.pictures import TIMED
from bot.sandbox.world import Obj


@real("sendMessage")
async def send_message(call: Call) -> Obj:
    writable(call)
    return post(call, words(call, "text", 4096))


@real("sendPhoto")
async def send_photo(call: Call) -> Obj:
    writable(call, "photos")
    caption = words(call, "caption", 1024)
    return post(call, {"photo": await photo_of(call, str(call.args["photo"]))} | caption)


@real("sendDocument")
async def send_document(call: Call) -> Obj:
    writable(call, "documents")
    caption = words(call, "caption", 1024)
    return post(call, {"document": await document_of(call, str(call.args["document"]))} | caption)


@real("sendVoice", "sendAudio", "sendVideo", "sendVideoNote", "sendAnimation")
async def send_recording(call: Call) -> Obj:
    """Its argument says of which kind it is."""
    kind = next((kind for kind in ("voice", "audio", "video", "video_note") if kind in call.args), "animation")
    writable(call, {"voice": "voice messages", "audio": "audios"}.get(kind, "videos"))
    caption = {} if kind == "video_note" else words(call, "caption", 1024)
    content: Obj = {kind: recording_of(call, str(call.args[kind]), kind)}
    return post(call, content | ({"document": content[kind]} if kind == "animation" else {}) | caption)


@real("sendMediaGroup")
async def send_media_group(call: Call) -> list[Obj]:
    writable(call)
    media = call.args["media"]
    if not 2 <= len(media) <= 10:
        raise Bad(400, "Bad Request: wrong number of messages in the album")
    if call.args.get("reply_markup"):
        raise Bad(400, "Bad Request: an album can't have an inline keyboard")
    contents = [await media_of(call, item) for item in media]
    group = str(call.world.count("album", 70_000))
    return [post(call, {"media_group_id": group} | content) for content in contents]


@real("sendLocation")
async def send_location(call: Call) -> Obj:
    writable(call)
    return post(call, {"location": {key: float(call.args[key]) for key in ("latitude", "longitude")}})


@real("sendVenue")
async def send_venue(call: Call) -> Obj:
    writable(call)
    where = {key: float(call.args[key]) for key in ("latitude", "longitude")}
    venue = {"location": where, "title": call.args["title"], "address": call.args["address"]}
    return post(call, {"venue": venue, "location": where})


@real("sendChatAction")
async def send_chat_action(call: Call) -> bool:
    writable(call)
    return True


@real("copyMessage", "forwardMessage")
async def copy_message(call: Call) -> Obj:
    writable(call)
    source = call.world.find(call.world.place(call.bot, call.args["from_chat_id"]), call.args["message_id"])
    if not source:
        raise Bad(400, "Bad Request: message to copy not found")
    kept = ("text", "entities", "photo", "document", *TIMED, "location", "venue", "caption", "caption_entities")
    return post(call, {key: source["message"][key] for key in kept if key in source["message"]})
