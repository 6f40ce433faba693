"""How a card or a letter reads."""
