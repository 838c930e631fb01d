"""Devices that were heard of and are silent now: noted once per silence, then somebody looks."""

from __future__ import annotations

from datetime import datetime, timedelta

from psycopg.types.json import Jsonb

from domain.office import Office
from domain.sensing.act import LIVE, SILENT
from workflows.devices.ground import Ground
from workflows.devices.turn import Turns

OFFLINE = "device.silent"
"""Stands in place of an alarm: no definition raises it."""
_QUIET = (
    "SELECT device, heard_at FROM bihuan.device_marks WHERE jurisdiction = %s AND heard_at IS NOT NULL"
    " AND silent_since IS NULL AND heard_at <= %s"
)
_NOTE = (
    "WITH told AS (UPDATE bihuan.device_marks SET silences = silences + 1, silent_since = %s"
    " WHERE jurisdiction = %s AND device = %s AND silent_since IS NULL AND heard_at = %s RETURNING silences)"
    " INSERT INTO bihuan.alarm_acts (jurisdiction, device, alarm, nth, kind, route, lead, at, data, noted_at, state)"
    " SELECT %s, %s, %s, silences, %s, %s, 0, %s, %s, %s, 'waiting' FROM told"
)


async def note_silence(turns: Turns, ground: Ground, now: datetime) -> int:
    """Note every device that was not heard of for as long as its kind allows; how many. Raises LogUnavailable."""
    kinds = ground.sensing.kinds
    shortest = min((kind.silent_s for kind in kinds.values()), default=0)
    quiet = await turns.ask(_QUIET, [now - timedelta(seconds=shortest)]) if kinds else []
    office = await ground.engine.office() if quiet else Office()
    noted = 0
    for device, heard_at in quiet:
        known = office.devices.get(device)
        if known is None or not known.active or known.kind not in kinds:
            continue
        if now - heard_at >= timedelta(seconds=kinds[known.kind].silent_s):
            noted += await _note(turns, device, heard_at, now)
    return noted


async def _note(turns: Turns, device: str, heard_at: datetime, now: datetime) -> int:
    async with turns.at(device) as (connection, mark):
        if mark is None:
            return 0
        place = [turns.jurisdiction, device]
        what = [OFFLINE, SILENT, LIVE, heard_at, Jsonb({"mode": "normal"}), now]
        cursor = await connection.execute(_NOTE, [now, *place, heard_at, *place, *what])
        return cursor.rowcount
