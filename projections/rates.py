"""What the rates are counted from: one row per case with its countable moments, folded from facts alone.

No calendar and no catalogue is asked: due moments are those the envelopes carry. What counts, and over which window,
is said by a formula; here it is only told what happened.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from domain.countables import ENDED, FILED, MERGED, OPEN
from domain.envelope import Envelope, Event
from projections import deadlines
from projections.audience import accused
from projections.columns import Json, changer
from projections.moments import (
    Exclusion,
    Exclusions,
    Moment,
    Moments,
    dump,
    dump_exclusions,
    load,
    load_exclusions,
    span,
)
from projections.occurrences import OCCURRENCES
from projections.projection import Index, Projection, by_case

Changes = dict[str, Any]


@dataclass(frozen=True)
class RateRow:
    """A case in the rates. `unit` is the last lead unit; `excluded` are the indicators it was excluded from;
    `followed` are the definitions it was pinned to, by digest.

    Everything of it that can fall into a window lies from `from_at` to `to_at`.
    """

    case_id: str
    workflow: str
    from_at: datetime
    to_at: datetime
    phase: str
    case_no: str = ""
    category: str = ""
    community: str = ""
    unit: str = ""
    followed: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    exclusions: Annotated[Exclusions, Json(dump_exclusions, load_exclusions)] = ()
    moments: Annotated[Moments, Json(dump, load)] = ()
    accused_unit: str = ""
    accused_person: str = ""


_changed = changer(RateRow)


def _reported(_: RateRow, fact: Any, __: Envelope) -> Changes:
    return {
        "category": fact.category or "",
        "community": fact.place.community if fact.place else "",
        **accused(fact),
    }


def _task_opened(row: RateRow, fact: Any, envelope: Envelope) -> Changes:
    return {**_reported(row, fact, envelope), "unit": fact.unit or ""}


def _filed(row: RateRow, fact: Any, _: Envelope) -> Changes:
    return {
        "case_no": fact.case_no,
        "category": fact.category,
        "community": fact.community or row.community,
    }


def _led_by(row: RateRow, fact: Any, envelope: Envelope) -> Changes:
    """Who decides on an application leads it."""
    return {"unit": row.unit or envelope.unit} if fact.stage == "service" else {}


def _excluded(row: RateRow, fact: Any, envelope: Envelope) -> Changes:
    new = tuple(
        Exclusion(name, fact.ground, envelope.actor, envelope.position) for name in sorted(fact.indicators)
    )
    return {
        "excluded": tuple(sorted({*row.excluded, *fact.indicators})),
        "exclusions": (*row.exclusions, *new),
    }


_ABOUT: dict[str, Callable[[RateRow, Any, Envelope], Changes]] = {
    "case.reported": _reported,
    "task.opened": _task_opened,
    "case.filed": _filed,
    "case.reclassified": lambda _, fact, __: {"category": fact.new},
    "case.dispatched": lambda _, fact, __: {"unit": fact.unit},
    "case.reassigned": lambda _, fact, __: {"unit": fact.unit},
    "case.signed_for": lambda _, fact, __: {"unit": fact.unit},
    "decision.issued": _led_by,
    "case.excluded": _excluded,
    "case.migrated": lambda row, fact, _: {"followed": (*row.followed, fact.to_digest)},
}
"""What a fact says of the case itself, by topic."""
_REPORT_VERDICTS = {
    "case.filed": FILED,
    "case.merged": MERGED,
    "case.declined": ENDED,
    "case.ended": ENDED,
    "case.unmerged": OPEN,
}


def evolve(row: RateRow | None, event: Event) -> RateRow:
    """The row after one more fact of its case."""
    fact, envelope = event.fact, event.envelope
    topic, row = fact.TOPIC, row or _opened(envelope)
    about = _ABOUT.get(topic)
    changes = about(row, fact, envelope) if about else {}
    unit = changes.get("unit", row.unit)
    before = moments = row.moments
    if topic in _REPORT_VERDICTS:
        moments = _report_decided(moments, _REPORT_VERDICTS[topic], envelope)
    occurred = OCCURRENCES.get(topic)
    if occurred is not None:
        moments = occurred(moments, fact, envelope, unit)
    moments = deadlines.after(moments, event, row.phase, unit)
    if moments is not before:
        changes["moments"] = moments
        if moments:
            changes["from_at"], changes["to_at"] = span(moments)
    if envelope.phase != row.phase:
        changes["phase"] = envelope.phase
    return _changed(row, changes) if changes else row


def _opened(envelope: Envelope) -> RateRow:
    return RateRow(
        case_id=envelope.case_id,
        workflow=envelope.workflow,
        from_at=envelope.occurred_at,
        to_at=envelope.occurred_at,
        phase=envelope.phase,
        followed=(envelope.digest,),
    )


def _report_decided(moments: Moments, verdict: str, envelope: Envelope) -> Moments:
    """The report was filed, merged, declined or withdrawn; one that was ever filed stays so."""
    return tuple(
        _decided(moment, verdict, envelope)
        if moment.kind == "reported" and moment.verdict != FILED
        else moment
        for moment in moments
    )


def _decided(moment: Moment, verdict: str, envelope: Envelope) -> Moment:
    if verdict == OPEN:
        return moment._replace(verdict=OPEN, ended_at=None, ended=0, unit="")
    return moment._replace(
        verdict=verdict, ended_at=envelope.occurred_at, ended=envelope.position, unit=envelope.unit
    )


RATES = Projection(
    name="rates",
    version=6,
    row=RateRow,
    key_column="case_id",
    key=by_case,
    evolve=evolve,
    indexes=(Index(columns=("to_at",)), Index(columns=("workflow", "to_at"))),
)
