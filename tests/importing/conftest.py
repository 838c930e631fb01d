"""The command line's own fixtures, for importing through it."""

from tests.cli.conftest import bihuan, office, on_database

__all__ = ["bihuan", "office", "on_database"]
