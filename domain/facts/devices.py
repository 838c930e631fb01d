"""Facts of what devices tell: alarms heard again, matters gone by themselves, records of devices judged as evidence."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from domain.facts.schema import INTERNAL, OFFICE_OR_WORD, PERSONAL, PUBLIC, Fact, Limits, one_of
from domain.values import File

ALARM_KINDS = (
    "over_limit", "purifier_off", "outflow", "dumping", "crowding", "ebike", "trapped", "door_hold",
    "frozen", "offline", "other",
)  # fmt: skip
"""What a device noticed. `frozen` and `offline` are about the device itself."""
NORMAL, UNKNOWN_FLAG = "N", "unknown"
DATA_FLAGS = (NORMAL, "F", "M", "S", "D", "C", "T", "B", UNKNOWN_FLAG)
"""Marks of a reading (HJ 212-2017 6.6): normal, stopped, maintenance, set by hand, fault, calibration, beyond the
range, communication broken; any other is `unknown`. Only a normal one counts."""
MAINTENANCE = "maintenance"
SERVICE_MODES = (
    "normal", "stopped", MAINTENANCE, "fire_return", "fireman", "emergency_power", "earthquake", "unknown",
)  # fmt: skip
"""Modes of a lift as GB/T 24476 tells them apart; of other devices, normal and maintenance."""
REPEATED, CLEARED, SUPPRESSED = "repeated", "cleared", "suppressed"


@dataclass(frozen=True, kw_only=True)
class AlarmObserved(Fact):
    """告警观测: what a device told of a matter that is a case already.

    `suppressed` is kept and counts for nothing: the reading was no normal one, or the device was being maintained.
    """

    TOPIC = "alarm.observed"
    device: Annotated[str, INTERNAL, OFFICE_OR_WORD]
    kind: Annotated[str, PUBLIC, one_of(*ALARM_KINDS)]
    state: Annotated[str, PUBLIC, one_of(REPEATED, CLEARED, SUPPRESSED)]
    value: Annotated[Decimal | None, PUBLIC] = None
    unit: Annotated[str | None, PUBLIC] = None
    """Of measure, as the device gives it."""
    flag: Annotated[str, PUBLIC, one_of(*DATA_FLAGS)] = NORMAL
    mode: Annotated[str | None, PUBLIC, one_of(*SERVICE_MODES)] = None
    count: Annotated[int, PUBLIC]
    """How often it was raised until now, the report of it counted."""


@dataclass(frozen=True, kw_only=True)
class CaseSelfCorrected(Fact):
    """自行消除: the matter went away before anybody had to do something."""

    TOPIC = "case.self_corrected"
    how: Annotated[str, PUBLIC, one_of("left", "recovered")]
    after: Annotated[int, PUBLIC, Limits(0, 2_147_483_647)]
    """Seconds from the report until it was gone."""


@dataclass(frozen=True, kw_only=True)
class EvidenceReviewed(Fact):
    """电子证据审核: whether records of a device were made lawfully and by a fit device (行政处罚法41)."""

    TOPIC = "evidence.reviewed"
    device: Annotated[str, INTERNAL, OFFICE_OR_WORD]
    files: Annotated[tuple[File, ...], PERSONAL]
    legal_ok: Annotated[bool, INTERNAL]
    technical_ok: Annotated[bool, INTERNAL]
    note: Annotated[str, PERSONAL] = ""


FACTS: tuple[type[Fact], ...] = (AlarmObserved, CaseSelfCorrected, EvidenceReviewed)
