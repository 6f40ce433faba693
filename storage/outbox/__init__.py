"""Cards, letters, errands, and the messages that show them."""
