"""An instance as plain JSON data and back, so that any worker goes on where another stopped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from domain.sensing.act import Act
from domain.sensing.instance import Instance
from domain.sensing.running import Mean, Run

MOMENTS = ("raised_since", "normal_since", "counted_at", "touched_at")
PLAIN = ("live", "lead", "count", "flapping", "muted", "keeping", "acts")


def instance_to_data(instance: Instance) -> dict[str, Any]:
    """What is kept of an alarm between two readings."""
    return {
        **{name: getattr(instance, name) for name in PLAIN},
        **{name: _told(getattr(instance, name)) for name in MOMENTS},
        "flips": [one.isoformat() for one in instance.flips],
        "runs": {str(nth): _run_to_data(run) for nth, run in instance.runs.items()},
    }


def instance_from_data(data: Mapping[str, Any]) -> Instance:
    """Read what was kept; nothing kept is an alarm that never saw a reading."""
    if not data:
        return Instance()
    kept: dict[str, Any] = {name: data[name] for name in PLAIN}
    return Instance(
        **kept,
        raised_since=_moment(data["raised_since"]),
        normal_since=_moment(data["normal_since"]),
        counted_at=_moment(data["counted_at"]),
        touched_at=_moment(data["touched_at"]),
        flips=tuple(map(datetime.fromisoformat, data["flips"])),
        runs={int(nth): _run_from_data(run) for nth, run in data["runs"].items()},
    )


def act_to_data(act: Act) -> dict[str, Any]:
    """What is kept of an act beside its own columns."""
    data: dict[str, Any] = {
        "factor": act.factor,
        "flag": act.flag,
        "mode": act.mode,
        "count": act.count,
        "sequence": act.sequence,
    }
    numbers = {"value": act.value, "limit": act.limit}
    return data | {name: format(value, "f") for name, value in numbers.items() if value is not None}


def _run_to_data(run: Run) -> dict[str, Any]:
    mean = run.mean
    return {
        "on": run.on,
        "since": _told(run.since),
        "number": run.number,
        "last_at": _told(run.last_at),
        "mean": [mean.begins_at.isoformat(), str(mean.total), mean.number] if mean else None,
        "same": {factor: [value, at.isoformat()] for factor, (value, at) in run.same.items()},
    }


def _run_from_data(data: Mapping[str, Any]) -> Run:
    mean = data["mean"]
    return Run(
        on=data["on"],
        since=_moment(data["since"]),
        number=data["number"],
        last_at=_moment(data["last_at"]),
        mean=Mean(begins_at=datetime.fromisoformat(mean[0]), total=Decimal(mean[1]), number=mean[2])
        if mean
        else None,
        same={factor: (value, datetime.fromisoformat(at)) for factor, (value, at) in data["same"].items()},
    )


def _told(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
