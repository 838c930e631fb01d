"""What a deadline that ran out makes of a case: the clock goes on, and is known to have passed."""

from __future__ import annotations

from domain.case import Case, Clock, clock_id
from domain.changing import replace
from domain.envelope import Envelope
from domain.facts.deadlines import DeadlinePassed
from domain.fold.change import Changes


def passed(case: Case, fact: DeadlinePassed, envelope: Envelope) -> Case:
    """Marks the clock meant, live or stopped since; an unknown one changes nothing."""
    name = clock_id(fact.clock, fact.key)
    live = case.clocks.get(name)
    if live is not None and live.due_at == fact.due_at:
        return replace(case, clocks={**case.clocks, name: replace(live, passed=envelope.event_id)})
    return replace(case, overrun=tuple(clock for clock in case.overrun if not _is_meant(clock, fact)))


def _is_meant(clock: Clock, fact: DeadlinePassed) -> bool:
    return (clock.name, clock.key, clock.due_at) == (fact.clock, fact.key, fact.due_at)


CHANGES: Changes = {
    DeadlinePassed: passed,
}
