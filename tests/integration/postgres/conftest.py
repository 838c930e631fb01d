"""Fixtures for the tests that start servers of their own."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.postgres import cluster
from api.postgres.account import current, owning
from api.postgres.layout import Layout
from tests.support.postgres import make_run_folder, remove_run_folder


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the server's account can enter; whatever server is left in it is stopped."""
    made = make_run_folder()
    yield made
    for data in made.rglob("cluster"):
        owner = owning(data, None) if os.geteuid() == 0 else current(None)
        cluster.stop(Layout(owner, data.parent))
    remove_run_folder(made)
