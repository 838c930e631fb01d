"""What people decide about alarms: snoozed until a moment, in shadow mode, not judged. Each is a fact of the office."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from api.asking import Asked
from api.devices.lists import device_named
from api.identity import command_id_of
from api.problems import Problem
from domain.codec import FieldProblem, Unreadable, parse
from domain.errors import FieldMissing
from domain.facts.schema import Fact
from domain.facts.sensing import AlarmModeSet, AlarmSnoozed

SNOOZER, MODE_SETTER = "shift_leader", "steward"
"""Who may (D): a snooze is a matter of the shift, a mode one of the catalogue."""
LONGEST_SNOOZE = timedelta(days=7)
"""What has to be silent for longer is a matter of the definition (D)."""


async def snooze(asked: Asked, device: str, alarm: str, body: Mapping[str, Any], key: str) -> int:
    """Let nobody be told of an alarm until a moment; until now wakes it. Raises Problem, FieldMissing."""
    _require(asked, SNOOZER)
    known = device_named(asked, device)
    _require_alarm(asked, alarm, known.kind)
    fact = _read(AlarmSnoozed, {**body, "device": known.device, "alarm": alarm})
    assert isinstance(fact, AlarmSnoozed)  # noqa: S101 (what was asked for)
    if fact.until > asked.now + LONGEST_SNOOZE:
        days = LONGEST_SNOOZE.days
        raise FieldMissing((FieldProblem("/until", "out_of_range", f"within {days} days from now"),))
    return await _tell(asked, fact, key)


async def set_mode(asked: Asked, alarm: str, body: Mapping[str, Any], key: str) -> int:
    """Set how an alarm works, of one device or of all. Raises Problem, FieldMissing."""
    _require(asked, MODE_SETTER)
    fact = _read(AlarmModeSet, {**body, "alarm": alarm})
    assert isinstance(fact, AlarmModeSet)  # noqa: S101 (what was asked for)
    _require_alarm(asked, alarm, device_named(asked, fact.device).kind if fact.device else "")
    return await _tell(asked, fact, key)


def _require(asked: Asked, role: str) -> None:
    asked.require_staff()
    if role not in asked.person.roles:
        raise Problem("role_missing", roles=[role])


def _require_alarm(asked: Asked, alarm: str, kind: str) -> None:
    definition = asked.services.catalogue.sensing.alarms.get(alarm)
    if definition is None or kind not in ("", definition.device_kind):
        raise Problem("not_found", what="alarm")


def _read(kind: type[AlarmSnoozed] | type[AlarmModeSet], data: Mapping[str, Any]) -> Fact:
    try:
        fact = parse(kind, data)
    except Unreadable as error:
        raise FieldMissing(error.problems) from None
    if not fact.reason:
        raise FieldMissing((FieldProblem("/reason", "missing", "text"),))
    return fact


async def _tell(asked: Asked, fact: Fact, key: str) -> int:
    command_id = command_id_of(asked.person.id, key) if key else None
    return await asked.services.engine.tell_office(
        [fact], asked.person.id, asked.now, door="http", command_id=command_id
    )
