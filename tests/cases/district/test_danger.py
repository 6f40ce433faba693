"""What tells of danger to life, in the words of people in a hurry; and what only looks so."""

import pytest

from cases.district.danger import meant
from cases.district.edition import District

TELLING = {
    "gas": """
        我家楼道里有一股煤气味 | 煤气好像漏了 | 臭鸡蛋味 | I smell gas | 楼上漏煤气 | 厨房天然气一直在漏 味道很大 | 三号楼有煤气味，怕爆炸 | 燃气灶那边闻到很臭的味道 |
        smell of gas in the stairwell | 煤气罐在漏气 | 单元门口瓦斯味好重 | 煤　氣　洩漏 | ＧＡＳ ＬＥＡＫ | gas is leaking | 煤汽味 | 味道像煤气 | 燃·气·泄·漏 | 闻到煤气 | 闻到煤气了 | 楼道里一股子煤气 | 煤气泄漏打了客服没人管 |
        家里有股怪味，像臭鸡蛋 | strange smell like rotten eggs in the basement""",
    "fire": """
        着火了 | 着 火 了 | 着🔥火了 | 着\u200b火了 | 著火了 | There is a FIRE in my house | 楼下火災！ | 变压器冒烟 | 电动车在楼道烧起来了 | 楼下着火了 |
        there is smoke coming out of the building | 屋里有浓烟 | the kitchen is on fire | 没有灭火器楼上着火了 | 着火了快来灭火器没用 | 烧烤店着火了 | 火锅店起火了 | 怕是着火了 | 消防栓没水着火了 | 油烟机着火了 | 抽烟引起着火了 | 走水了 | my house is burning | fire |
        着火了3栋2单元 | 阳台着火了门口堆的纸箱烧起来了 | 楼道浓烟 | 煤气罐着了 | 邻居家一直有浓烟 | smoke coming from the basement |
        smoke is coming out of the window across the street""",
    "electric": """电线断了掉在地上怕电到人 | 停电后电线冒火花 |

        电箱冒火花 | 电线垂下来了挡在路上 | 路灯杆漏电 | wire down on Jiefang road, sparking | 高压线断了掉在地上 | 电表箱噼里啪啦冒火 | a broken power line is hanging |
        手碰到栏杆电了一下""",
    "collapse": "外墙砖砸到人了 | 房子要倒了 | 路面塌陷 | the wall is about to fall | 脚手架垮了 | 天花板塌下来 | 差点被砸到，墙还在倒",
    "water": "孩子掉河里了 | 小孩落水 | somebody fell into the river | 有人跳河 | a boy is drowning | 孩子掉河里了被水淹 | kid fell in river | 孩子掉水里了",
    "hurt": """有人摔倒流血 | 摔倒流血 | 老人晕倒了 | a man is bleeding near the gate | 路边有人被车撞了 | somebody is unconscious | 有人晕倒在3号楼 | 上次摔了的老人又晕倒了 | 健身房有人晕倒 | 儿子摔倒头破了 | 有人喝农药 | my kid fell off the slide | 有人被车撞了 解放路口 |
        my grandma fell and is bleeding | heart attack | old man fell down and can't get up | 老人倒在路边叫不醒 | 有个老人倒在地上没反应 | 出车祸了 | 狗咬人了 | a car hit an old man |
        someone is lying on the street not moving""",
    "pit": "小孩掉进窨井 | 人掉进沟里 | 孩子摔到井里了 | 井盖没了，刚才有人掉下去了 | 掉到窨井里了 一个人 | My kid fell into an open manhole",
    "trapped": """电梯里有人被困 | 电梯困人了 | 电梯里有人出不来了 | 小孩卡在栏杆里 | 孩子卡在防盗窗上 | elevator stuck with people inside | nearly everyone is out but a man is trapped |
        有两个老人困在电梯里""",
    "jump": "有人跳楼 | 有人要跳楼 | 楼上要跳下来一个人 | somebody wants to jump",
    "violence": "邻居家在打架，拿着刀 | 有人持刀 | 家暴救命 | a man with a knife",
    "danger": "要死人了快来 | 救命 | help me",
}
NOT_TELLING = """
    灭火器箱坏了 | 煤气公司电话 | 烧烤摊冒烟 | 烧烤摊 | 垃圾没人收 | 路面坑洼，老人容易摔倒 | 煤气费怎么交 | 灭火器过期 | 路灯不亮 | 井盖没了，怕有人掉下去 | 楼道堆物有火灾隐患 |
    电线杆上贴小广告 | 网线掉下来了 | 小区停电 | 路面坑洼 | 有人乱倒垃圾 | 树倒了挡路 | 饭店油烟味道很大 | 垃圾桶很臭 | where is the gas station | fire extinguisher expired |
    占道经营3起 | 墙上乱涂乱画 | 有人遛狗不牵绳 | 飞线充电 | 公厕很臭 | 下水道堵了 臭 | 房屋漏水 | 上周有老人在这里摔倒，路太滑 | 护栏倒了 | 广告牌要掉 | 河里有垃圾 | 楼上扔东西 |
    消防通道被占 | 楼上漏水到我家 | 路口有人打架 | 火锅店垃圾 | 煤气管道改造什么时候 | 消防演练冒烟 | fire door blocked | 有人抽烟 | 沙堆塌了 | 谢谢 | 你好 | 没有人受伤 | 无人受伤 | 没有着火 | 没有煤气味了 | 煤气灶打不着火 | fire drill tomorrow | fire lane blocked | 门头破损 | 树倒了压着路 | 楼上扔东西，差点砸到人 | Firefighting equipment broken | charging over loose cables | 带电动车进电梯 |
    热带电影院 | 大火锅 | fire sale banner | 有人在楼下倒水 | 怕孩子掉下去 | 手机掉下水道了 | 跳楼价大甩卖 | 狗不拴绳怕咬人 | 物业打电话没反应 | someone dumped a sofa | smoke from the barbecue"""


def listed(text: str) -> list[str]:
    return [one.strip(" \n") for one in text.split("|")]


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in TELLING.items() for text in listed(texts)])
def test_danger_is_known_by_any_words_for_it(district: District, code: str, text: str) -> None:
    found = meant(text, district.dangers)
    assert found
    assert found.code == code


@pytest.mark.parametrize("text", listed(NOT_TELLING))
def test_what_only_looks_like_danger_is_none(district: District, text: str) -> None:
    assert meant(text, district.dangers) is None


def test_what_follows_of_another_thing_does_not_hide_it(district: District) -> None:
    """Words that only look so speak for their own clause."""
    assert meant("灭火器过期了，楼上着火了", district.dangers)
    assert meant("煤气费交了，可是家里有煤气味", district.dangers)


def test_words_far_apart_are_no_pair(district: District) -> None:
    assert meant("煤气公司门口停了很多很多很多很多很多很多车所以路边的垃圾桶很臭", district.dangers) is None


def test_a_long_text_is_read_to_its_end(district: District) -> None:
    assert meant("路边有垃圾没人收，" * 400 + "现在着火了", district.dangers)
