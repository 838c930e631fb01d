"""What the tests of looks and requests share."""

from collections.abc import AsyncIterator

import pytest

from tests.support.keys import FixedKeys
from tests.support.log_events import PLACE
from workflows.log import EventLog


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def log(database: str) -> AsyncIterator[EventLog]:
    """A log, open, empty."""
    async with EventLog(database, PLACE, keys=FixedKeys()) as opened:
        yield opened
