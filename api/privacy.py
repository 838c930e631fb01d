"""What an application keeps about personal data: looks at it, looks that two persons allow, requests of people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from api.noting import Noting
from api.revealing import Revealing
from domain.grants import Grants
from workflows.keys import KeyStore
from workflows.log import EventLog
from workflows.looks import Looks
from workflows.ports import RecordClock
from workflows.registers import GRANTED_LOOKS, Register
from workflows.subjects import KIND, Requests, SideFile


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
    revealing: Revealing
    """Opens what lies sealed, and keeps who looked."""
    grants: Register[Grants]
    requests: Requests


def privacy_of(log: EventLog, keys: KeyStore, side: Path, given: Given) -> Privacy:
    """Put it together. `side` is the file of what was restricted and erased, outside of both databases."""
    new_id, record_clock = given.new_id, given.record_clock
    register = Register(log, KIND, new_id=new_id, record_clock=record_clock)
    looks = Looks(log, new_id=new_id, clock=given.clock, record_clock=record_clock)
    return Privacy(
        looks=looks,
        revealing=Revealing(keys, Noting(looks)),
        grants=Register(log, GRANTED_LOOKS, new_id=new_id, record_clock=record_clock),
        requests=Requests(register, keys, SideFile(side)),
    )
