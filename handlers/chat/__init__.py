"""Telegram: what people press and say, and how cards look."""
