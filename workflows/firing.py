"""Looks at one case whose time has come, and does what is due."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from uuid import NAMESPACE_URL, uuid5

from domain.command import Command
from domain.envelope import Event
from domain.errors import Refused
from domain.ladder import EXPIRE, next_of
from domain.office import SYSTEM
from workflows.acting import DOOR, next_act
from workflows.engine_answers import Done
from workflows.engine_view import View
from workflows.log.messages import Message

AGAIN = timedelta(minutes=1)
"""After a look at which something was refused that should have been done."""


class Doer(Protocol):
    """Whoever shows what commands are decided on, and does them: the engine."""

    async def view(self, command: Command) -> View:
        """What such a command would be decided on just now."""

    async def handle(self, command: Command) -> Done:
        """Do a command. Raises Refused."""


@dataclass
class Look:
    """What came of looking at one case, and when to look again."""

    next_at: datetime | None = None
    events: list[Event] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    refused: list[tuple[Command, Refused]] = field(default_factory=list)


async def look_at(
    engine: Doer, case_id: str, since: datetime, now: datetime, look: Look | None = None
) -> Look:
    """Do what is due of a case between two moments. Raises NotFound, LogUnavailable, Undecodable.

    Who hands in `look` keeps what had come of it when something is raised.
    """
    look, done = look or Look(), set[str]()
    while True:
        view = await _view(engine, case_id, now)
        if view.case is None:
            return look
        act = next_act(view.case, view.workflow, view.calendar, since, now, done)
        if act is None:
            look.next_at = _next(view, now)
            return look
        done.add(act.id)
        look.messages.extend(act.messages)
        if act.command is not None:
            await _take(engine, look, act.command)


async def _view(engine: Doer, case_id: str, now: datetime) -> View:
    probe = str(uuid5(NAMESPACE_URL, case_id))
    return await engine.view(
        Command(id=probe, event_id=probe, case_id=case_id, move=EXPIRE, actor=SYSTEM, now=now, door=DOOR)
    )


def _next(view: View, now: datetime) -> datetime | None:
    """When to look again; what should be done by now and is not is tried once more a while later."""
    if view.case is None:
        return None
    moment = next_of(view.case, view.workflow, view.calendar, now)
    return now + AGAIN if moment is not None and moment <= now else moment


async def _take(engine: Doer, look: Look, command: Command) -> None:
    try:
        look.events.extend((await engine.handle(command)).events)
    except Refused as refusal:
        look.refused.append((command, refusal))
