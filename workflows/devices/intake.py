"""Taking readings in: each once, in whatever order they come, with a verdict for each.

What was measured before the device's watermark is late: its time has been judged, so it is kept and not judged. Nothing
waits for the alarms here; they are judged by the worker.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from domain.codec import to_data
from domain.sensing.reading import Measured, Reading
from workflows.log import EventLog

STORED, LATE, DUPLICATE, CONFLICT, TOO_OLD, AHEAD = (
    "stored", "late", "duplicate", "conflict", "too_old", "clock_ahead",
)  # fmt: skip
VERDICTS = (STORED, LATE, DUPLICATE, CONFLICT, TOO_OLD, AHEAD)
KEPT = frozenset({STORED, LATE, DUPLICATE})
"""Verdicts after which the reading is here, so that the device may forget it."""
CLOCK_SKEW = timedelta(minutes=1)
"""How far ahead of ours a device's clock may be; a later moment would make everything after it late."""
_TAKE = (
    "SELECT * FROM bihuan.take_readings(%b::text, %b::text, %b::int4, %b::timestamptz,"
    " %b::bigint[], %b::timestamptz[], %b::text[], %b::text[])"
)


async def take(
    log: EventLog, device: str, lateness_s: int, readings: Sequence[Reading], now: datetime
) -> list[str]:
    """Store readings of one device and tell of each what became of it, in one transaction. Raises LogUnavailable.

    Sent again after an answer that got lost, what was stored is told as a duplicate.
    """
    fit = [one for one in readings if one.measured_at <= now + CLOCK_SKEW]
    if not fit:
        return [AHEAD] * len(readings)
    rows = await log.ask(
        _TAKE,
        [
            log.jurisdiction,
            device,
            lateness_s,
            now,
            [one.sequence for one in fit],
            [one.measured_at for one in fit],
            [one.mode for one in fit],
            [body_of(one) for one in fit],
        ],
    )
    verdicts = iter(rows)
    return [next(verdicts)[0] if one.measured_at <= now + CLOCK_SKEW else AHEAD for one in readings]


def body_of(reading: Reading) -> str:
    """What is kept of a reading beside its columns, as JSON."""
    body: dict[str, Any] = {
        "values": {one.factor: [format(one.value, "f"), one.flag] for one in reading.by_factor.values()}
    }
    if reading.faults:
        body["faults"] = to_data(reading.faults)
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def reading_of(sequence: int, measured_at: datetime, mode: str, body: Mapping[str, Any]) -> Reading:
    """A reading as it was stored."""
    values = tuple(
        Measured(factor=factor, value=Decimal(value), flag=flag)
        for factor, (value, flag) in body["values"].items()
    )
    faults = tuple(body.get("faults", ()))
    return Reading(sequence=sequence, measured_at=measured_at, values=values, faults=faults, mode=mode)
