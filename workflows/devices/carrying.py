"""Carries out what alarms asked for, device by device and act by act, in the order they were noted.

Every command has an id made of its act: however often an act is tried, and whoever dies between doing it and noting
that it is done, the log holds its fact once. What is refused is kept with its code, where people see it.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from domain.errors import MoveNotAllowed, Refused
from domain.facts.sensing import DeviceChanged
from domain.office import Office
from domain.sensing import act as acts
from domain.sensing.definition import CHECK
from workflows.devices.asking import CHECKING, Asked, checking, clearing, observing, opening
from workflows.devices.ground import DONE, Ground, case_of, open_check
from workflows.devices.turn import Connection, Turns

LOG = logging.getLogger("bihuan.devices")
STILL_RAISED = "still_raised"
PATIENCE = timedelta(minutes=5)
"""How much longer than it must be normal a lead is tried to be cleared: the device's clock may be ahead of ours."""
DEVICES = 200
_WAITING = (
    "SELECT DISTINCT device FROM bihuan.alarm_acts WHERE jurisdiction = %s AND state = 'waiting' LIMIT %s"
)
_NEXT = (
    "SELECT id, alarm, nth, kind, lead, at, data, noted_at FROM bihuan.alarm_acts"
    " WHERE jurisdiction = %s AND device = %s AND state = 'waiting' ORDER BY id LIMIT 1"
)
_END = (
    "UPDATE bihuan.alarm_acts SET state = %s, case_id = %s, told = %s, done_at = %s"
    " WHERE jurisdiction = %s AND id = %s"
)
REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Ended:
    """What became of an act: its state, its case, and a word on it."""

    state: str = DONE
    case_id: str | None = None
    told: str | None = None


@dataclass(frozen=True, kw_only=True)
class Trying:
    """An act with what is needed to carry it out."""

    asked: Asked
    lead: int
    noted_at: datetime
    connection: Connection
    now: datetime


class Carrying:
    """Carries out the acts of one office's alarms."""

    def __init__(self, turns: Turns, ground: Ground) -> None:
        self._turns, self._ground = turns, ground
        self._ways: dict[str, Callable[[Trying], Awaitable[Ended | None]]] = {
            acts.OPENED: self._open,
            acts.AGAIN: self._again,
            acts.CLEARED: self._observe,
            acts.SUPPRESSED: self._observe,
            acts.RECOVERED: self._clear,
            acts.FLAPPING: self._check,
            acts.SILENT: self._check,
        }

    async def drain(self, now: datetime) -> int:
        """Carry out what waits, of every device whose turn is free; how many acts. Raises LogUnavailable."""
        waiting = await self._turns.ask(_WAITING, [DEVICES])
        office = await self._ground.engine.office() if waiting else Office()
        done = 0
        for (device,) in waiting:
            while await self._next(device, office, now):
                done += 1
        return done

    async def _next(self, device: str, office: Office, now: datetime) -> bool:
        where = [self._turns.jurisdiction, device]
        async with self._turns.at(device) as (connection, mark):
            row = await (await connection.execute(_NEXT, where)).fetchone() if mark else None
            if row is None:
                return False
            ended = await self._carry(row, device, office, connection, now)
            if ended is None:
                return False
            what = [ended.state, ended.case_id, ended.told, now, self._turns.jurisdiction, row[0]]
            await connection.execute(_END, what)
            return True

    async def _carry(
        self, row: tuple[Any, ...], device: str, office: Office, connection: Connection, now: datetime
    ) -> Ended | None:
        """Carry out one act; None when it has to be tried again later."""
        _, alarm, nth, kind, lead, at, data, noted_at = row
        known = office.devices.get(device)
        if known is None or not known.active:
            return Ended(state=REFUSED, told="device_not_active")
        asked = self._asked(known, alarm, nth, kind, at, data)
        trying = Trying(asked=asked, lead=lead, noted_at=noted_at, connection=connection, now=now)
        try:
            return await self._ways[kind](trying)
        except Refused as refusal:
            if refusal.code == STILL_RAISED and self._may_wait(trying):
                return None
            LOG.warning("%s of alarm %s of %s was refused: %s", kind, alarm, device, refusal)
            return Ended(state=REFUSED, told=refusal.code)

    def _asked(
        self, device: DeviceChanged, alarm: str, nth: int, kind: str, at: datetime, data: dict[str, Any]
    ) -> Asked:
        sensing = self._ground.sensing
        return Asked(
            jurisdiction=self._turns.jurisdiction,
            device=device,
            alarm=alarm,
            definition=sensing.alarms.get(alarm),
            nth=nth,
            kind=kind,
            at=at,
            data=data,
            factor=sensing.factor_of(device.kind, str(data.get("factor", ""))),
        )

    def _may_wait(self, trying: Trying) -> bool:
        definition = trying.asked.definition
        normal = timedelta(seconds=definition.recover_s if definition else 0)
        return trying.now - trying.noted_at <= normal + PATIENCE

    async def _open(self, trying: Trying) -> Ended:
        definition = trying.asked.definition
        if definition is None:
            return Ended(state=REFUSED, told="alarm_unknown")
        if definition.asks == CHECK:
            return await self._check(trying)
        command = opening(trying.asked, definition, trying.now, self._ground.zone)
        done = await self._ground.engine.handle(command)
        return Ended(case_id=done.case_id)

    async def _again(self, trying: Trying) -> Ended:
        """Join the lead; when that has ended meanwhile, the alarm is a new one. It opened one before: so it did."""
        definition = trying.asked.definition
        if definition is None:
            return Ended(state=REFUSED, told="alarm_unknown")
        opened = opening(trying.asked, definition, trying.now, self._ground.zone)
        if await self._ground.engine.log.command(UUID(opened.id)) is None:
            try:
                return await self._observe(trying)
            except MoveNotAllowed:
                pass
        done = await self._ground.engine.handle(opened)
        return Ended(case_id=done.case_id, told="lead_had_ended")

    async def _observe(self, trying: Trying) -> Ended:
        move = trying.asked.definition.moves.again if trying.asked.definition else ""
        case_id = await self._case(trying)
        if not move:
            return Ended(told="no_move")
        if not case_id:
            raise MoveNotAllowed(case="")
        await self._ground.engine.handle(observing(trying.asked, move, case_id, trying.now))
        return Ended(case_id=case_id)

    async def _clear(self, trying: Trying) -> Ended:
        move = trying.asked.definition.moves.clear if trying.asked.definition else ""
        case_id = await self._case(trying)
        if not move or not case_id:
            return Ended(told="no_move")
        await self._ground.engine.handle(clearing(trying.asked, move, case_id, trying.now))
        return Ended(case_id=case_id)

    async def _check(self, trying: Trying) -> Ended:
        """One look at a device at a time."""
        asked = trying.asked
        there = await open_check(trying.connection, self._ground, asked.device.device)
        if there:
            return Ended(case_id=there, told="joined_check")
        cause = asked.definition.zh if asked.definition else "离线"
        cause = f"{cause}(反复升降)" if asked.kind == acts.FLAPPING else cause
        done = await self._ground.engine.handle(checking(asked, cause, trying.now, self._ground.zone))
        return Ended(case_id=done.case_id, told=CHECKING)

    async def _case(self, trying: Trying) -> str:
        lead = (trying.asked.device.device, trying.asked.alarm, trying.lead)
        return await case_of(trying.connection, self._ground, lead)
