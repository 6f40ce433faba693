"""Everything remembered: tables, one transaction, queries by subject."""
