"""What the tests of the engine share."""

from collections.abc import AsyncIterator

import pytest

from tests.support.office_engine import Clerk, opened, set_up
from workflows.engine import Engine


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def engine(database: str) -> AsyncIterator[Engine]:
    """An engine over an office that is set up, with its workflow in force."""
    async with opened(database) as made:
        await set_up(made)
        yield made


@pytest.fixture
def clerk(engine: Engine) -> Clerk:
    """Somebody who takes moves on that engine."""
    return Clerk(engine)
