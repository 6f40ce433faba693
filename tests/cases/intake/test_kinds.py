"""What becomes of a message that answers nothing: 190 of them, as people write."""

import pytest

from cases.district.edition import District
from cases.intake.kinds import Kind, kind

SAID = {
    Kind.GREETING: "你好|您好|在吗|你好，在吗|hello|Hi!|有人吗|早上好|您好请问|哈喽|ｈｅｌｌｏ|这怎么用|怎么投诉？|how does this work?|who are you|我要投诉|hello there|I want to complain|你是谁|How do I report something?|喂|晚上好啊|good morning",
    Kind.THANKS: "谢谢|好的，谢谢|👍|ok|知道了|辛苦了|thanks|收到|🙏🙏|嗯嗯|Thank you!|好的",
    Kind.PERSON: """人工|转人工|电话多少|你们电话多少|怎么联系你们|有没有电话|投诉电话是多少|I want to talk to a human|what is the phone number|找谁|客服在吗|联系方式|
        who to call?|打哪个电话|负责人电话|phone?""",
    Kind.PROGRESS: """我反映的怎么样了|处理了吗|有结果了吗|我上次反映的垃圾怎么还没人处理|我的投诉到哪一步了|什么时候能解决|办好了没有|any news?|my complaint?|怎么样了|进度|没人回复|处理得怎么样|where is my report|when will somebody come?|还没有人来吗？|why so slow?|what is the status of my report|怎么还没来|
        我昨天报的有消息吗|how long will it take|还要多久能处理|status|Progress?""",
    Kind.STOP: "退订|TD|别再发了|不要给我发|stop|unsubscribe|不想再收到|不要再推送消息",
    Kind.NUMBER: "0001|０００１|YQ261126-0001|YQ261126-0001 怎么样了|编号：YQ261126-0001|12|yq261126-0001",
    Kind.DANGER: "着火了|闻到煤气味|有人落水|电线断了掉在地上|I smell gas|fire in the building|您好，我家有煤气味|YQ261126-0001 着火了",
    Kind.PLACE: """解放路|解放路35号|5栋2单元|和平小区门口|near the school|桥东农贸市场|3号楼|解放路和平路路口|和平公园东门旁边|人民医院对面|中心小学附近|12 Jiefang Road|
        opposite the bank""",
    Kind.SHORT: "测试|啊|1a|垃|？|test|hmm|abc|什么|怎么|。。。|asdf",
    Kind.REPORT: """垃圾没人收|门口占道经营|路灯不亮|楼上天天半夜吵得睡不着|井盖没了|有人乱停车|公厕太脏了|小区门口的垃圾桶满了三天了|trash pile on the street|the street lamp is out|
        下水道堵了|路面有个大坑|工地半夜施工|树枝挡住了红绿灯|环卫工人什么时候来收垃圾|你好，解放路35号门口有人占道经营|请问垃圾什么时候能清走|护栏坏了|狗屎没人管|共享单车乱停|墙上都是小广告|
        楼道里堆满杂物|噪音扰民|店外经营|广场舞太吵|河里飘着垃圾|污水横流|油烟味很大|消防通道堵了|盲道被占|公交站牌倒了|无障碍坡道坏了|宠物粪便|违章建筑|渣土车遗撒|绿化带被踩坏了|
        建筑垃圾倒在路边|路口红绿灯坏了|健身器材坏了一个|我要投诉烧烤店油烟|谢谢你们，路灯又坏了|早上好，门口垃圾满了|电话亭坏了没人修|人工湖里有死鱼发臭|停车场门口被堵死了|
        三轮车天天停在人行道|楼下饭店排烟对着窗户|there is garbage everywhere|cars park on the sidewalk every day|please fix the broken bench|狗叫一晚上|路边摊把路都占了|
        电动车停满楼道|快递车堵门|外墙掉皮了|水管漏了好几天|垃圾|小广告|illegal parking|井盖响|积水没过脚脖子|树倒了|窨井盖松动|地上全是碎玻璃|公园厕所没有纸|
        门口台阶坏了，老人不好走|红绿灯时间太短|洒水车溅了我一身|环卫车噪音大|邻居装修从早敲到晚|公共座椅断了|灯箱一闪一闪的|喷泉坏了|草坪枯了|健身房放音乐太大声|
        我的问题是门口垃圾没人清|我投诉的是楼下烧烤油烟|我反映的是路灯不亮|我报的路灯还没修又坏一盏|我的事是邻居半夜装修|my report: pothole here|施工进度太慢天天噪音|what about the broken lamp|
        human waste on the stairs|请找人修一下电梯|找人把倒下的树抬走|物业客服态度差停车乱收费|the operator left trash""",
    Kind.WITHDRAW: "没事了|灭了|虚惊一场|我要撤回|撤回|误报|Withdraw it|已经处理好了|不用来了|never mind",
}
MESSAGES = [(wanted, one.strip()) for wanted, listed in SAID.items() for one in listed.split("|")]


@pytest.mark.parametrize(("wanted", "text"), MESSAGES)
def test_each_message_is_taken_for_what_it_is(district: District, wanted: Kind, text: str) -> None:
    assert kind(text, district) is wanted


def test_there_are_enough_of_them() -> None:
    assert len(MESSAGES) >= 150


@pytest.mark.parametrize("text", ["", "\u200b", "你好" * 3000, "<b>" * 1000, "0" * 5000, "🔥" * 2000, "a b " * 1000])
def test_whatever_is_sent_is_something(district: District, text: str) -> None:
    assert kind(text, district) in Kind
