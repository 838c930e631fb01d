"""What the tests of the log without a database share."""

import pytest


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
