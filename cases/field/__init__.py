"""People at work out of doors."""
