"""An engine over a small office with the packaged catalogue, and a short way to take moves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from typing import Any
from uuid import uuid4

from domain.codec import to_data
from domain.command import Command
from domain.definition import Workflow
from tests.calendars import PUBLISHED, SHANGHAI, at
from tests.support.keys import FixedKeys
from tests.support.log_events import PLACE
from tests.support.samples import HERE
from tests.support.small_office import EAST, ROLES, UNITS
from workflows.engine import Done, Engine
from workflows.loader import catalogue_dir, load_catalogue
from workflows.log import EventLog, Timeouts

START = at("2026-03-02 09:00")
CATEGORY = "street.litter"
REPORT: Mapping[str, Any] = {
    "channel": "grid",
    "category": CATEGORY,
    "narrative": "路口有暴露垃圾",
    "place": to_data(HERE),
}
FILE: Mapping[str, Any] = {"category": CATEGORY, "grid": EAST + "001"}


@cache
def city_case() -> Workflow:
    """The packaged base workflow."""
    return load_catalogue([catalogue_dir()]).required().workflows["city_case"].workflow


def new_id() -> str:
    """An id nobody has."""
    return str(uuid4())


def engine_on(log: EventLog, **more: Any) -> Engine:
    """An engine that has read nothing yet."""
    return Engine(log, calendar=PUBLISHED, zone=SHANGHAI, new_id=new_id, **more)


@asynccontextmanager
async def opened(dsn: str, **more: Any) -> AsyncIterator[Engine]:
    """An engine over a log of its own, as another process has it."""
    timeouts = more.pop("timeouts", Timeouts())
    async with EventLog(dsn, PLACE, keys=FixedKeys(), hints=False, timeouts=timeouts) as log:
        yield engine_on(log, **more)


async def set_up(engine: Engine) -> None:
    """Tell the office its units and posts, and put the workflow in force."""
    await engine.tell_office([*UNITS, *ROLES], "steward-1", START)
    await engine.publish(city_case(), "steward-1", START)


@dataclass
class Clerk:
    """Takes moves, a minute after each other."""

    engine: Engine
    minutes: count[int] = field(default_factory=lambda: count(1))

    def now(self) -> datetime:
        return START + timedelta(minutes=next(self.minutes))

    def command(self, move: str, by: str, case: str, sends: Mapping[str, Any], **more: Any) -> Command:
        ids = {"id": new_id(), "event_id": new_id(), "now": self.now()}
        return Command(**{**ids, "case_id": case, "move": move, "actor": by, "fields": sends, **more})

    async def take(
        self, move: str, by: str, case: str, sends: Mapping[str, Any] | None = None, **more: Any
    ) -> Done:
        return await self.engine.handle(self.command(move, by, case, sends or {}, **more))

    async def report(self, **sends: Any) -> Done:
        return await self.take("report", "grid-1", new_id(), {**REPORT, **sends}, workflow="city_case")

    async def file(self, case: str, **more: Any) -> Done:
        condition = city_case().categories[CATEGORY].filing[0]
        return await self.take("file", "intake-1", case, {**FILE, "condition": condition}, **more)
