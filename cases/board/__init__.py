"""What a card shows, as values: the state of a draft, a case or a queue as one place may see it. Looks are elsewhere."""
