"""What the tests of the doors share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.serving import Door, served


@pytest.fixture
def door(database: str, tmp_path: Path) -> Iterator[Door]:
    """A served office with nothing on its desks."""
    with served(database, tmp_path) as made:
        yield made
