"""The packaged office, in which benchmarks work, and cases that go through the eight steps of the closed loop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import api
from api.bootstrap import read_calendar
from api.office_file import OfficeFile, read_office_file
from api.settings import Settings
from bench.workload import NOTE, new_uuid
from domain.command import Command
from workflows.engine import Done, Engine
from workflows.loader import Catalogue, catalogue_dir, load_catalogue
from workflows.log import EventLog

WORKFLOW = "city_case"
CATEGORY = "street.litter"
FIRM = "cleaning_firm"
COMMUNITY = "330105009011"
PLACE: Mapping[str, Any] = {
    "lat_deg": 30.33,
    "lon_deg": 120.11,
    "address": "祥符桥社区莲花路口",
    "community": COMMUNITY,
    "grid": COMMUNITY + "001",
}
Fields = Mapping[str, Any]


def photo(slot: str) -> dict[str, Any]:
    """A photo taken on the spot, just now."""
    taken = datetime.now(UTC).isoformat()
    return {"id": str(new_uuid()), "sha256": "0" * 64, "slot": slot, "taken_at": taken, "place": PLACE}


REPORT: Fields = {"channel": "grid", "category": CATEGORY, "narrative": NOTE, "place": PLACE}
FILE: Fields = {"category": CATEGORY, "condition": "heaped", "grid": COMMUNITY + "001"}
DONE: Fields = {"result": NOTE, "items": {"cleared": True}}
PASSED: Fields = {"items": {"cleared": True}}
CLOSE: Fields = {"condition": "cleared", "outcome": "solved", "summary": NOTE, "public_summary": "已清理"}
STEPS: tuple[tuple[str, str, Callable[[], Fields]], ...] = (
    ("report", f"grid-{COMMUNITY}-1", lambda: REPORT),
    ("file", "intake-1", lambda: FILE),
    ("dispatch", "dispatcher-1", lambda: {"unit": FIRM, "instruction": NOTE}),
    ("sign", f"handler-{FIRM}-1", dict),
    ("report_done", f"handler-{FIRM}-1", lambda: {**DONE, "files": [photo("after")]}),
    ("assign_check", "intake-1", lambda: {"checker": "checker-1"}),
    ("pass_check", "checker-1", lambda: {**PASSED, "files": [photo("same_spot")]}),
    ("close", "shift-leader-1", lambda: CLOSE),
)
"""The moves of a case with who takes them and what they send, from the report to the end."""


@cache
def catalogue() -> Catalogue:
    """The packaged workflows."""
    return load_catalogue([catalogue_dir()]).required()


@cache
def office_file() -> OfficeFile:
    """The packaged office."""
    roles = frozenset(catalogue().labels.sections.get("roles", {}))
    return read_office_file(Path(api.__file__).parent / "offices" / "xiangfu.toml", roles)


def engine_on(log: EventLog, **more: Any) -> Engine:
    """An engine as `bihuan serve` makes it."""
    settings = Settings()
    return Engine(
        log,
        calendar=read_calendar(settings),
        zone=ZoneInfo(settings.timezone),
        new_id=lambda: str(new_uuid()),
        known=[loaded.workflow for loaded in catalogue().workflows.values()],
        **more,
    )


async def found(engine: Engine) -> None:
    """Tell the office its units and posts, and put its workflows in force."""
    now = datetime.now(UTC)
    await engine.tell_office(office_file().facts, "steward-1", now)
    for loaded in catalogue().workflows.values():
        await engine.publish(loaded.workflow, "steward-1", now)


def command(case_id: str, number: int) -> Command:
    """The move with that number from 0 on, sent by somebody who has seen the one before."""
    move, actor, fields = STEPS[number]
    return Command(
        id=str(new_uuid()),
        event_id=str(new_uuid()),
        case_id=case_id,
        move=move,
        actor=actor,
        now=datetime.now(UTC),
        fields=fields(),
        workflow=WORKFLOW if number == 0 else "",
        expected_version=number or None,
    )


async def live(engine: Engine) -> Done:
    """Take a new case through all its steps; returns the last."""
    case_id = str(new_uuid())
    done = await engine.handle(command(case_id, 0))
    for number in range(1, len(STEPS)):
        done = await engine.handle(command(case_id, number))
    return done
