"""What arriving on the spot and filling in a checklist make of a case."""

from __future__ import annotations

from domain.case import Case
from domain.case_parts import Checklist
from domain.changing import replace
from domain.envelope import Envelope
from domain.facts import site as facts
from domain.fold.change import Changes


def reached(case: Case, fact: facts.SiteReached, _: Envelope) -> Case:
    """Whoever is there is of Hands, and somebody saw it."""
    return replace(case, hands=case.hands | frozenset(fact.persons), person_saw_it=True)


def recorded(case: Case, fact: facts.ChecklistRecorded, envelope: Envelope) -> Case:
    return replace(
        case,
        checklist=Checklist(
            list=fact.list,
            version=fact.version,
            items=fact.items,
            length=fact.length,
            duration=fact.duration,
            at=envelope.occurred_at,
            by=envelope.persons,
        ),
    )


CHANGES: Changes = {facts.SiteReached: reached, facts.ChecklistRecorded: recorded}
