"""What the demo says when it is done: cases by workflow and state, facts, the rates a cockpit would show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from domain.case import Case
from domain.definition import PHASES, Workflow
from workflows.loader import Labels


def figures(
    cases: Iterable[Case], workflows: Mapping[str, Workflow], events: int, end: datetime
) -> dict[str, Any]:
    """Counts and rates of these cases as they stand at `end`."""
    found = list(cases)
    by_state = Counter((case.workflow, case.state) for case in found)
    return {
        "cases": len(found),
        "events": events,
        "until": end.isoformat(),
        "by_workflow": {
            key: {state: by_state[key, state] for state in workflow.states}
            for key, workflow in workflows.items()
        },
        "by_phase": {phase: sum(case.phase == phase for case in found) for phase in PHASES},
        "overdue": sum(_is_overdue(case, end) for case in found),
        "rates": _rates(found, frozenset(_street(workflows))),
    }


def _street(workflows: Mapping[str, Workflow]) -> Iterator[str]:
    """Workflows in which a unit is sent and somebody else looks afterwards."""
    for key, workflow in workflows.items():
        if {"dispatch", "assign_check"} <= workflow.moves.keys():
            yield key


def _rates(cases: list[Case], street: frozenset[str]) -> dict[str, dict[str, int]]:
    """Each rate as its two numbers; the base of all but the last two are street cases whose loop closed."""
    closed = [case for case in cases if case.state in ("closed", "evaluated") and case.workflow in street]
    filed = [case for case in cases if case.case_no and case.workflow in street]
    timed = [case for case in closed if case.handle_overdue is not None]
    rated = [case for case in cases if case.rating is not None]
    return {
        "handled_in_time": _of(sum(case.handle_overdue is False for case in timed), len(timed)),
        "independently_checked": _of(sum(case.checked_independently for case in closed), len(closed)),
        "reworked": _of(sum(case.reworks > 0 for case in closed), len(closed)),
        "reopened": _of(sum(case.reopened > 0 for case in filed), len(filed)),
        "returned": _of(sum(case.returns > 0 for case in filed), len(filed)),
        "rated_solved": _of(sum(case.solved == "yes" for case in rated), len(rated)),
        "disputes_performed": _of(*_performed(cases)),
    }


def _performed(cases: list[Case]) -> tuple[int, int]:
    ended = [case for case in cases if case.workflow == "mediation" and case.phase == "done" and case.case_no]
    return sum(case.state == "closed" for case in ended), len(ended)


def _of(part: int, whole: int) -> dict[str, int]:
    return {"count": part, "of": whole}


def _is_overdue(case: Case, end: datetime) -> bool:
    return case.phase != "done" and any(
        clock.kind == "duty" and clock.has_run_out(end) for clock in case.clocks.values()
    )


def told(data: Mapping[str, Any], labels: Mapping[str, Labels]) -> Iterator[str]:
    """The same as lines to read."""
    yield f"{data['cases']} cases, {data['events']} facts, open and overdue: {data['overdue']}"
    for key, states in data["by_workflow"].items():
        words = labels[key]
        counts = (f"{words.text('states', state)} {count}" for state, count in states.items() if count)
        yield f"  {words.text('workflows', key)} ({key}, {sum(states.values())}): {' · '.join(counts)}"
    yield "  phases: " + ", ".join(f"{phase} {count}" for phase, count in data["by_phase"].items())
    rates = (
        f"{name.replace('_', ' ')} {rate['count']}/{rate['of']}"
        + (f" = {rate['count'] / rate['of']:.0%}" if rate["of"] else "")
        for name, rate in data["rates"].items()
    )
    yield "  " + ", ".join(rates)
