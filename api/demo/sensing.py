"""The devices of the demo and their last day, sent through the same door of readings as any other's.

One station is calm, one flaps, one is being calibrated, one is over its class; a fume monitor runs; a lift reports a
fault that shadow mode notes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from api.demo.timekeeping import MovedClock
from api.devices.ground import following
from api.devices.register import Around, read_devices
from api.office_file import OfficeFile
from api.services import Services
from domain.case import Case
from domain.facts.sensing import DeviceChanged
from domain.office import Office
from domain.sensing.reading import Measured, Reading
from workflows.devices.intake import take

DAY, LAST, TOLD = timedelta(days=1), timedelta(minutes=10), timedelta(minutes=1)
"""How long they are played, and how long before the end the last reading is measured and everything is told."""
BATCH, KEPT = 500, 300
"""Readings sent together, and the most a device sends that day."""
_LEADS = (
    "SELECT DISTINCT case_id FROM bihuan.alarm_acts WHERE jurisdiction = %b::text AND case_id IS NOT NULL"
    " ORDER BY case_id"
)
Said = tuple[Mapping[str, float], dict[str, Any], str]
"""Values by factor, what else a reading says, and the flag of its values."""
Habit = Callable[[Random, float], Said]
"""What a device says so many hours before the end."""


def _calm(dice: Random, _: float) -> Said:
    return {"w21003": dice.uniform(0.3, 0.8), "w01009": dice.uniform(5.6, 7.2)}, {}, "N"


def _flapping(dice: Random, left_h: float) -> Said:
    """Up for two samples, down for one, in the last four hours."""
    is_high = left_h < 4 and int(left_h * 60) % 15 >= 5
    return {"w21003": dice.uniform(1.1, 1.5) if is_high else dice.uniform(0.3, 0.8)}, {}, "N"


def _calibrated(dice: Random, left_h: float) -> Said:
    is_upkeep = 2 < left_h < 3
    values = {"w21003": dice.uniform(2.5, 3.5) if is_upkeep else dice.uniform(0.6, 1.1)}
    return values, {"mode": "maintenance"} if is_upkeep else {}, "C" if is_upkeep else "N"


def _over(dice: Random, left_h: float) -> Said:
    return {"w21003": dice.uniform(1.4, 1.8) if left_h < 1.5 else dice.uniform(0.5, 0.9)}, {}, "N"


def _kitchen(dice: Random, _: float) -> Said:
    return {"a34041": dice.uniform(0.4, 1.4), "fan": 1, "purifier": 1}, {}, "N"


def _lift(_: Random, left_h: float) -> Said:
    stuck = 2 < left_h < 2.2
    return {"person": float(stuck)}, {"faults": ("4",)} if stuck else {}, "N"


HABITS: Mapping[str, Habit] = {
    "ws-xiangping-2": _flapping,
    "ws-xiangping-3": _calibrated,
    "ws-yingyue-1": _over,
    "fume_monitor": _kitchen,
    "lift_box": _lift,
}
"""By device, else by its kind; a water station is calm."""
EVERY_S: Mapping[str, int] = {"ws-xiangping-2": 300}
"""Who sends at another pace than its kind."""


def devices_of(office: OfficeFile, known: Office, services: Services) -> list[DeviceChanged]:
    """The devices in the file beside the office's; none where there is none."""
    path = office.path.with_name(f"{office.path.stem}_devices.toml")
    return read_devices(path, Around(known, services.catalogue.sensing)) if path.is_file() else []


async def play_last_day(services: Services, clock: MovedClock, seed: int, end: datetime) -> list[Case]:
    """Send what the devices measured on the last day and let their alarms follow; the cases that come of it."""
    office, kinds = await services.engine.office(), services.catalogue.sensing.kinds
    clock.move_to(end - LAST)
    for name, device in sorted(office.devices.items()):
        kind = kinds[device.kind]
        sent = list(_day(device, seed, end - LAST, kind.every_s))
        for start in range(0, len(sent), BATCH):
            await take(services.log, name, kind.lateness_s, sent[start : start + BATCH], clock())
    clock.move_to(end - TOLD)
    async with following(services) as devices:
        await devices.drain(clock())
    found = await services.log.ask(_LEADS, [services.jurisdiction])
    return await services.engine.cases(str(case) for (case,) in found)


def _day(device: DeviceChanged, seed: int, end: datetime, every_s: int) -> Iterator[Reading]:
    dice = Random(f"{seed}/{device.device}")  # noqa: S311 (a simulation)
    every_s = EVERY_S.get(device.device, every_s)
    habit = HABITS.get(device.device, HABITS.get(device.kind, _calm))
    number = min(int(DAY.total_seconds()) // every_s, KEPT)
    for nth in range(number):
        at = end - timedelta(seconds=every_s * (number - 1 - nth))
        values, more, flag = habit(dice, (end - at).total_seconds() / 3600)
        measured = tuple(
            Measured(factor=factor, value=Decimal(f"{value:.2f}"), flag=flag)
            for factor, value in values.items()
        )
        yield Reading(sequence=nth + 1, measured_at=at, values=measured, **more)
