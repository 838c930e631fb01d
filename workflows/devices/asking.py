"""The commands of acts: which move is asked of the engine, with which fields, under an id made of the act.

A device acts for itself, in the post of a gateway; what it may do is what its workflow lets a gateway do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from domain.codec import to_data
from domain.command import Command
from domain.facts.devices import CLEARED, DATA_FLAGS, NORMAL, REPEATED, SUPPRESSED, UNKNOWN_FLAG
from domain.facts.intake import DEVICE
from domain.facts.sensing import DeviceChanged
from domain.sensing import act as acts
from domain.sensing.definition import AlarmDefinition

DOOR = "worker"
CHECKING, CHECK_CATEGORY, OPEN_CHECK = "device_check", "device.check", "open"
"""The workflow of device checks, its category, and the move that opens one."""
STATES = {acts.AGAIN: REPEATED, acts.CLEARED: CLEARED, acts.SUPPRESSED: SUPPRESSED}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An act that is to be carried out: of which alarm of which device, with what was noted of it."""

    jurisdiction: str
    device: DeviceChanged
    alarm: str
    definition: AlarmDefinition | None
    nth: int
    kind: str
    at: datetime
    data: dict[str, Any]
    factor: tuple[str, str, str]
    """Chinese and English name and unit of the factor."""

    def id(self, what: str) -> str:
        """An id made of this act."""
        named = f"{self.jurisdiction}:{self.device.device}:{self.alarm}:{self.nth}:{what}"
        return str(uuid5(NAMESPACE_URL, f"bihuan:alarm:{named}"))


def opening(asked: Asked, definition: AlarmDefinition, now: datetime, zone: tzinfo) -> Command:
    """Open a lead about what the device measured."""
    value, limit = asked.data.get("value"), asked.data.get("limit")
    attributes = {
        "alarm": definition.kind,
        "alarm_rule": f"{definition.zh} v{definition.version}",
        "flag": NORMAL,
        "mode": asked.data["mode"],
        **({"factor": asked.factor[0], "value": value} if value is not None else {}),
        **({"limit": limit} if limit is not None else {}),
    }
    fields = {
        **_report(asked, f"{definition.zh}:{_measured(asked, zone)}"),
        "urgent": definition.urgent,
        "attributes": attributes,
        **({"category": definition.category} if definition.category else {}),
    }
    return _command(asked, asked.id("case"), definition.moves.open, fields, now, definition.workflow)


def observing(asked: Asked, move: str, case_id: str, now: datetime) -> Command:
    """Tell a live lead that its alarm was raised again, is normal, or was kept and not counted."""
    flag = asked.data.get("flag") or NORMAL
    fields = {
        "state": STATES[asked.kind],
        "value": asked.data.get("value"),
        "unit": asked.factor[2] or None,
        "flag": flag if flag in DATA_FLAGS else UNKNOWN_FLAG,
        "mode": asked.data["mode"],
    }
    return _command(asked, case_id, move, {name: one for name, one in fields.items() if one is not None}, now)


def clearing(asked: Asked, move: str, case_id: str, now: datetime) -> Command:
    """Let a lead go whose alarm has been normal for long enough."""
    return _command(asked, case_id, move, {}, now)


def checking(asked: Asked, cause: str, now: datetime, zone: tzinfo) -> Command:
    """Have somebody look at the device."""
    fields = {
        **_report(asked, f"设备检查:{cause};{_measured(asked, zone)}"),
        "category": CHECK_CATEGORY,
        "attributes": {"alarm": asked.definition.kind if asked.definition else "offline"},
    }
    return _command(asked, asked.id("check"), OPEN_CHECK, fields, now, CHECKING)


def _report(asked: Asked, narrative: str) -> dict[str, Any]:
    return {
        "channel": DEVICE,
        "narrative": narrative,
        "place": to_data(asked.device.place),
    }


def _measured(asked: Asked, zone: tzinfo) -> str:
    """In a sentence what was measured when, against which limit."""
    told = [asked.device.name_zh]
    if "value" in asked.data:
        limit = f"(限值 {asked.data['limit']})" if "limit" in asked.data else ""
        told.append(f"{asked.factor[0]} {asked.data['value']} {asked.factor[2]}".strip() + limit)
    told.append(
        f"{asked.at.astimezone(zone):%Y-%m-%d %H:%M:%S} 测得" if asked.kind != acts.SILENT else "长时间无数据"
    )
    return ",".join(told)


def _command(
    asked: Asked, case_id: str, move: str, fields: dict[str, Any], now: datetime, workflow: str = ""
) -> Command:
    command_id = asked.id(f"{move}:{case_id}")
    return Command(
        id=command_id,
        event_id=str(uuid5(UUID(command_id), "fact")),
        case_id=case_id,
        move=move,
        actor=asked.device.device,
        now=now,
        fields=fields,
        workflow=workflow,
        occurred_at=asked.at,
        door=DOOR,
    )
