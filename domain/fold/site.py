"""What arriving on the spot and filling in a checklist make of a case."""

from __future__ import annotations

from domain.case import Case
from domain.case_parts import Checklist
from domain.changing import replace
from domain.envelope import Envelope
from domain.facts import site as facts
from domain.fieldwork import VOLUNTEER_HOURS, Shift
from domain.fold.change import Changes


def reached(case: Case, fact: facts.SiteReached, envelope: Envelope) -> Case:
    """Whoever is there is of Hands, and somebody saw it; from now on they are at work."""
    began = tuple(
        Shift(person=person, unit=envelope.unit, since=envelope.occurred_at)
        for person in fact.persons
        if all(shift.person != person or shift.until for shift in case.shifts)
    )
    return replace(
        case,
        hands=case.hands | frozenset(fact.persons),
        person_saw_it=True,
        shifts=(*case.shifts, *began),
    )


def recorded(case: Case, fact: facts.ChecklistRecorded, envelope: Envelope) -> Case:
    filled = Checklist(
        list=fact.list,
        version=fact.version,
        items=fact.items,
        length=fact.length,
        duration=fact.duration,
        at=envelope.occurred_at,
        by=envelope.persons,
        object=fact.object or "",
        dry_hours=fact.dry_hours or 0,
    )
    kept = replace(case, checklist=filled, checklists=(*case.checklists, filled))
    if fact.list != VOLUNTEER_HOURS:
        return kept
    return replace(kept, shifts=tuple(_signed(shift, envelope) for shift in case.shifts))


def _signed(shift: Shift, envelope: Envelope) -> Shift:
    """Whoever signs the sheet signs for every shift that is over, but not for his own."""
    fits = shift.until is not None and not shift.signed_by and shift.person not in envelope.persons
    return replace(shift, signed_by=envelope.actor) if fits else shift


CHANGES: Changes = {facts.SiteReached: reached, facts.ChecklistRecorded: recorded}
