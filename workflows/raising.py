"""What somebody higher has to look at: work that fails again and again, cases that are sent around."""

from __future__ import annotations

from collections.abc import Iterator

from domain.case import Case
from domain.envelope import Event
from domain.facts.dispatch import LEVELS, CaseDispatched, CaseReassigned, CaseReturned
from domain.facts.schema import Fact
from domain.facts.work import CheckFailed
from workflows.consequences import Around, Consequence

NTH = 3
"""The failed check, the return, the unit at which somebody higher has to look (D)."""
RAISED_TO = ("deputy", "leader")
RAISING: frozenset[type[Fact]] = frozenset({CheckFailed, CaseReturned, CaseDispatched, CaseReassigned})
"""Facts that may bring these about, and nothing else."""


def supervise_after_failed_checks(event: Event, case: Case, _: Around) -> Iterator[Consequence]:
    """Work that a check finds undone for the third time is supervised."""
    is_third = case.failed_checks[NTH - 1 : NTH] == (event.envelope.event_id,)
    if is_third and not case.supervisions:
        yield Consequence(
            reaction="supervise_after_failed_checks",
            on=case.id,
            move="supervise",
            fields={"reason": "unsolved", "ask": f"核查{NTH}次不通过,请说明原因和整改计划"},
        )


def raise_after_returns(event: Event, case: Case, _: Around) -> Iterator[Consequence]:
    """What units returned three times is raised a level."""
    if case.granted_returns[NTH - 1 : NTH] == (event.envelope.event_id,):
        yield from _raised("raise_after_returns", case, "duty_dispute")


def raise_after_units(event: Event, case: Case, _: Around) -> Iterator[Consequence]:
    """What a third unit is given is raised a level."""
    if tuple(case.leads.values())[NTH - 1 : NTH] == (event.envelope.event_id,):
        yield from _raised("raise_after_units", case, "no_effect")


def _raised(reaction: str, case: Case, cause: str) -> Iterator[Consequence]:
    """To the next level above the one the case has reached, if there is one."""
    reached = LEVELS.index(case.level or "desk")
    for level in [one for one in RAISED_TO if LEVELS.index(one) > reached][:1]:
        fields = {"to_level": level, "cause": cause}
        yield Consequence(reaction=reaction, on=case.id, move="escalate", fields=fields)
