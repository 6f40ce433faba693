"""照片。"""

TEXTS: dict[str, str] = {
    "pair.before": "处置前",
    "pair.after": "处置后",
    "pair.none": "无照片",
}
