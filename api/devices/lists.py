"""Lists of devices, of readings, of alarms and of what these asked for, by filters that are read strictly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from api.allowed import not_listed
from api.asking import Asked
from api.params import Params
from api.problems import Problem, bad_parameter
from api.spreadsheet import MOST
from domain.facts.devices import SERVICE_MODES
from domain.facts.sensing import DeviceChanged
from domain.sensing.act import ACTS, LIVE, ROUTES
from domain.sensing.definition import ACTIVE, OFF, SHADOW, AlarmDefinition
from workflows.devices import listing
from workflows.devices.silence import OFFLINE

LIMIT, LARGEST, CSV = 50, 500, "csv"
DEVICE_FILTERS = ("kind", "unit", "state")
READING_FILTERS = ("factor", "flag", "mode", "late", "since", "until")
ALARM_FILTERS = ("device", "alarm", "state")
ACT_FILTERS = ("device", "alarm", "act", "route", "outcome", "since", "until")
PAGING = ("cursor", "limit", "format")
SILENT, RAISED, QUIET, NEVER = "silent", "raised", "normal", "never_heard"
DEVICE_STATES = (SILENT, RAISED, QUIET, NEVER)
SNOOZED, FLAPS = "snoozed", "flapping"
ALARM_STATES = (RAISED, QUIET, SNOOZED, FLAPS, SHADOW, OFF)
OUTCOMES = ("waiting", "done", "noted", "refused")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class AlarmRow:
    """An alarm of a device as it stands: its definition, what is remembered, what people decided."""

    device: DeviceChanged
    definition: AlarmDefinition
    stored: listing.StoredAlarm | None
    mode: str
    snoozed_until: datetime | None

    @property
    def states(self) -> frozenset[str]:
        """Everything that is so of it."""
        raised = self.stored is not None and self.stored.raised_since is not None
        flaps = self.stored is not None and bool(self.stored.state.get("flapping"))
        snoozed = {SNOOZED} if self.snoozed_until else set()
        mode = {self.mode} - {ACTIVE}
        return frozenset({RAISED if raised else QUIET} | snoozed | mode | ({FLAPS} if flaps else set()))

    @property
    def has_lead(self) -> bool:
        """Whether a lead of it is live."""
        return self.stored is not None and self.stored.state.get("live") == LIVE


@dataclass(frozen=True, kw_only=True)
class DeviceRow:
    """A device, when it was heard, and its alarms that are raised."""

    device: DeviceChanged
    mark: listing.Mark | None
    raised: tuple[str, ...]

    @property
    def state(self) -> str:
        """The one word for it."""
        if self.mark is None or self.mark.heard_at is None:
            return NEVER
        if self.mark.silent_since is not None:
            return SILENT
        return RAISED if self.raised else QUIET


def device_named(asked: Asked, named: str) -> DeviceChanged:
    """A device by its id. Raises Problem not_found."""
    found = asked.office.devices.get(named)
    if found is None or found.kind not in asked.services.catalogue.sensing.kinds:
        raise Problem("not_found", what="device")
    return found


async def devices(asked: Asked, params: Params) -> list[DeviceRow]:
    """Devices that fit, by id."""
    kinds = listed(asked, params, "kind", asked.services.catalogue.sensing.kinds)
    units, states = params.texts("unit"), listed(asked, params, "state", DEVICE_STATES)
    known = [one for _, one in sorted(asked.office.devices.items()) if one.active]
    log = asked.services.log
    marks, raised = await listing.marks(log), await listing.alarms(log)
    rows = [
        DeviceRow(
            device=one,
            mark=marks.get(one.device),
            raised=tuple(
                found.alarm for found in raised if found.device == one.device and found.raised_since
            ),
        )
        for one in known
        if (not kinds or one.kind in kinds) and (not units or one.unit in units)
    ]
    return [row for row in rows if not states or row.state in states]


async def device_row(asked: Asked, device: DeviceChanged) -> DeviceRow:
    """One device, also when it is out of service."""
    log, named = asked.services.log, [device.device]
    marks, raised = await listing.marks(log, named), await listing.alarms(log, named)
    return DeviceRow(
        device=device,
        mark=marks.get(device.device),
        raised=tuple(found.alarm for found in raised if found.raised_since),
    )


async def alarms(asked: Asked, params: Params) -> list[AlarmRow]:
    """Alarms of devices that fit, by device and alarm; also those that never saw a reading."""
    sensing = asked.services.catalogue.sensing
    wanted, device = listed(asked, params, "alarm", sensing.alarms), params.text("device")
    states = listed(asked, params, "state", ALARM_STATES)
    chosen = [device_named(asked, device)] if device else [*asked.office.devices.values()]
    active = sorted((one for one in chosen if one.active), key=lambda one: one.device)
    stored = {(one.device, one.alarm): one for one in await listing.alarms(asked.services.log)}
    rows = [
        _alarm_row(asked, one, definition, stored.get((one.device, definition.id)))
        for one in active
        for definition in sensing.of_kind(one.kind)
        if not wanted or definition.id in wanted
    ]
    return [row for row in rows if not states or row.states & set(states)]


def _alarm_row(
    asked: Asked, device: DeviceChanged, definition: AlarmDefinition, stored: listing.StoredAlarm | None
) -> AlarmRow:
    until = asked.office.snoozes.get((device.device, definition.id))
    return AlarmRow(
        device=device,
        definition=definition,
        stored=stored,
        mode=asked.office.alarm_mode(device.device, definition.id, definition.mode),
        snoozed_until=until if until and until > asked.now else None,
    )


async def readings(
    asked: Asked, device: DeviceChanged, params: Params
) -> tuple[Sequence[listing.Stored], str | None]:
    """A page of readings, the latest measured first, and the cursor behind it."""
    since, until = params.window(asked.services.zone)
    limit = limit_of(params)
    before_at, before = _cursor(params)
    wanted = listing.WantedReadings(
        device=device.device,
        before_at=before_at,
        before=before,
        since=since,
        until=until,
        factor=params.text("factor"),
        flag=params.text("flag"),
        mode=listed(asked, params, "mode", SERVICE_MODES),
        late=params.flag("late"),
        limit=limit + 1,
    )
    found = await listing.readings(asked.services.log, wanted)
    page = found[:limit]
    more = len(found) > limit
    return page, f"{(page[-1].measured_at - EPOCH) // MICROSECOND}-{page[-1].id}" if more else None


async def acts(asked: Asked, params: Params) -> tuple[Sequence[listing.StoredAct], str | None]:
    """A page of what alarms asked for, the newest first, and the cursor behind it."""
    since, until = params.window(asked.services.zone)
    limit, device = limit_of(params), params.text("device")
    wanted = listing.WantedActs(
        before=params.whole("cursor", 1, listing.LAST) or listing.LAST,
        device=device_named(asked, device).device if device else "",
        alarm=listed(asked, params, "alarm", (*asked.services.catalogue.sensing.alarms, OFFLINE)),
        kind=listed(asked, params, "act", ACTS),
        route=listed(asked, params, "route", ROUTES),
        state=listed(asked, params, "outcome", OUTCOMES),
        since=since,
        until=until,
        limit=limit + 1,
    )
    found = await listing.acts(asked.services.log, wanted)
    page = found[:limit]
    return page, str(page[-1].id) if len(found) > limit else None


def limit_of(params: Params) -> int:
    """Rows on a page: of a table, as many as one holds."""
    is_table = params.one_of("format", ("json", CSV), "json") == CSV
    most = MOST if is_table else LARGEST
    return params.whole("limit", 1, most) or (most if is_table else LIMIT)


def listed(asked: Asked, params: Params, name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Values of a filter that are on a list. Raises Problem bad_parameter."""
    values, words = params.texts(name), tuple(known)
    if not set(values) <= set(words):
        raise not_listed(asked, name, words)
    return values


def _cursor(params: Params) -> tuple[datetime, int]:
    text = params.text("cursor")
    if not text:
        return listing.FOREVER, listing.LAST
    moment, _, last = text.partition("-")
    if not (moment.isdecimal() and last.isdecimal() and len(moment) < 17 and len(last) < 19):
        raise bad_parameter("cursor", "wrong_type", ("上一页给出的 cursor", "the cursor of the last page"))
    return EPOCH + int(moment) * MICROSECOND, int(last)
