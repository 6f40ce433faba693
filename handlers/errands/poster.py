"""The tally's picture."""

import hashlib
import json
from dataclasses import replace
from functools import partial

from cases.figures import bulletins, tally
from cases.figures.tally import Tally
from cases.outbox import Address
from cases.work import Work
from handlers.chat.scene import texts_for
from handlers.errands.errand import Facts, Finish, say
from handlers.looks.figures import in_words_of, poster_words, tally_parts, tally_text
from handlers.office import Office
from handlers.ports import Shared, Transaction


async def poster(office: Office, shared: Shared, facts: Facts) -> Finish:
    address = Address(chat=facts["chat"], thread=facts["thread"])
    async with office.reading() as (tx, work):
        texts = await texts_for(tx, work, address)
        facts = facts | {"figures": facts["figures"] or await bulletins.so_far(work)}
    found = in_words_of(tally.read(facts["figures"]), texts)
    words = poster_words(found, texts, sample=work.district.sample, so_far=facts["so_far"])
    parts = len(tally_parts(tally_text(found, texts, so_far=facts["so_far"])))
    return partial(_tally_letters, facts=facts, picture=await _drawn(office, shared, found, words), parts=parts)


async def _drawn(office: Office, shared: Shared, found: Tally, words: dict[str, str]) -> str:
    """Drawn once, for however many groups and people it is the same; its end is shown in words, to the minute."""
    shown = json.dumps([tally.written(replace(found, end=found.start)), words], sort_keys=True)
    key = f"poster:{hashlib.sha256(shown.encode()).hexdigest()}"
    sha = await shared.found(key)
    if sha is None:
        sha = await office.pictures.put(await office.pictures.poster(found, words))
        await shared.keep(key, sha)
    return sha


async def _tally_letters(tx: Transaction, work: Work, facts: Facts, picture: str | None, parts: int) -> None:
    """The picture with the text below it where there is room for all of it, else apart, in as many parts as it takes."""
    told = {"figures": facts["figures"], "so_far": facts["so_far"]}
    if parts == 0:
        await say(tx, facts, "tally", told, picture)
        return
    if picture:
        await say(tx, facts, "tally.picture", told, picture)
    for part in range(parts):
        await say(tx, facts, "tally", told | {"part": part})


async def no_poster(tx: Transaction, work: Work, facts: Facts) -> None:
    """The figures without their picture."""
    figures = facts["figures"] or await bulletins.so_far(work)
    texts = await texts_for(tx, work, Address(chat=facts["chat"], thread=facts["thread"]))
    text = tally_text(in_words_of(tally.read(figures), texts), texts, so_far=facts["so_far"])
    await _tally_letters(tx, work, facts | {"figures": figures}, None, max(1, len(tally_parts(text))))
