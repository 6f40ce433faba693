"""A number is blotted out however it is written; what only looks like one is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.board.masking import masked, number_said

GAPS = st.sampled_from(["", " ", "-", "·", "．", "\u200b", "( ", " - "])


@pytest.mark.parametrize(
    "text",
    ["138 0013 8000", "138-0013-8000", "+8613900001111", "１３９００００１１１１", "0571-88886666", "88886666", "一三九零零零零幺幺幺幺",
     "330106199001011234", "1️⃣3️⃣9️⃣0️⃣0️⃣0️⃣0️⃣1️⃣1️⃣1️⃣1️⃣", "微信 abc_12345", "QQ：123456789", "1390000一一一一", "139，0000，1111",
     "139____0000____1111", "139*0000*1111", "V信 zhangsan88", "wx:zhangsan88", "139:0000:1111", "139+0000+1111", "139|0000|1111", "139[0000]1111",
     "139    0000    1111", "139 -- 0000 -- 1111", "一39 0000 1111", "幺三九洞洞洞洞幺幺幺幺", "+44 7700 900123", "加我v：abc12345",
     "WeChat ID: abc12345", "@zhang_san88", "t.me/zhangsan88", "ann.berg@example.org",
     "一三九，零零零零，一一一一", "一三九----零零零零一一一一", "㈠㈢㈨㈡㈡㈡㈡㈠㈠㈠㈠", "❶❸❾❷❷❷❷❶❶❶❶", "139转0000转1111", "139杠0000杠1111", "l39OOOO1111",
     "加微abc12345", "微信号就是abc12345", "威信abc12345", "加v abc12345", "微信-abc12345", "微信（abc12345）", "WeChat is abc12345",
     "微信叫 fengxia88", "微信搜fengxia88", "微信吧fengxia88", "扣扣12345678", "fx88 @ qq.com", "139再0000再1111",
     "企鹅 123456", "weixin://dl/abc12345", "tg://user?id=1004"],
)  # fmt: skip
def test_what_somebody_could_be_found_by_is_masked(text: str) -> None:
    for said in (text, f"请打{text}谢谢", f"电话：{text}。"):
        assert "*" in masked(said)
        assert text not in masked(said)
        assert number_said(said)[:4] in text, "and whoever may call can read it"
        assert number_said(said)


@pytest.mark.parametrize(
    "text", ["2026-11-25 8点", "20261125", "YQ261125-0001", "5栋2单元301", "占道经营12起", "道路破损2400米", "打110", "12345热线", "3000吨", "解放路3、4、5号", "30.2627, 120.1348", "二0二六年十一月",
             "一、二、三、四、五、六、七、八、九", "11月25日13点到15点", "1939年建的老桥", "微信群里有人说", "加装护栏", "转角有两个洞", "oil spill on road"]
)  # fmt: skip
def test_what_is_no_number_of_somebodys_stays(text: str) -> None:
    assert masked(text) == text


@given(digits=st.lists(st.sampled_from("0123456789"), min_size=9, max_size=9), gaps=st.lists(GAPS, min_size=10, max_size=10))
def test_a_mobile_is_masked_whatever_stands_between(digits: list[str], gaps: list[str]) -> None:
    number = ["1", "3", *digits]
    written = "".join(digit + gap for digit, gap in zip(number, [*gaps, ""], strict=True))
    hidden = masked(f"请打{written}")
    assert sum(char.isdigit() for char in hidden) == 5
    assert len(hidden) == len(written) + 2
    assert number_said(f"请打{written}") == written


def test_a_name_that_is_known_goes_whole() -> None:
    assert masked("我是冯霞，住这里", "冯霞") == "我是**，住这里"
    assert masked("我是冯 霞", "冯霞") == "我是***"
    assert masked("冯-霞反映", "冯霞") == "***反映"


@pytest.mark.parametrize("written", ["Anna Berg", "anna berg", "ANNA BERG", "Ａｎｎａ Ｂｅｒｇ", "Berg, Anna", "anna"])
def test_a_name_is_known_in_any_case_and_order_but_not_inside_a_word(written: str) -> None:
    hidden = masked(f"我叫{written}，Hannah说的", "Anna Berg")
    shown, _, rest = hidden.removeprefix("我叫").partition("，Hannah")
    assert rest == "说的"
    assert not any(char.isalpha() for char in shown)
