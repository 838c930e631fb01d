"""The board: one row per case, as a dispatcher's list shows it, with the duty that presses most.

`queue` is where it stands in the default order: 0 a duty runs, 1 every duty rests, 2 nobody is waited for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domain.case import clock_id
from domain.envelope import Envelope, Event
from domain.facts import dispatch, intake, mediation, migrating, tasks, work
from domain.facts.schema import Fact
from domain.values import Place
from projections import audience, live_clocks
from projections.audience import accused
from projections.board_finding import INDEXES, OPEN
from projections.board_row import IDLE, NEVER, RESTING, RUNNING, BoardRow
from projections.columns import changer
from projections.projection import Projection, Worded, by_case

Changes = dict[str, Any]

_changed = changer(BoardRow)


def _reported(row: BoardRow, fact: intake.CaseReported, _: Envelope) -> Changes:
    place = fact.place or Place()
    return {
        "category": fact.category or "",
        "channel": fact.channel,
        "title": fact.title,
        "urgent": fact.urgent,
        "source_no": fact.source_no or "",
        "community": place.community,
        "grid": place.grid,
        **_at(place),
        "search": _search(row.case_no, fact.title, place.address),
        **accused(fact),
    }


def _task_opened(row: BoardRow, fact: tasks.TaskOpened, _: Envelope) -> Changes:
    """A task may be a unit's from the first."""
    place = fact.place or Place()
    return {
        "unit": fact.unit or "",
        "assignee": fact.assignee or "",
        "category": fact.category or "",
        "title": fact.title,
        "community": place.community,
        "grid": place.grid,
        **_at(place),
        "search": _search(row.case_no, fact.title, place.address),
        **accused(fact),
    }


def _at(place: Place) -> Changes:
    return {"address": place.address, "lat_deg": place.lat_deg, "lon_deg": place.lon_deg}


def _search(*texts: str) -> str:
    return "\n".join(texts).lower()


def _verified(row: BoardRow, fact: intake.VerificationAnswered, _: Envelope) -> Changes:
    """The place that was found counts where the report had none."""
    if row.address or row.lat_deg is not None:
        return {}
    return {**_at(fact.place), "search": _search(row.case_no, row.title, fact.place.address)}


def _filed(row: BoardRow, fact: intake.CaseFiled, envelope: Envelope) -> Changes:
    return {
        "case_no": fact.case_no,
        "category": fact.category,
        "grid": fact.grid or row.grid,
        "community": fact.community or row.community,
        "filed_at": envelope.occurred_at,
        "search": _search(fact.case_no, row.title, row.address),
    }


def _given(
    _: BoardRow, fact: dispatch.CaseDispatched | dispatch.CaseReassigned, envelope: Envelope
) -> Changes:
    return {"unit": fact.unit, "assignee": fact.assignee or "", "dispatched_at": envelope.occurred_at}


def _assist_requested(row: BoardRow, fact: dispatch.AssistRequested, _: Envelope) -> Changes:
    return {"assists": (*row.assists, fact.assist), "co_units": (*row.co_units, fact.unit)}


def _assist_answered(row: BoardRow, fact: dispatch.AssistAnswered, _: Envelope) -> Changes:
    asked = zip(row.assists, row.co_units, strict=True)
    left = [(assist, unit) for assist, unit in asked if assist != fact.assist]
    return {"assists": tuple(a for a, _ in left), "co_units": tuple(u for _, u in left)}


def _decided(row: BoardRow, fact: mediation.DecisionIssued, envelope: Envelope) -> Changes:
    """Who decides on an application leads it."""
    return {"unit": row.unit or envelope.unit} if fact.stage == "service" else {}


def _requested(_: BoardRow, fact: work.ApprovalRequested, envelope: Envelope) -> Changes:
    started = [clock_id(effect.clock, effect.key) for effect in envelope.clocks if effect.effect == "started"]
    return {"request_open": fact.kind, "request_clock": started[0] if started else ""}


def _reopened(row: BoardRow, fact: work.CaseReopened, _: Envelope) -> Changes:
    """What another case showed to have come back stays with who had it."""
    cleared = {"verifier": "", "checker": "", "assists": (), "co_units": ()}
    if fact.case is None:
        cleared |= {"unit": "", "assignee": ""}
    return {**cleared, "round": fact.round, "reopened": row.reopened + 1}


_CHANGES: dict[type[Fact], Callable[[BoardRow, Any, Envelope], Changes]] = {
    intake.CaseReported: _reported,
    tasks.TaskOpened: _task_opened,
    intake.VerificationRequested: lambda _, fact, __: {"verifier": fact.verifier},
    intake.VerificationAnswered: _verified,
    intake.CaseFiled: _filed,
    intake.CaseReclassified: lambda _, fact, __: {"category": fact.new},
    intake.CaseMerged: lambda _, fact, __: {"master": fact.master},
    intake.CaseUnmerged: lambda _, __, ___: {"master": ""},
    dispatch.CaseDispatched: _given,
    dispatch.CaseReassigned: _given,
    dispatch.CaseSignedFor: lambda _, fact, __: {"assignee": fact.person, "unit": fact.unit},
    dispatch.CaseReturned: lambda row, _, __: {"unit": "", "assignee": "", "returns": row.returns + 1},
    dispatch.AssistRequested: _assist_requested,
    dispatch.AssistAnswered: _assist_answered,
    work.ApprovalRequested: _requested,
    work.ApprovalRefused: lambda _, __, ___: {"request_open": "", "request_clock": ""},
    work.CheckAssigned: lambda _, fact, __: {"checker": fact.checker},
    work.CheckFailed: lambda row, _, __: {"reworks": row.reworks + 1},
    work.CaseReopened: _reopened,
    mediation.DecisionIssued: _decided,
    migrating.CaseMigrated: lambda _, fact, __: {"digest": fact.to_digest},
}


def evolve(row: BoardRow | None, event: Event) -> BoardRow:
    """The row after one more fact of its case. A fact unknown here still moves state, version and clocks."""
    fact, envelope = event.fact, event.envelope
    row = row or _opened(envelope)
    change = _CHANGES.get(type(fact))
    changes = change(row, fact, envelope) if change else {}
    if envelope.clocks:
        changes |= _clocked(row, changes, envelope)
    changes["state"] = envelope.target
    changes["phase"] = envelope.phase
    changes["version"] = envelope.version
    changes["position"] = envelope.position
    changes["last_at"] = envelope.occurred_at
    # A move among done states, such as evaluating, does not end the case again.
    changes["closed_at"] = (row.closed_at or envelope.occurred_at) if envelope.phase == "done" else None
    return _changed(row, changes)


def _opened(envelope: Envelope) -> BoardRow:
    return BoardRow(
        case_id=envelope.case_id,
        workflow=envelope.workflow,
        digest=envelope.digest,
        opened_at=envelope.occurred_at,
        state=envelope.source,
        phase=envelope.phase,
        version=0,
        position=envelope.position,
        last_at=envelope.occurred_at,
    )


def _clocked(row: BoardRow, changes: Changes, envelope: Envelope) -> Changes:
    """The clocks as the move left them, and what presses most; a request ends with its clock (law 5)."""
    clocks = live_clocks.after(row.clocks, envelope.clocks, envelope.occurred_at)
    due = live_clocks.most_pressing(clocks)
    clocked: Changes = {
        "clocks": clocks,
        "queue": RUNNING if due else RESTING if live_clocks.rests(clocks) else IDLE,
        "due_clock": due.clock if due else "",
        "due_unit": due.unit if due else "",
        "due_at": due.due_at if due else None,
        "due_sort": due.due_at if due else NEVER,
    }
    request = changes.get("request_clock", row.request_clock)
    if request and all(clock_id(clock.clock, clock.key) != request for clock in clocks):
        clocked |= {"request_open": "", "request_clock": ""}
    return clocked


BOARD = Projection(
    name="board",
    version=6,
    row=BoardRow,
    key_column="case_id",
    key=by_case,
    evolve=evolve,
    indexes=INDEXES,
    words=Worded(column="search", where=OPEN, holds=lambda row: row.closed_at is None),
    counted=(
        *("workflow", "state", "phase", "community", "unit", "category", "channel", "urgent"),
        *audience.COLUMNS,
    ),
)
