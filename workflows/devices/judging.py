"""Judges readings whose time has come, device by device, in the order they were measured.

What the alarms remember, what they ask for and how far the readings are judged is one transaction: whoever dies has
judged nothing, and the next one judges the same. A device whose acts are not carried out yet waits for that, because
what became of a lead decides what the next reading means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from domain.facts.sensing import DeviceChanged
from domain.office import Office
from domain.sensing.act import LIVE, OPENED, RECOVERED, Act, Standing
from domain.sensing.definition import CHECK, AlarmDefinition
from domain.sensing.instance import Instance, renewed, step
from domain.sensing.reading import Reading
from domain.sensing.resolving import for_device
from domain.sensing.stored import act_to_data, instance_from_data, instance_to_data
from workflows.devices.ground import Ground, has_ended
from workflows.devices.intake import reading_of
from workflows.devices.turn import Connection, Turns

AT_ONCE = 500
"""Readings of a device that are judged in one transaction."""
DEVICES = 200
_READY = (
    "SELECT m.device FROM bihuan.device_marks m WHERE m.jurisdiction = %s AND m.oldest_at IS NOT NULL"
    " AND (m.oldest_at <= m.watermark_at OR m.settle_at <= %s) AND NOT EXISTS ("
    " SELECT FROM bihuan.alarm_acts a WHERE a.jurisdiction = m.jurisdiction AND a.device = m.device"
    " AND a.state = 'waiting') ORDER BY m.oldest_at LIMIT %s"
)
_READ = (
    "SELECT id, sequence, measured_at, mode, body FROM bihuan.readings WHERE jurisdiction = %s AND device = %s"
    " AND NOT late AND (measured_at, id) > (%s, %s) AND measured_at <= %s ORDER BY measured_at, id LIMIT %s"
)
_ALARMS = "SELECT alarm, version, state FROM bihuan.alarms WHERE jurisdiction = %s AND device = %s"
_KEEP = (
    "INSERT INTO bihuan.alarms (jurisdiction, device, alarm, version, state, raised_since, changed_at)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (jurisdiction, device, alarm) DO UPDATE"
    " SET version = EXCLUDED.version, state = EXCLUDED.state, raised_since = EXCLUDED.raised_since,"
    " changed_at = EXCLUDED.changed_at"
)
_NOTE = (
    "INSERT INTO bihuan.alarm_acts"
    " (jurisdiction, device, alarm, nth, kind, route, lead, at, data, noted_at, state)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_MARK = (
    "UPDATE bihuan.device_marks SET judged_at = %s, judged_id = %s, watermark_at = %s, oldest_at = ("
    " SELECT r.measured_at FROM bihuan.readings r WHERE r.jurisdiction = %s AND r.device = %s AND NOT r.late"
    " AND (r.measured_at, r.id) > (%s, %s) ORDER BY r.measured_at, r.id LIMIT 1)"
    " WHERE jurisdiction = %s AND device = %s"
)
BEGINNING = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


@dataclass
class Kept:
    """An alarm of a device while its readings are judged."""

    definition: AlarmDefinition
    instance: Instance
    standing: Standing
    before: Instance


class Judging:
    """Judges the readings of one office."""

    def __init__(self, turns: Turns, ground: Ground) -> None:
        self._turns, self._ground = turns, ground

    async def drain(self, now: datetime) -> int:
        """Judge some readings of every device that has any; how many. Raises LogUnavailable."""
        ready = await self._turns.ask(_READY, [now, DEVICES])
        office = await self._ground.engine.office() if ready else Office()
        return sum([await self._device(device, office, now) for (device,) in ready])

    async def _device(self, device: str, office: Office, now: datetime) -> int:
        async with self._turns.at(device) as (connection, mark):
            if mark is None:
                return 0
            newest_at, watermark_at, settle_at, judged_at, judged_id = mark
            until = newest_at if settle_at is not None and settle_at <= now else watermark_at
            where = [self._turns.jurisdiction, device]
            since = [judged_at or BEGINNING, judged_id]
            rows = await (await connection.execute(_READ, [*where, *since, until, AT_ONCE])).fetchall()
            alarms = await self._alarms(connection, device, office, rows)
            judged = await self._judge(connection, device, alarms, office, rows, now)
            if judged:
                last = [rows[judged - 1][2], rows[judged - 1][0]]
                await connection.execute(_MARK, [*last, max(watermark_at, until), *where, *last, *where])
            return judged

    async def _alarms(
        self, connection: Connection, device: str, office: Office, rows: Sequence[Any]
    ) -> list[Kept]:
        """The alarms of a device, as they stand."""
        known = office.devices.get(device)
        if known is None or not known.active or known.kind not in self._ground.sensing.kinds or not rows:
            return []
        cursor = await connection.execute(_ALARMS, [self._turns.jurisdiction, device])
        stored = {alarm: (version, state) for alarm, version, state in await cursor.fetchall()}
        found = []
        for definition in self._ground.sensing.of_kind(known.kind):
            version, state = stored.get(definition.id, (definition.version, {}))
            instance = instance_from_data(state)
            if version != definition.version:
                instance = renewed(instance, rows[0][2])
            standing = Standing(
                mode=office.alarm_mode(device, definition.id, definition.mode),
                snoozed_until=office.snoozes.get((device, definition.id)),
                ended=await self._ended(connection, device, definition.id, instance),
            )
            found.append(Kept(self._resolved(definition, known), instance, standing, instance))
        return found

    async def _ended(self, connection: Connection, device: str, alarm: str, instance: Instance) -> int:
        """The lead, when it is live as far as the alarm knows and its case has ended."""
        if instance.live != LIVE:
            return 0
        ended = await has_ended(connection, self._ground, (device, alarm, instance.lead))
        return instance.lead if ended else 0

    def _resolved(self, definition: AlarmDefinition, device: DeviceChanged) -> AlarmDefinition:
        sensing = self._ground.sensing
        kind, standard = sensing.kinds[device.kind], sensing.standard_of(device.kind)
        return for_device(definition, kind, standard, device.limit_class)

    async def _judge(
        self,
        connection: Connection,
        device: str,
        alarms: list[Kept],
        office: Office,
        rows: Sequence[Any],
        now: datetime,
    ) -> int:
        """Judge rows up to one whose act has to be carried out first; how many were judged."""
        judged, noted = 0, []
        for _, sequence, measured_at, mode, body in rows:
            reading = reading_of(sequence, measured_at, mode, body)
            acts = [
                (kept, act) for kept in alarms for act in self._step(kept, reading, office.devices[device])
            ]
            noted += [self._row(device, kept, act, now) for kept, act in acts]
            judged += 1
            if any(act.kind == RECOVERED and act.route == LIVE for _, act in acts):
                break
        changed = [kept for kept in alarms if kept.instance != kept.before]
        async with connection.cursor() as cursor:
            await cursor.executemany(_KEEP, [self._alarm_row(device, kept, now) for kept in changed])
            await cursor.executemany(_NOTE, noted)
        return judged

    def _step(self, kept: Kept, reading: Reading, device: DeviceChanged) -> tuple[Act, ...]:
        codes = self._ground.sensing.codes_of(device.kind)
        words = (
            frozenset(codes.word(code, device.vendor) for code in reading.faults) if codes else frozenset()
        )
        local = reading.measured_at.astimezone(self._ground.zone)
        kept.instance, acts = step(
            kept.definition,
            kept.instance,
            reading,
            standing=kept.standing,
            minute=local.hour * 60 + local.minute,
            words=words,
        )
        return acts

    def _alarm_row(self, device: str, kept: Kept, now: datetime) -> list[Any]:
        state = Jsonb(instance_to_data(kept.instance))
        about = [kept.definition.id, kept.definition.version, state, kept.instance.raised_since, now]
        return [self._turns.jurisdiction, device, *about]

    def _row(self, device: str, kept: Kept, act: Act, now: datetime) -> list[Any]:
        definition = kept.definition
        asks_check = definition.asks == CHECK and act.kind != OPENED
        state = "waiting" if act.route == LIVE and not asks_check else "noted"
        data = Jsonb({**act_to_data(act), "version": definition.version})
        what = [act.nth, act.kind, act.route, act.lead, act.at, data, now, state]
        return [self._turns.jurisdiction, device, definition.id, *what]
