"""A folded case and a fact as specifications look at them, the same for the domain and the engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from domain.case import Case
from domain.codec import to_data
from domain.envelope import Event
from features.driver import CaseSeen, ClockSeen, CorrectionSeen, DeadlineSeen, FactSeen, RestSeen


def case_seen(case: Case) -> CaseSeen:
    """What a scenario may ask of a case."""
    return CaseSeen(
        id=case.id,
        workflow=case.workflow,
        state=case.state,
        category=case.category,
        unit=case.unit,
        place=case.place,
        reporter=case.reporter or "",
        parties=case.parties,
        assignments=dict(case.assignments),
        round=case.round,
        reworks=case.reworks,
        returns=case.returns,
        risk=case.risk,
        children=dict(case.children),
        clocks=tuple(
            ClockSeen(name=clock.name, key=clock.key, due_at=clock.due_at, paused=clock.paused_at is not None)
            for clock in case.clocks.values()
        ),
    )


def rests_in(deadlines: Iterable[Mapping[str, Any]], clock: str) -> tuple[RestSeen, ...]:
    """The rests of a clock, of all its starts, as the explanation of the deadlines has them."""
    pauses = [pause for one in deadlines if one["clock"] == clock for pause in one["pauses"]]
    return tuple(
        RestSeen(
            label=pause["cause"]["label"],
            approver=pause["cause"]["approver_label"],
            ground=pause["cause"].get("ground_label", ""),
            interim=str(pause["cause"].get("interim", "")),
            later=pause["later"]["label"] if pause["later"] else "",
        )
        for pause in pauses
    )


def deadline_in(deadlines: Iterable[Mapping[str, Any]], clock: str) -> DeadlineSeen | None:
    """A deadline that is not over, as the explanation of the deadlines has it."""
    found = next((one for one in deadlines if one["clock"] == clock and not one["ended_at"]), None)
    if found is None:
        return None
    last = found["changes"][-1] if found["changes"] else {}
    was, own = last.get("old_due_at"), found["hours"]
    return DeadlineSeen(
        estimated=found["estimated"],
        was_due_at=datetime.fromisoformat(was) if was else None,
        cause=last.get("cause_label", ""),
        calendar=found["calendar"],
        hours=f"{own['label']} {own['office_hours']}" if own else "",
    )


def corrections_in(facts: Iterable[Mapping[str, Any]]) -> tuple[CorrectionSeen, ...]:
    """What was corrected, as a history tells it."""
    return tuple(
        CorrectionSeen(field=one["field"], old=_read(one["old"]), new=_read(one["new"]))
        for fact in facts
        for one in fact["corrections"]
    )


def _read(value: Any) -> str:
    return value if isinstance(value, str) else ""


def fact_seen(event: Event) -> FactSeen:
    """What a scenario may ask of an entry of the history."""
    envelope = event.envelope
    return FactSeen(
        event_id=envelope.event_id,
        topic=event.fact.TOPIC,
        trigger=envelope.trigger,
        target=envelope.target,
        actor=envelope.actor,
        occurred_at=envelope.occurred_at,
        recorded_at=envelope.recorded_at,
        not_held=tuple(verdict.rule for verdict in envelope.rules if not verdict.held),
        effects=tuple((effect.clock, effect.effect) for effect in envelope.clocks),
        fields=to_data(event.fact),
    )
