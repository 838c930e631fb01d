"""What judging and carrying out stand on: the engine, what the catalogue knows of devices, the cases of leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

from domain.errors import NotFound
from workflows.devices.turn import Connection
from workflows.engine import Engine
from workflows.loader.sensing import Sensing

DONE = "done"
"""The phase of a case that has ended, and the state of an act that was carried out."""
_CASE = (
    "SELECT case_id FROM bihuan.alarm_acts WHERE jurisdiction = %s AND device = %s AND alarm = %s AND lead = %s"
    " AND kind IN ('opened', 'again') AND case_id IS NOT NULL ORDER BY nth DESC LIMIT 1"
)
_CHECK = (
    "SELECT case_id FROM bihuan.alarm_acts WHERE jurisdiction = %s AND device = %s AND told = 'device_check'"
    " AND case_id IS NOT NULL ORDER BY id DESC LIMIT 1"
)
Lead = tuple[str, str, int]
"""Device, alarm, number of the lead."""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """An office's engine, its devices' catalogue, and its time zone."""

    engine: Engine
    sensing: Sensing
    zone: tzinfo


async def case_of(connection: Connection, ground: Ground, lead: Lead) -> str:
    """The case a lead became last; "" for none."""
    return await _one(connection, _CASE, [ground.engine.log.jurisdiction, *lead])


async def open_check(connection: Connection, ground: Ground, device: str) -> str:
    """The device check that is still open; "" for none."""
    found = await _one(connection, _CHECK, [ground.engine.log.jurisdiction, device])
    return found if found and not await _is_over(ground, found) else ""


async def has_ended(connection: Connection, ground: Ground, lead: Lead) -> bool:
    """Whether the case of a lead has ended; one that was never opened has."""
    found = await case_of(connection, ground, lead)
    return not found or await _is_over(ground, found)


async def _is_over(ground: Ground, case_id: str) -> bool:
    try:
        return (await ground.engine.case(case_id)).phase == DONE
    except NotFound:
        return True


async def _one(connection: Connection, query: str, parameters: list[object]) -> str:
    row = await (await connection.execute(query, parameters)).fetchone()
    return str(row[0]) if row else ""
