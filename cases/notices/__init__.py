"""What is gathered for a person into one digest."""
