"""What the engine answers, and how it knows a repeated request from another one with the same id."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from domain.codec import to_data
from domain.command import Command
from domain.envelope import Event

FIELDS_OF_THE_BODY = ("move", "workflow", "actor", "on_behalf_of", "occurred_at", "fields")


def _plain(value: Any) -> Any:
    """What JSON does not know, as data; as its text when it is none of ours."""
    data = to_data(value)
    return str(value) if data is value else data


_written = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=_plain).encode


@dataclass(frozen=True, kw_only=True)
class Done:
    """A command that was done: its facts, the version and position of the last one, the state it led to.

    `recovered` says that it had been done before, by this very request; everything is as it was answered then.
    """

    case_id: str
    version: int
    position: int
    events: tuple[Event, ...]
    state: str
    recovered: bool = False


def done(events: list[Event], *, recovered: bool = False) -> Done:
    """The answer for stored facts of one command."""
    last = events[-1].envelope
    return Done(
        case_id=last.case_id,
        version=last.version,
        position=last.position,
        events=tuple(events),
        state=last.target,
        recovered=recovered,
    )


def told_of(command: Command) -> bytes:
    """Who asks for what, in one writing: move, case and body. Its keyed digest tells one request from another.

    A command that opens a case is told by its workflow alone, because each repetition comes with a new case id.
    """
    body = {name: getattr(command, name) for name in FIELDS_OF_THE_BODY}
    body["case"] = "" if command.workflow else command.case_id
    return _written(body).encode("ascii")
