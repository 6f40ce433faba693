"""通用。"""

TEXTS: dict[str, str] = {
    "comma": "、",
    "semicolon": "；",
    "day": "{month}月{day}日（{weekday}）",
    "weekday.0": "周一",
    "weekday.1": "周二",
    "weekday.2": "周三",
    "weekday.3": "周四",
    "weekday.4": "周五",
    "weekday.5": "周六",
    "weekday.6": "周日",
    "in_brackets": "（{text}）",
    "and_words": "，{words}",
    "then_words": "。{words}",
    "plain": "{text}",
}
