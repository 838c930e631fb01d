"""The workflows of the packaged catalogue, for tests that hold for every one of them."""

from __future__ import annotations

from functools import cache

from workflows.loader import Catalogue, catalogue_dir, load_catalogue

KEYS = tuple(sorted(path.stem for path in catalogue_dir().glob("*.toml") if path.stem != "labels"))
"""Every workflow; a file is named after its key."""


@cache
def packaged() -> Catalogue:
    """The packaged catalogue, with nothing wrong in it."""
    return load_catalogue([catalogue_dir()]).required()


def extending() -> tuple[str, ...]:
    """Those that go the base's way: filed, dispatched, checked, closed."""
    return tuple(key for key in KEYS if "pass_check" in packaged().workflows[key].workflow.moves)
