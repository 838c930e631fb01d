"""What the tests of keys share."""

from collections.abc import AsyncIterator

import pytest

from tests.support.keys import key_store
from workflows.keys import KeyStore


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def keys(keys_database: str) -> AsyncIterator[KeyStore]:
    """A store, open, empty."""
    async with key_store(keys_database) as opened:
        yield opened
