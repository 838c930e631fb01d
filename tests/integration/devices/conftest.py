"""What the tests of devices share."""

from collections.abc import AsyncIterator

import pytest

from tests.support.device_office import Watched, watched


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def office(database: str) -> AsyncIterator[Watched]:
    """The small office with one water station at a reach of class III."""
    async with watched(database) as made:
        yield made
