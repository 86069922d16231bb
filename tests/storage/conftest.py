"""Every storage test runs on both databases."""

from tests.databases import address, bare, engine, kept, kept_postgresql, kept_sqlite, server, store

__all__ = ["address", "bare", "engine", "kept", "kept_postgresql", "kept_sqlite", "server", "store"]
