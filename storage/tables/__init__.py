"""Every table. Each row carries its district; Telegram's ids are 64 bits wide; moments are UTC."""

from sqlmodel import SQLModel

from storage.tables import casework, evidence, field, figures, instance, intake, notices, outbox, people  # noqa: F401 — they fill the metadata

TABLES = SQLModel.metadata.tables
"""Core tables by name; statements are built on these."""
