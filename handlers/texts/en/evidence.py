"""Pictures."""

TEXTS: dict[str, str] = {
    "pair.before": "Before",
    "pair.after": "After",
    "pair.none": "no photo",
}
