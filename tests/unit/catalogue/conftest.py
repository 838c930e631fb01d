"""The packaged catalogue, read once."""

from __future__ import annotations

import pytest

from workflows.loader import Catalogue, catalogue_dir, load_catalogue


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue([catalogue_dir()]).required()
