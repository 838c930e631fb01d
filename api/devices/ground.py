"""Following the devices of an office with what its services have."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

from api.services import Services
from workflows.devices.following import Following
from workflows.devices.ground import Ground


@asynccontextmanager
async def following(services: Services) -> AsyncIterator[Following]:
    """A worker's hands on the devices, until the block ends."""
    ground = Ground(engine=services.engine, sensing=services.catalogue.sensing, zone=services.zone)
    async with aclosing(Following(services.dsn, ground)) as made:
        yield made
