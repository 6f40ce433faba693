"""A small Telegram of our own: the Bot API over real HTTP, people to act as, and a page with phones."""
