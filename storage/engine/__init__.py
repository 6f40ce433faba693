"""Databases, transactions, rows."""
