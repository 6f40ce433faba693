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


class Wish(StrEnum):
    """What is to be done with the report that is being filled in, or was."""

    SUBMIT = "submit"
    CANCEL = "cancel"
    RESTORE = "restore"


_SUBMIT = re.compile(r"(?:我要|请|帮我|全部|确认|直接)*(?:提交|上报)(?:吧|了|一下)*|submit|send(?:it)?|done")
_CANCEL = re.compile(r"(?:我要|我想|请|帮我)*取消(?:吧|了|一下)*|(?:我)?(?:不想|不要|不)报了|算了|cancel(?:it)?")


_RESTORE = re.compile(r"(?:我要|请|帮我)*恢复(?:吧|了|一下|草稿)*|restore(?:it)?")
WISHES = {Wish.SUBMIT: _SUBMIT, Wish.CANCEL: _CANCEL, Wish.RESTORE: _RESTORE}


def wished(text: str) -> Wish | None:
    flat = dense(text[:TALK])
    return next((wish for wish, said in WISHES.items() if said.fullmatch(flat)), None)


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
    WITHDRAW = "withdraw"  # it is over, or was nothing
    SHORT = "short"  # too little to be anything


_GREETING = re.compile(
    r"(?:(?:你们?好|您好|大家好|哈喽|嗨|喂|早上好|早安|上午好|中午好|下午好|晚上好|晚安|在吗|在么|在不在|有人吗|有人在吗|在线吗|请问|"
    r"(?:这|这个|这东西|机器人)?(?:怎么|如何|咋)(?:使?用|操作|反映|投诉|举报|上报)(?:问题)?(?:的|啊|呀|呢|吗)?|howdo(?:es)?(?:i|this|it)(?:use|work|report|complain)(?:this|it|something|aproblem)?|"
    r"(?:你|你们|这|这个)(?:是|叫)(?:谁|什么|干什么的?|做什么的?)|whoareyou|whatisthis|whatsthis|hellothere|is(?:any|some)(?:one|body)there|"
    r"我?(?:要|想)(?:投诉|举报|反映|上报)(?:问题|一下|个问题|点事)?|投诉|举报|i(?:want|need|would|like|d|to)*(?:complain|report)(?:something|aproblem)?|"
    r"hi|hello|hey|goodmorning|goodafternoon|goodevening|anybodythere|anyonethere|areyouthere)[呀啊哦呢吗]?)+"
)
_NUMBERS = re.compile(r"110|119|120|12345|help")
_PERSON = re.compile(
    r"(?:请问|我要|我想|给我|帮我|有没有|有|转|找|接|你们?的?|这里的?|你是|是)*(?:人工|客服|真人|机器人)(?:在吗|服务|客服|电话|吗|在不在|呢)*|找谁(?:说)?|找个?人(?:说话)?|"
    r"(?:请问)?(?:联系|投诉|咨询|服务|值班|你们?的?|打什么|打哪个|哪个|什么|有没有|贵局|负责人)*电话(?:号码)?(?:是)?(?:多少|几号|号码)?(?:啊|呢|吗)?|(?:给个|有没有)?联系方式|怎么(?:联系|打电话)(?:你们?)?|打电话|"
    r"(?:i(?:want|need|would|like|to)*(?:talk|speak)to(?:a|some)?(?:human|one|person|body)|human|operator|realperson|(?:whatis|whats)?(?:the|your)?(?:phonenumber|contactnumber)|whatnumber|"
    r"who(?:m)?(?:to|doi|shouldi)call|customerservice|phone|phonenumber)(?:please)?"
)
_THEIRS = re.compile(
    r"我(?:们)?(?:上次|上周|之前|以前|昨天|前天|那天|前几天|刚才|刚刚|早上|今天)?(?:反映|投诉|举报|上报|提交|报|反应|发)(?:过)?的|我的(?:投诉|反映|举报|案件|案子|问题|事|工单)|"
    r"my(?:complaint|report|case|request|ticket)|ireported|icomplained"
)
_TELLS = re.compile(r"我的?(?:反映|投诉|举报|报|问题|事|诉求)的?是|不是|又|还(?:在|有|是)|:|is|was|light|pothole")
_PROGRESS = re.compile(
    r"(?:请问|那个|我|我们|之前|昨天|上次|反映|投诉|举报|报|说|提交|的|事|问题|件|到底|现在|情况|还要|还|都|多久|几天了|一直)*"
    r"(?:怎么样了?|咋样了?|怎样了?|进度|进展|状态|(?:怎么)?(?:还)?(?:没|没有)?(?:人)?(?:办|处理|解决|回复|答复|消息)(?:好|完|了)*(?:没有?|吗|么|呢)?|(?:有)?(?:没有)?(?:什么)?(?:结果|消息|回复|答复|回音)(?:了)?(?:吗|呢|没有)?|"
    r"什么时候(?:能|会|可以)?(?:处理|解决|办|好|来人?|修)(?:好|完)?(?:啊|呢)?|(?:要|需要)?多久(?:能|才能)?(?:处理|解决|办|好)?|到哪一?步了|怎么还没(?:人)?(?:处理|来|办|解决|动静)?)(?:啊|呢|吗|了)*|"
    r"any(?:news|updates?)|whathappened(?:tomyreport)?|progress|status|isitdone|howlong(?:willittake)?|whenwillitbe(?:fixed|done)|stillwaiting|"
    r"(?:处理|办理|进行|办|弄)得(?:怎么样|如何)了?|进展如何|(?:怎么|为什么)(?:这么|那么)(?:慢|久)|(?:怎么)?还(?:没有?|不)(?:人)?(?:来|到|见人)(?:人)?(?:啊|呢|吗)?|人怎么还没来|"
    r"what(?:i)?sthestatus(?:of(?:my|the)(?:report|complaint|case))?|whereismy(?:report|complaint|case)|when(?:will|is)(?:some|any)?(?:body|one|they|it)?(?:going)?(?:to)?(?:be)?(?:com(?:e|ing)|fixed|here)|whyso(?:slow|long)|"
    r"whyisit(?:taking)?so(?:slow|long)"
)
_WITHDRAW = re.compile(
    r"(?:我要|我想|请|帮我|怎么|可以|能)*(?:撤回|撤销|撤掉|取消(?:投诉|反映|报警)?)(?:吧|吗|了|一下|它|这个|投诉|反映|怎么弄)*|(?:已经|现在)*(?:没事|好|解决|灭|处理好|不用处理|不用来|不用管|不用)了(?:谢谢)?|"
    r"虚惊一场|误报|误会|搞错了|弄错了|withdraw(?:it)?|cancel(?:it|mycomplaint|myreport)?|falsealarm|nevermind|itisfine|itsfine|allgood|itsover"
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
    named = bool(guessing.named(text, district))
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
    for pattern, found in ((_STOP, Kind.STOP), (_WITHDRAW, Kind.WITHDRAW), (_NUMBERS, Kind.PERSON)):
        if pattern.fullmatch(flat):
            return found
    if _THEIRS.search(flat) and (not named or _PROGRESS.search(flat)) and not _TELLS.search(flat):
        return Kind.PROGRESS
    if named or is_place(text):
        return None
    return Kind.PERSON if _PERSON.fullmatch(flat) else Kind.PROGRESS if _PROGRESS.fullmatch(flat) else None


def _is_sentence(text: str) -> bool:
    flat = plain(text[:200])
    latin = len(dense(flat)) >= LETTERS and len(re.findall(r"[a-z']+", flat)) >= IN_WORDS
    return latin if flat.isascii() else len(dense(flat)) >= SENTENCE
