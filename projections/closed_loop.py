"""The closed loop (闭环): one row per case with what S1 asks: how far it came, how long it took, whether it closed.

A loop is closed when the case was filed, dispatched, reported done by somebody, found good by another who had no hand
in it, closed by a third, and told to whoever waited. What was resolved on the spot is marked and counted apart.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domain.definition import OPEN_PHASES
from domain.envelope import Envelope, Event
from domain.facts import dispatch, enforcement, granting, intake, mediation, migrating, tasks, work
from domain.facts.schema import Fact
from projections.audience import accused
from projections.closed_loop_row import LoopRow
from projections.columns import changer
from projections.projection import Index, Projection, by_case

Changes = dict[str, Any]
TOLD_RULE = "reporter_told"


_NEW_ROUND: Changes = {
    **dict.fromkeys(("dispatched_at", "handled_at", "checked_at", "told_at", "closed_at", "evaluated_at")),
    **dict.fromkeys(("on_the_spot", "checked_independently", "loop_closed", "forced"), False),
    "checkers": (),
    "closers": (),
}


_changed = changer(LoopRow)


def _with(known: tuple[str, ...], *persons: str) -> tuple[str, ...]:
    return tuple(sorted({*known, *persons}))


def _opened_about(_: LoopRow, fact: intake.CaseReported | tasks.TaskOpened, __: Envelope) -> Changes:
    """For a task nobody waits; it may be a unit's from the first."""
    return {
        "unit": (fact.unit or "") if isinstance(fact, tasks.TaskOpened) else "",
        "category": fact.category or "",
        "community": fact.place.community if fact.place else "",
        "must_tell": isinstance(fact, intake.CaseReported) and _awaited(fact),
        **accused(fact),
    }


def _awaited(fact: intake.CaseReported) -> bool:
    return fact.channel in intake.PUBLIC_CHANNELS and fact.reporter is not None


def _filed(row: LoopRow, fact: intake.CaseFiled, envelope: Envelope) -> Changes:
    return {
        "case_no": fact.case_no,
        "category": fact.category,
        "community": fact.community or row.community,
        "filed_at": envelope.occurred_at,
    }


def _given(
    _: LoopRow, fact: dispatch.CaseDispatched | dispatch.CaseReassigned, envelope: Envelope
) -> Changes:
    return {"unit": fact.unit, "dispatched_at": envelope.occurred_at}


def _signed(row: LoopRow, fact: dispatch.CaseSignedFor, _: Envelope) -> Changes:
    return {"hands": _with(row.hands, fact.person)}


def _work_reported(_: LoopRow, fact: work.WorkReported, envelope: Envelope) -> Changes:
    return {"handled_at": envelope.occurred_at, "on_the_spot": fact.on_the_spot}


def _by_officers(
    row: LoopRow, fact: enforcement.OrderServed | enforcement.CorrectionMissed, _: Envelope
) -> Changes:
    return {"hands": _with(row.hands, *fact.officers)}


def _corrected(row: LoopRow, fact: enforcement.CorrectionConfirmed, envelope: Envelope) -> Changes:
    return {"hands": _with(row.hands, *fact.officers), "handled_at": envelope.occurred_at}


def _passed(row: LoopRow, _: work.CheckPassed, envelope: Envelope) -> Changes:
    """From now on there is a result to tell."""
    return {
        "checked_at": envelope.occurred_at,
        "checked_independently": envelope.persons.isdisjoint(row.hands),
        "checkers": _with(row.checkers, *envelope.persons),
        "told_at": None,
    }


def _failed(row: LoopRow, fact: work.CheckFailed, envelope: Envelope) -> Changes:
    """Every failed check is a rework; what the desk sends back makes its author no checker."""
    checked = {} if fact.level == "desk" else {"checkers": _with(row.checkers, *envelope.persons)}
    return {**checked, "reworks": row.reworks + 1}


def _contacted(_: LoopRow, fact: dispatch.ContactMade, envelope: Envelope) -> Changes:
    return {"told_at": envelope.occurred_at} if fact.purpose == "inform" and fact.reached else {}


def _closed(row: LoopRow, _: work.CaseClosed, envelope: Envelope) -> Changes:
    rule_held = any(verdict.rule == TOLD_RULE and verdict.held for verdict in envelope.rules)
    told = row.told_at is not None or rule_held or not row.must_tell
    given = row.on_the_spot or (row.filed_at is not None and row.dispatched_at is not None)
    apart = envelope.persons.isdisjoint({*row.hands, *row.checkers})
    done = row.handled_at is not None and row.checked_independently
    return {
        "closed_at": envelope.occurred_at,
        "closers": _with((), *envelope.persons),
        "loop_closed": given and done and apart and told,
    }


def _reopened(row: LoopRow, fact: work.CaseReopened, _: Envelope) -> Changes:
    return {**_NEW_ROUND, "round": fact.round, "reopened": row.reopened + 1}


_CHANGES: dict[type[Fact], Callable[[LoopRow, Any, Envelope], Changes]] = {
    intake.CaseReported: _opened_about,
    tasks.TaskOpened: _opened_about,
    intake.CaseFiled: _filed,
    intake.CaseReclassified: lambda _, fact, __: {"category": fact.new},
    dispatch.CaseDispatched: _given,
    dispatch.CaseReassigned: _given,
    dispatch.CaseSignedFor: _signed,
    dispatch.CaseReturned: lambda row, _, __: {"returns": row.returns + 1},
    dispatch.ContactMade: _contacted,
    enforcement.OrderServed: _by_officers,
    enforcement.CorrectionMissed: _by_officers,
    enforcement.CorrectionConfirmed: _corrected,
    mediation.ObligationPerformed: lambda _, __, envelope: {"handled_at": envelope.occurred_at},
    work.WorkReported: _work_reported,
    work.CheckPassed: _passed,
    work.CheckFailed: _failed,
    work.CaseClosed: _closed,
    granting.CaseForceClosed: lambda _, __, ___: {"forced": True},
    work.CaseReopened: _reopened,
    work.CaseEvaluated: lambda _, __, envelope: {"evaluated_at": envelope.occurred_at},
    migrating.CaseMigrated: lambda row, fact, _: {"followed": (*row.followed, fact.to_digest)},
}


def evolve(row: LoopRow | None, event: Event) -> LoopRow:
    """The row after one more fact of its case."""
    fact, envelope = event.fact, event.envelope
    row = row or _opened(envelope)
    change = _CHANGES.get(type(fact))
    changes = change(row, fact, envelope) if change else {}
    if fact.HANDS:
        changes["hands"] = _with(changes.get("hands", row.hands), *envelope.persons)
    if envelope.phase != row.phase:
        changes |= _moved(row, envelope)
    changes["state"] = envelope.target
    changes["ended"] = envelope.target if envelope.phase == "done" else ""
    changes["last_at"] = envelope.occurred_at
    return _changed(row, changes)


def _opened(envelope: Envelope) -> LoopRow:
    return LoopRow(
        case_id=envelope.case_id,
        workflow=envelope.workflow,
        opened_at=envelope.occurred_at,
        state=envelope.source,
        phase=envelope.phase,
        phase_at=envelope.occurred_at,
        last_at=envelope.occurred_at,
        followed=(envelope.digest,),
    )


def _moved(row: LoopRow, envelope: Envelope) -> Changes:
    """Into another phase. A move told late by an outbox can lie before the one ahead of it: no time is negative."""
    moved: Changes = {"phase": envelope.phase, "phase_at": max(row.phase_at, envelope.occurred_at)}
    if row.phase in OPEN_PHASES:
        column = f"{row.phase}_s"
        spent = int((moved["phase_at"] - row.phase_at).total_seconds())
        moved[column] = (getattr(row, column) or 0) + spent
    return moved


CLOSED_LOOP = Projection(
    name="closed_loop",
    version=5,
    row=LoopRow,
    key_column="case_id",
    key=by_case,
    evolve=evolve,
    indexes=tuple(
        Index(columns=(first, "opened_at")) for first in ("workflow", "community", "unit", "state")
    ),
)
