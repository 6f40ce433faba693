"""Everything pictured: what people send, checked; what we draw."""
