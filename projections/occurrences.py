"""Countable moments that simply happen: what a fact adds to those of its case, by topic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from domain.countables import GIVEN, HAPPENED, OPEN, RATED, UNREACHED, WRONG
from domain.envelope import Envelope
from projections.moments import Moment, Moments

Occurred = Callable[[Moments, Any, Envelope, str], Moments]
"""Moments so far, fact, envelope, lead unit; returns the moments with what the fact adds."""


def _moment(kind: str, envelope: Envelope, unit: str, verdict: str = HAPPENED, **said: Any) -> Moment:
    return Moment(
        kind=kind,
        at=envelope.occurred_at,
        position=envelope.position,
        unit=unit,
        verdict=verdict,
        by=envelope.actor,
        **said,
    )


def _reported(moments: Moments, _: Any, envelope: Envelope, __: str) -> Moments:
    return (*moments, _moment("reported", envelope, "", OPEN))


def _dispatched(moments: Moments, _: Any, envelope: Envelope, __: str) -> Moments:
    """Counts for the desk that chose the unit."""
    return (*moments, _moment("dispatched", envelope, envelope.unit, GIVEN))


def _returned(moments: Moments, fact: Any, envelope: Envelope, _: str) -> Moments:
    """With the fault found in the dispatch, the last one was wrong."""
    last = max((n for n, moment in enumerate(moments) if moment.kind == "dispatched"), default=None)
    if fact.fault != "dispatch" or last is None:
        return moments
    wrong = moments[last]._replace(verdict=WRONG, ended_at=envelope.occurred_at, ended=envelope.position)
    return (*moments[:last], wrong, *moments[last + 1 :])


def _extended(moments: Moments, fact: Any, envelope: Envelope, unit: str) -> Moments:
    counted = tuple(
        moment._replace(extensions=moment.extensions + 1)
        if moment.live and moment.kind == fact.clock
        else moment
        for moment in moments
    )
    return (*counted, _moment("extension", envelope, unit, detail=fact.clock))


def _contacted(moments: Moments, fact: Any, envelope: Envelope, unit: str) -> Moments:
    """A callback that reached nobody gives no rating, and is told."""
    if fact.purpose != "callback" or fact.reached:
        return moments
    return (*moments, _moment("rated", envelope, unit, UNREACHED))


def _rated(moments: Moments, fact: Any, envelope: Envelope, unit: str) -> Moments:
    return (*moments, _moment("rated", envelope, unit, RATED, detail=fact.solved, score=fact.score))


def _simply(kind: str, detail: str = "") -> Occurred:
    """A moment of this kind for the lead unit; `detail` names the field of the fact that says why."""

    def occurred(moments: Moments, fact: Any, envelope: Envelope, unit: str) -> Moments:
        return (*moments, _moment(kind, envelope, unit, detail=getattr(fact, detail) if detail else ""))

    return occurred


OCCURRENCES: Mapping[str, Occurred] = {
    "case.reported": _reported,
    "case.dispatched": _dispatched,
    "case.returned": _returned,
    "extension.granted": _extended,
    "contact.made": _contacted,
    "case.rated": _rated,
    "check.failed": _simply("rework", "level"),
    "case.suspended": _simply("suspension", "ground"),
    "case.force_closed": _simply("forced_closure", "reason"),
    "case.excluded": _simply("exclusion", "ground"),
    "case.transferred": _simply("transfer", "route"),
}
