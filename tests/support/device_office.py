"""An office with devices, its engine, and a worker for them under a clock of the test's own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from domain.facts.sensing import AlarmModeSet, AlarmSnoozed, DeviceChanged
from domain.sensing.reading import Measured, Reading
from tests.calendars import SHANGHAI
from tests.support.log_events import PLACE
from tests.support.office_engine import START, engine_on
from tests.support.samples import HERE
from tests.support.small_office import ROLES, UNITS
from workflows.devices.following import Following
from workflows.devices.ground import Ground
from workflows.devices.intake import take
from workflows.engine import Engine
from workflows.loader import Catalogue, catalogue_dir, load_catalogue
from workflows.log import EventLog

STATION, MONITOR = "ws-east-1", "fm-east-1"
AMMONIA, OVER, FINE = "w21003", "1.3", "0.4"


@cache
def packaged() -> Catalogue:
    """The packaged catalogue."""
    return load_catalogue([catalogue_dir()]).required()


def station(device: str = STATION, **more: Any) -> DeviceChanged:
    """A water station at a reach of class III."""
    return DeviceChanged(
        **{
            "device": device,
            "kind": "water_station",
            "name_zh": f"水质站 {device}",
            "place": HERE,
            "unit": "roads",
            "limit_class": "III",
            **more,
        }
    )


def measured(
    sequence: int, minute: float, value: str = FINE, *, flag: str = "N", factor: str = AMMONIA, **more: Any
) -> Reading:
    """One value, so many minutes after the start."""
    at = START + timedelta(minutes=minute)
    values = (Measured(factor=factor, value=Decimal(value), flag=flag),)
    return Reading(sequence=sequence, measured_at=at, values=values, **more)


@dataclass
class Watched:
    """An office whose devices are followed."""

    dsn: str
    engine: Engine
    following: Following
    now: datetime = START
    lateness_s: int = 0
    verdicts: list[str] = field(default_factory=list)

    async def send(self, readings: Sequence[Reading], device: str = STATION) -> list[str]:
        """What becomes of readings that come in together, now."""
        self.now = max(self.now, *(one.measured_at for one in readings))
        told = await take(self.engine.log, device, self.lateness_s, readings, self.now)
        self.verdicts += told
        return told

    async def go(self) -> int:
        """What a worker does now."""
        return await self.following.drain(self.now)

    async def play(self, readings: Iterable[Reading], device: str = STATION) -> None:
        """Readings come in one by one, and a worker looks after each."""
        for one in readings:
            await self.send([one], device)
            await self.go()

    async def tell(self, *facts: DeviceChanged | AlarmSnoozed | AlarmModeSet) -> None:
        """Facts of the office."""
        await self.engine.tell_office(facts, "steward-1", self.now)

    async def rows(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """The answer of a question to the database."""
        return await self.engine.log.ask(query, list(parameters))

    async def topics(self, of: str = "") -> list[str]:
        """Topics of all facts of cases, in order; of those of one workflow."""
        return [
            topic
            for topic, workflow in await self.rows(
                "SELECT topic, metadata ->> 'workflow' FROM bihuan.events WHERE jurisdiction = %b::text"
                " AND stream_id <> 'office' ORDER BY position",
                PLACE,
            )
            if of in ("", workflow)
        ]

    async def acts(self) -> list[tuple[str, str, str]]:
        """Kind, route and state of every act."""
        found = await self.rows(
            "SELECT kind, route, state FROM bihuan.alarm_acts WHERE jurisdiction = %b::text ORDER BY id",
            PLACE,
        )
        return [(kind, route, state) for kind, route, state in found]


@asynccontextmanager
async def watched(dsn: str, *devices: DeviceChanged) -> AsyncIterator[Watched]:
    """The small office with these devices, or one water station."""
    async with EventLog(dsn, PLACE, hints=False) as log:
        engine = engine_on(log)
        await engine.tell_office([*UNITS, *ROLES, *(devices or (station(),))], "steward-1", START)
        for loaded in packaged().workflows.values():
            await engine.publish(loaded.workflow, "steward-1", START)
        following = follower(dsn, engine)
        try:
            yield Watched(dsn, engine, following)
        finally:
            await following.aclose()


def follower(dsn: str, engine: Engine) -> Following:
    """A worker for the devices."""
    return Following(dsn, Ground(engine=engine, sensing=packaged().sensing, zone=SHANGHAI))
