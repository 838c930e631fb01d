"""What an application keeps about personal data: looks at it, looks that two persons allow, requests of people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.grants import Grants
from workflows.log import EventLog
from workflows.looks import Looks
from workflows.ports import RecordClock
from workflows.registers import GRANTED_LOOKS, Register


class Given(Protocol):
    """Clock and ids that everything is given."""

    @property
    def clock(self) -> Callable[[], datetime]: ...

    @property
    def new_id(self) -> Callable[[], str]: ...

    @property
    def record_clock(self) -> RecordClock: ...


@dataclass(frozen=True, kw_only=True)
class Privacy:
    """Of one office, in one process."""

    looks: Looks
    grants: Register[Grants]


def privacy_of(log: EventLog, given: Given) -> Privacy:
    """Put it together."""
    return Privacy(
        looks=Looks(log, new_id=given.new_id, clock=given.clock, record_clock=given.record_clock),
        grants=Register(log, GRANTED_LOOKS, new_id=given.new_id, record_clock=given.record_clock),
    )
