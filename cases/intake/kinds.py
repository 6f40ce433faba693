"""What a text is that answers nothing: danger, a report, where something is, a case's number, or small talk."""

import re
import unicodedata
from enum import StrEnum

from cases.district.danger import meant
from cases.district.edition import District
from cases.district.numbers import last_digits, number_in
from cases.district.spelling import dense, plain
from cases.intake import guessing
from cases.intake.words import is_place, only_place, only_polite

SENTENCE, LETTERS, IN_WORDS = 4, 8, 2
"""From so many characters, or so many Latin letters in so many words, a text may be a report."""
TALK = 30
"""Characters; what is longer is no small talk."""


class Kind(StrEnum):
    DANGER = "danger"
    NUMBER = "number"  # asks for a case
    REPORT = "report"
    PLACE = "place"  # where, and not yet what
    GREETING = "greeting"
    THANKS = "thanks"
    PERSON = "person"  # asks for somebody to talk to, or a number to call
    PROGRESS = "progress"  # asks what became of theirs
    STOP = "stop"  # wants to hear no more
    SHORT = "short"  # too little to be anything


_GREETING = re.compile(
    r"(?:(?:你们?好|您好|大家好|哈喽|嗨|喂|早上好|早安|上午好|中午好|下午好|晚上好|晚安|在吗|在么|在不在|有人吗|有人在吗|在线吗|请问|"
    r"hi|hello|hey|goodmorning|goodafternoon|goodevening|anybodythere|anyonethere|areyouthere)[呀啊哦呢吗]?)+"
)
_PERSON = re.compile(
    r"人工|客服|真人|找个?人|找谁|电话(?:是)?(?:多少|几号|号码)|(?:联系|投诉|咨询|服务|值班|你们的?|打什么|打哪个|哪个|什么|有没有)电话|联系方式|怎么联系|怎么打电话|"
    r"human|operator|realperson|talktosomeone|speaktosomeone|phonenumber|whatnumber|contactnumber|whotocall|whomtocall|customerservice"
)
_THEIRS = re.compile(
    r"我(?:们)?(?:上次|上周|之前|以前|昨天|前天|那天|前几天|刚才|刚刚|早上|今天)?(?:反映|投诉|举报|上报|提交|报|反应|发)(?:过)?的|我的(?:投诉|反映|举报|案件|案子|问题|事|工单)|"
    r"my(?:complaint|report|case|request|ticket)|ireported|icomplained"
)
_PROGRESS = re.compile(
    r"怎么样了|咋样了|怎样了|进度|进展|办(?:好|完)?了(?:没|吗)|处理(?:好|完)?了?(?:没有?|吗|么)|解决了?(?:没有?|吗)|有(?:没有)?(?:结果|消息|回复|答复)|结果呢|没(?:人)?(?:回复|答复|消息)|"
    r"什么时候(?:能|会)?(?:处理|解决|办|好|来)|多久能?(?:处理|解决|办|好)|到哪一?步了|"
    r"anynews|anyupdate|whatabout|whathappened|progress|isitdone|howlong|whenwill|stillwaiting"
)
_STOP = re.compile(
    r"退订|取消订阅|取消关注|(?:不要|别|不想|勿)再?(?:给我)?(?:发|推送|打扰|收到)(?:了|消息|短信|信息)*|(?:td|t|n)|stop|unsubscribe|optout|leavemealone|nomoremessages"
)


def kind(text: str, district: District) -> Kind:
    """What a text by itself is, where nothing is being filled in."""
    if meant(text, district.dangers):
        return Kind.DANGER
    if number_in(text) or last_digits(text):
        return Kind.NUMBER
    flat = dense(text[:200])
    named = guessing.named(text, district) is not None
    if len(flat) <= TALK and (talk := _talk(text, flat, named=named)):
        return talk
    if not named and only_place(text):
        return Kind.PLACE
    return Kind.REPORT if named or _is_sentence(text) else Kind.SHORT


def _talk(text: str, flat: str, *, named: bool) -> Kind | None:
    """A complaint about what a category names is one, however politely it asks."""
    if flat and _GREETING.fullmatch(flat):
        return Kind.GREETING
    if only_polite(text) and (flat or any(unicodedata.category(char) == "So" for char in text)):
        return Kind.THANKS
    if _STOP.fullmatch(flat):
        return Kind.STOP
    if _THEIRS.search(flat):
        return Kind.PROGRESS
    if named or is_place(text):
        return None
    return Kind.PERSON if _PERSON.search(flat) else Kind.PROGRESS if _PROGRESS.search(flat) else None


def _is_sentence(text: str) -> bool:
    flat = plain(text[:200])
    latin = len(dense(flat)) >= LETTERS and len(re.findall(r"[a-z']+", flat)) >= IN_WORDS
    return latin if flat.isascii() else len(dense(flat)) >= SENTENCE
