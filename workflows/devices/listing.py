"""Lists of what lies in the tables of devices: marks, readings, alarms, acts. Each page begins after a key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from workflows.log import EventLog

_MARKS = (
    "SELECT device, newest_at, heard_at, oldest_at, silent_since FROM bihuan.device_marks"
    " WHERE jurisdiction = %(office)b::text AND (%(devices)b::text[] IS NULL OR device = ANY (%(devices)b::text[]))"
)
_READINGS = (
    "SELECT id, sequence, measured_at, received_at, late, mode, body FROM bihuan.readings"
    " WHERE jurisdiction = %(office)b::text AND device = %(device)b::text"
    " AND (measured_at, id) < (%(before_at)b::timestamptz, %(before)b::bigint)"
    " AND (%(since)b::timestamptz IS NULL OR measured_at >= %(since)b::timestamptz)"
    " AND (%(until)b::timestamptz IS NULL OR measured_at < %(until)b::timestamptz)"
    " AND (%(late)b::boolean IS NULL OR late = %(late)b::boolean)"
    " AND (%(mode)b::text[] IS NULL OR mode = ANY (%(mode)b::text[]))"
    " AND (%(factor)b::text = '' OR body -> 'values' ? %(factor)b::text)"
    " AND (%(flag)b::text = '' OR jsonb_path_exists(body, '$.values.*[1] ? (@ == $flag)',"
    "  jsonb_build_object('flag', %(flag)b::text)))"
    " ORDER BY measured_at DESC, id DESC LIMIT %(limit)b::int4"
)
_ALARMS = (
    "SELECT device, alarm, version, state, raised_since, changed_at FROM bihuan.alarms"
    " WHERE jurisdiction = %(office)b::text AND (%(devices)b::text[] IS NULL OR device = ANY (%(devices)b::text[]))"
    " ORDER BY device, alarm"
)
_ACTS = (
    "SELECT id, device, alarm, nth, kind, route, lead, at, data, noted_at, state, case_id, told, done_at"
    " FROM bihuan.alarm_acts WHERE jurisdiction = %(office)b::text AND id < %(before)b::bigint"
    " AND (%(device)b::text = '' OR device = %(device)b::text)"
    " AND (%(alarm)b::text[] IS NULL OR alarm = ANY (%(alarm)b::text[]))"
    " AND (%(kind)b::text[] IS NULL OR kind = ANY (%(kind)b::text[]))"
    " AND (%(route)b::text[] IS NULL OR route = ANY (%(route)b::text[]))"
    " AND (%(state)b::text[] IS NULL OR state = ANY (%(state)b::text[]))"
    " AND (%(since)b::timestamptz IS NULL OR at >= %(since)b::timestamptz)"
    " AND (%(until)b::timestamptz IS NULL OR at < %(until)b::timestamptz)"
    " ORDER BY id DESC LIMIT %(limit)b::int4"
)
_AGAIN = (
    "UPDATE bihuan.alarm_acts SET state = 'waiting', told = NULL, done_at = NULL WHERE jurisdiction = %b::text"
    " AND state = 'refused' AND (%b::text = '' OR device = %b::text) AND kind = 'opened' RETURNING id"
)
LAST = 2**62
FOREVER = datetime.fromisoformat("2200-01-01T00:00:00+00:00")


class Mark(NamedTuple):
    """How far a device's readings came in; `oldest_at` is the earliest that waits to be judged."""

    device: str
    newest_at: datetime | None
    heard_at: datetime | None
    oldest_at: datetime | None
    silent_since: datetime | None


class Stored(NamedTuple):
    """A reading as it lies there."""

    id: int
    sequence: int
    measured_at: datetime
    received_at: datetime
    late: bool
    mode: str
    body: dict[str, Any]


class StoredAlarm(NamedTuple):
    """An alarm of a device as it lies there."""

    device: str
    alarm: str
    version: int
    state: dict[str, Any]
    raised_since: datetime | None
    changed_at: datetime


class StoredAct(NamedTuple):
    """What an alarm asked for, and what became of it."""

    id: int
    device: str
    alarm: str
    nth: int
    kind: str
    route: str
    lead: int
    at: datetime
    data: dict[str, Any]
    noted_at: datetime
    state: str
    case_id: str | None
    told: str | None
    done_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class WantedReadings:
    """Which readings of a device, the latest measured first, before one (its moment and id)."""

    device: str
    before_at: datetime = FOREVER
    before: int = LAST
    since: datetime | None = None
    until: datetime | None = None
    factor: str = ""
    flag: str = ""
    mode: tuple[str, ...] = ()
    late: bool | None = None
    limit: int


@dataclass(frozen=True, kw_only=True)
class WantedActs:
    """Which acts, the newest first, before an id. An empty tuple asks nothing."""

    before: int = LAST
    device: str = ""
    alarm: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    route: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    limit: int


async def marks(log: EventLog, devices: Sequence[str] | None = None) -> dict[str, Mark]:
    """The marks of devices, or of all, by device."""
    asked = {"office": log.jurisdiction, "devices": list(devices) if devices is not None else None}
    return {row[0]: Mark(*row) for row in await log.ask(_MARKS, asked)}


async def readings(log: EventLog, wanted: WantedReadings) -> list[Stored]:
    """A page of readings."""
    return [Stored(*row) for row in await log.ask(_READINGS, _asked(log, wanted))]


async def alarms(log: EventLog, devices: Sequence[str] | None = None) -> list[StoredAlarm]:
    """What is remembered of the alarms of devices, or of all."""
    asked = {"office": log.jurisdiction, "devices": list(devices) if devices is not None else None}
    return [StoredAlarm(*row) for row in await log.ask(_ALARMS, asked)]


async def acts(log: EventLog, wanted: WantedActs) -> list[StoredAct]:
    """A page of acts."""
    return [StoredAct(*row) for row in await log.ask(_ACTS, _asked(log, wanted))]


async def try_again(log: EventLog, device: str = "") -> int:
    """Have leads that were refused tried again, of one device or of all; how many."""
    return len(await log.ask(_AGAIN, [log.jurisdiction, device, device]))


def _asked(log: EventLog, wanted: WantedReadings | WantedActs) -> dict[str, Any]:
    listed = {name: list(value) or None for name, value in vars(wanted).items() if isinstance(value, tuple)}
    return {**vars(wanted), **listed, "office": log.jurisdiction}
