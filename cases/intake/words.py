"""What kind of thing a text is, by its words: a place, mere politeness."""

import re

from cases.district.spelling import dense, plain

MOST_PLACE = 80
"""Characters of a place in words; what is longer tells a story."""
_PLACE = re.compile(
    r"[路街巷弄道桥楼栋幢号]|单元|小区|社区|花园|公寓|大厦|广场|公园|市场|超市|商场|学校|小学|中学|幼儿园|医院|车站|地铁|路口|门口|对面|"
    r"旁边|附近|隔壁|后面|前面|村|镇|河边|湖边|工地|停车场|酒店|银行|菜场"
    r"|\b(?:at|near|opposite|behind|corner|street|st|road|rd|avenue|ave|lane|bridge|square|park|market|building|block|gate|school|station)\b"
)
_STORY = re.compile(
    r"[天年月]了|小时|星期|个月|没人|一直|每天|天天|晚上|早上|太|请|谢|麻烦|希望|知道|报道|道歉"
    r"|\b(?:been|since|week|month|days?|every|nobody|please|thanks?)\b"
)


_NOWHERE_ELSE = re.compile(
    r"(?:\d弄|[路街巷桥楼栋幢号室口旁边村镇]|大道|单元|小区|社区|花园|公寓|大厦|广场|公园|[市商菜]场|超市|学校|[小中]学|幼儿园|医院|车站|工地|停车场|酒店|银行|附近|对面|隔壁|[后前上下]面)$"
    r"|^(?:at|near|opposite|behind|corner|in front of|next to|\d+|building|block|unit|room|flat|gate|no)\b"
    r"|\b(?:road|rd|street|st|avenue|ave|lane) (?:no\.? ?)?\d+$"
)
"""It is a place from end to end."""


_THINGS = re.compile(
    r"[路街](?:灯|面|况|障|沿石|牙)|马路|道路|铁路|线路|电路|网路|[车人盲通隧楼过管轨]道|人行道|下水道|占道|道(?:板|闸|牙)|楼上|楼梯|市场监管|[桥]架|广场舞"
    r"|street ?(?:light|lamp|sign|vendor)s?|(?:the|this|that|a|whole|our|my) (?:street|road|block|corner)"
)
"""Things that are named after places, and no place."""
_DOING = re.compile(r"有人|摆摊|[卖堆坏漏臭吵堵扔乱脏]|垃圾|不亮|没亮|dump|broken|trash|garbage")


def tells(text: str) -> bool:
    """Whether it says what is the matter, wherever that is."""
    return bool(_DOING.search(plain(text[: MOST_PLACE + 1]).replace("停车场", "")))


def is_place(text: str) -> bool:
    """Whether a text by itself reads as where something is: it names a street, a house or a landmark, and tells nothing."""
    flat = _THINGS.sub(" ", plain(text[: MOST_PLACE + 1]))
    return len(text) <= MOST_PLACE and bool(_PLACE.search(flat)) and not _STORY.search(flat)


def only_place(text: str) -> bool:
    """Whether it is a place from end to end, and nothing of what is the matter there."""
    flat = plain(text).strip()
    return is_place(text) and bool(_NOWHERE_ELSE.search(flat)) and not _MATTER.search(flat.replace("停车场", ""))


_MATTER = re.compile(
    r"[乱堆坏堵倒漏脏臭吵挡占破掉没有被不太很扔丢摆卖晒烧贴挂踩卡困跳晕摔撞滑]|放[在着]|停[在着了满]|broken|dirty|blocked|full|trash|garbage"
)
"""What is the matter."""
_WHERE = re.compile(
    r"[\d一二三四五六七八九十百]+(?:号楼?|栋|幢|单元|弄)|[\u4e00-\u9fff]{2}(?:路|街|大道|小区|花园|广场|公园|大厦|医院|学校|市场|社区|巷|桥)|"
    r"\b(?:building|block|gate|no\.?) ?\d|\d+ \w+ (?:road|street|st|rd|avenue|lane)\b|\w+ (?:road|street|avenue|square|park)\b"
)


_HOUSE = re.compile(
    r"[\d一二三四五六七八九十百]+(?:号楼?(?![晚早那下上中线井])|栋|幢|单元|弄)|\bbuilding ?\d"
    r"|\b\d+ \w+ (?:road|street|st|rd|avenue|ave|lane)\b|\b\w+ (?:road|street|st|rd|avenue|ave|lane) (?:no\.? ?)?\d"
)


def houses_in(text: str) -> list[str]:
    """Houses that are named by their number."""
    return [found[0] for found in _HOUSE.finditer(plain(text))]


def names_house(text: str) -> bool:
    """Whether a text names one, so that nobody has to ask where it is."""
    return bool(houses_in(text))


def says_where(text: str) -> bool:
    """Whether a text, whatever else it tells, names a street, a house or a landmark."""
    return len(text) <= MOST_PLACE and bool(_WHERE.search(_THINGS.sub(" ", plain(text))))


POLITE = re.compile(
    r"(?:(?>(?:好的?|谢谢|多谢|感谢|辛苦|收到|知道|明白|可以|行|嗯|哦|噢|再见|了|啦|呀|您|你|们|大家|ok(?:ay)?|thanks?|thankyou|you|hello|hi|good|yes|got|it)+)|)"
)


def only_polite(words: str) -> bool:
    """Thanks, a greeting or an emoji: nothing one would file."""
    return len(words) <= 40 and POLITE.fullmatch(dense(words)) is not None
