"""The packaged catalogue, read once: what is said of every workflow is said of each that is in it."""

from __future__ import annotations

from workflows.loader import catalogue_dir, load_catalogue

CATALOGUE = load_catalogue([catalogue_dir()]).required()
KEYS = tuple(CATALOGUE.workflows)
EXTENDING = tuple(key for key in KEYS if CATALOGUE.workflows[key].workflow.moves.get("pass_check"))
"""Those that go the base's way: filed, dispatched, checked, closed."""
