"""Which cases are like another: one row per case with what a matter that comes back is known by.

Followed by the reaction that looks for root causes; the rules judge from the cases themselves. Whoever asked to stay
anonymous is nobody's applicant here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.envelope import Envelope, Event
from domain.facts import intake, tasks, work
from domain.facts.schema import Fact
from domain.values import Place
from projections.columns import changer
from projections.projection import Index, Projection, by_case

Changes = dict[str, Any]


@dataclass(frozen=True)
class RecurrenceRow:
    """A case, or a task about several. Empty text means that there is none."""

    case_id: str
    category: str = ""
    placed: bool = False
    object_id: str = ""
    lat_deg: float | None = None
    lon_deg: float | None = None
    applicant: str = ""
    filed_at: datetime | None = None
    merged: bool = False
    live_task: bool = False
    area: bool = False
    """Whether it is a task that runs and has an outline."""


_changed = changer(RecurrenceRow)


def _at(place: Place | None) -> Changes:
    place = place or Place()
    return {"object_id": place.object_id, "lat_deg": place.lat_deg, "lon_deg": place.lon_deg}


def _reported(_: RecurrenceRow, fact: intake.CaseReported, __: Envelope) -> Changes:
    applicant = "" if fact.anonymous else fact.reporter or ""
    return {
        "category": fact.category or "",
        "applicant": applicant,
        "placed": fact.place is not None,
        **_at(fact.place),
    }


def _verified(row: RecurrenceRow, fact: intake.VerificationAnswered, _: Envelope) -> Changes:
    return {} if row.placed else {"placed": True, **_at(fact.place)}


def _filed(_: RecurrenceRow, fact: intake.CaseFiled, envelope: Envelope) -> Changes:
    return {"category": fact.category, "filed_at": envelope.occurred_at}


def _opened(_: RecurrenceRow, fact: tasks.TaskOpened, __: Envelope) -> Changes:
    """Only a task about cases is one that others can be about; in the outline of any they can lie."""
    if fact.kind != tasks.ROOT_CAUSE:
        return {"area": bool(fact.area)}
    return {
        "category": fact.category or "",
        "applicant": fact.subject or "",
        "live_task": True,
        "area": bool(fact.area),
        **_at(fact.place),
    }


def _ended(_: RecurrenceRow, __: Fact, ___: Envelope) -> Changes:
    return {"live_task": False, "area": False}


_CHANGES: dict[type[Fact], Callable[[RecurrenceRow, Any, Envelope], Changes]] = {
    intake.CaseReported: _reported,
    intake.VerificationAnswered: _verified,
    intake.CaseFiled: _filed,
    intake.CaseReclassified: lambda _, fact, __: {"category": fact.new},
    intake.CaseMerged: lambda _, __, ___: {"merged": True},
    intake.CaseUnmerged: lambda _, __, ___: {"merged": False},
    intake.CaseDeclined: _ended,
    intake.CaseEnded: _ended,
    tasks.TaskOpened: _opened,
    work.CaseClosed: _ended,
}


def evolve(row: RecurrenceRow | None, event: Event) -> RecurrenceRow:
    """The row after one more fact of its case."""
    known = row or RecurrenceRow(case_id=event.envelope.case_id)
    change = _CHANGES.get(type(event.fact))
    changes = change(known, event.fact, event.envelope) if change else {}
    return _changed(known, changes)


RECURRENCES = Projection(
    name="recurrences",
    version=2,
    row=RecurrenceRow,
    key_column="case_id",
    key=by_case,
    evolve=evolve,
    handles=frozenset(_CHANGES),
    indexes=(
        Index(columns=("category", "filed_at"), where="filed_at IS NOT NULL"),
        Index(columns=("category",), where="live_task"),
        Index(columns=("case_id",), where="area"),
    ),
)
