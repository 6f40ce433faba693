"""What must not happen inside a transaction."""
