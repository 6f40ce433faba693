"""From Telegram to one handler."""
