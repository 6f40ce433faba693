"""The domain: what a case is, who may do what with it, and what becomes of it. No I/O, no framework."""
