"""`bihuan replay`: a case or the whole board as it was, folded from the log by the functions that keep it.

It shows structure only: states, clocks, who acted in which post. Nothing personal or confidential is printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from api.cli.console import Stop, out, out_json
from api.cli.failures import BAD_DATA
from api.cli.moments import moment_named
from api.cli.places import OpenOffice, open_office
from api.settings import load_settings
from domain.case import Case
from domain.codec import to_data
from domain.envelope import Event
from domain.fold import fold
from domain.streams import is_case
from projections.as_of import Cut, rows_at
from projections.board import BOARD
from projections.board_row import BoardRow
from workflows.log import LogReader

BASES = ("recorded", "occurred")
SHOWN = (
    "state",
    "phase",
    "category",
    "channel",
    "urgent",
    "community",
    "unit",
    "round",
    "returns",
    "reworks",
    "reopened",
    "checked_independently",
    "rating",
    "solved",
    "risk",
    "master",
    "closed_at",
)
"""Fields of a folded case that are printed; none is of class 2 or 3."""
ON_THE_BOARD = (
    "case_no",
    "workflow",
    "state",
    "phase",
    "community",
    "unit",
    "opened_at",
    "last_at",
    "due_at",
)


def run_replay(*, case: str, at: str, position: int | None, basis: str, as_json: bool) -> None:
    """Print the case, or the board, at that place in the past."""
    if basis not in BASES:
        raise Stop(f'There is no basis "{basis}": choose recorded or occurred.', 2)
    if at and position is not None:
        raise Stop("Name a moment or a position, not both.", 2)
    zone = ZoneInfo(load_settings().timezone)
    asked = _cut(at, position, basis, zone)
    with open_office(quiet=as_json) as office, LogReader.open(office.dsn, office.jurisdiction) as log:
        cut = asked or Cut(position=log.head())
        if case:
            _case(log, case, cut, zone, as_json=as_json)
        else:
            _board(log, cut, office, as_json=as_json)


def _cut(at: str, position: int | None, basis: str, zone: ZoneInfo) -> Cut | None:
    if position is not None:
        return Cut(position=position)
    if not at:
        return None
    moment = moment_named(at, zone, ends=True)
    return Cut(recorded=moment) if basis == "recorded" else Cut(occurred=moment)


def _case(log: LogReader, named: str, cut: Cut, zone: ZoneInfo, *, as_json: bool) -> None:
    stream = log.holder_of("case_no", named) or named
    known = len(log.stream(stream))
    if not known or not is_case(stream):
        raise Stop(f'There is no case "{named}": give its id or its number as the board shows it.', BAD_DATA)
    then = log.stream(stream, up_to_position=cut.position, up_to_recorded=cut.recorded)
    events = [event for event in then if cut.includes(event.envelope)]
    found = fold(events)
    if as_json:
        out_json({"case": _case_data(found), "history": [_fact(event) for event in events]})
        return
    if found is None:
        out(f"{named} was not there yet.")
        return
    out(f"{found.case_no or found.id}  {found.workflow}  version {found.version} of {known}")
    for name in SHOWN:
        if (value := getattr(found, name)) not in ("", None, 0, False):
            out(f"  {name:<22} {_spoken(value, zone)}")
    for clock in sorted(found.clocks.values(), key=lambda clock: clock.due_at):
        rests = ", resting" if clock.paused_at else ""
        out(f"  clock {clock.name:<16} due {_spoken(clock.due_at, zone)}{rests}")
    out("  history")
    for line in _lines(events, zone):
        out(line)


def _lines(events: Iterable[Event], zone: ZoneInfo) -> Iterable[str]:
    for event in events:
        it = event.envelope
        who = f"{it.actor} ({it.role})"
        yield f"  {it.position:>8}  {_spoken(it.occurred_at, zone)}  {it.trigger:<20} → {it.target:<18} {who}"


def _case_data(case: Case | None) -> dict[str, Any] | None:
    if case is None:
        return None
    clocks = {
        name: {"due_at": to_data(c.due_at), "resting": c.paused_at is not None}
        for name, c in case.clocks.items()
    }
    named = {"id": case.id, "case_no": case.case_no, "workflow": case.workflow, "digest": case.digest}
    shown = {name: to_data(getattr(case, name)) for name in SHOWN}
    return {**named, "version": case.version, **shown, "clocks": clocks}


def _fact(event: Event) -> dict[str, Any]:
    it = event.envelope
    return {
        "position": it.position,
        "version": it.version,
        "topic": event.fact.TOPIC,
        "trigger": it.trigger,
        "from": it.source,
        "to": it.target,
        "actor": it.actor,
        "role": it.role,
        "unit": it.unit,
        "occurred_at": to_data(it.occurred_at),
        "recorded_at": to_data(it.recorded_at),
        "clocks": [to_data(effect) for effect in it.clocks],
    }


def _board(log: LogReader, cut: Cut, office: OpenOffice, *, as_json: bool) -> None:
    past = rows_at(log, BOARD, cut)
    if as_json:
        rows = sorted(past.rows, key=lambda row: row.case_id)
        out_json({"position": past.position, "cases": len(rows), "rows": [_row(row) for row in rows]})
        return
    out(f"{office.jurisdiction} at position {past.position}: {len(past.rows)} cases")
    for line in _counts(past.rows):
        out(f"  {line}")


def _counts(rows: Sequence[BoardRow]) -> Iterable[str]:
    by_workflow = Counter(row.workflow for row in rows)
    for workflow, count in sorted(by_workflow.items()):
        states = Counter(row.state for row in rows if row.workflow == workflow)
        yield f"{workflow} ({count}): " + " · ".join(f"{state} {n}" for state, n in sorted(states.items()))


def _row(row: BoardRow) -> dict[str, Any]:
    return {"id": row.case_id, **{name: to_data(getattr(row, name)) for name in ON_THE_BOARD}}


def _spoken(value: Any, zone: ZoneInfo) -> str:
    return f"{value.astimezone(zone):%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else str(value)
