"""What can be chosen for a field of a move on a case: units of the duty list, fitting persons, listed conditions.

A choice offered here is one the rules would take as far as they can be asked beforehand; the move is judged all
the same when it comes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from api import person_choices, record_choices
from api.naming import Naming
from api.wording import Wording
from domain.case import Case
from domain.context import Context
from domain.declaration import declared
from domain.definition import Category, Workflow
from domain.facts import BY_TOPIC
from domain.offers import Offer, OfferedField
from domain.office import Office
from domain.rules.rounds import doers

Choice = tuple[str, str]
"""A value and its name."""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Where choices come from: the case (None for one to be opened), its workflow, the office, and the words."""

    case: Case | None
    workflow: Workflow
    context: Context
    wording: Wording
    now: datetime
    called: Mapping[str, str] = field(default_factory=dict)
    """Names of people from outside, as far as who sits here may read them."""
    knows_reporter: bool = True
    """Whether who sits here may know who reported."""

    @property
    def office(self) -> Office:
        """The office as it is."""
        return self.context.office

    @property
    def naming(self) -> Naming:
        """What people and parts of co-units are called here."""
        plain, case = Naming(wording=self.wording, office=self.office, called=self.called), self.case
        if case is None:
            return plain
        return replace(plain, assists=case.assists, place=case.place, facts=case.facts)

    @property
    def category(self) -> Category | None:
        """The category of the case."""
        return self.workflow.categories.get(self.case.category) if self.case else None


Source = Callable[[Desk, Offer], Iterable[str]]


def choices_of(desk: Desk, offer: Offer, field: OfferedField) -> tuple[Choice, ...]:
    """The choices for one field, named in the reader's language; none for a field that is typed."""
    if field.choices:
        listed = _declared_reasons(desk, offer) if field.name == "reason" else ()
        values = [value for value in field.choices if not listed or value in listed]
        return tuple((value, desk.wording.value(field.name, value)) for value in values)
    found = SOURCES.get(f"{offer.fact}.{field.name}") or SOURCES.get(field.name)
    if found is None:
        return ()
    names = next((one.names for one in declared(BY_TOPIC[offer.fact]) if one.name == field.name), None)
    said = ((value, desk.naming.of(names, field.name, value)) for value in found(desk, offer))
    return tuple((value, name or value) for value, name in said)


def keys_of(desk: Desk, offer: Offer, field: OfferedField) -> tuple[Choice, ...]:
    """For a field of several answers (`items`): what the category asks in this move, else its conditions to close."""
    if field.name != "items" or field.kind != "map" or desk.category is None:
        return ()
    return tuple((name, desk.wording.of("conditions", name)) for name in desk.category.asked_in(offer.move))


def slots_of(desk: Desk, offer: Offer) -> tuple[str, ...]:
    """The evidence slots of a move in this category."""
    category = desk.category
    return category.evidence.get(offer.move, offer.evidence) if category else offer.evidence


def _declared_reasons(desk: Desk, offer: Offer) -> tuple[str, ...]:
    rules = desk.workflow.moves[offer.move].rules
    if "ground_allowed" in rules and desk.category:
        return desk.category.suspension_grounds
    if offer.fact != "case.declined" or "reason_listed" not in rules:
        return ()
    return desk.category.decline_reasons if desk.category else ()


def _duty_units(desk: Desk, offer: Offer) -> Iterable[str]:
    case = desk.case
    if case is None or "unit_in_duty_list" not in desk.workflow.moves[offer.move].rules:
        return _units(desk, offer)
    listed = desk.office.units_with_duty(case.category, case.community)
    return [unit for unit in listed if offer.fact != "case.reassigned" or unit != case.unit]


def _units(desk: Desk, _: Offer) -> Iterable[str]:
    return [key for key, unit in sorted(desk.office.units.items()) if unit.active and unit.kind != "office"]


def _other_units(desk: Desk, offer: Offer) -> Iterable[str]:
    lead = desk.case.unit if desk.case else ""
    return [unit for unit in _units(desk, offer) if unit != lead]


def _communities(desk: Desk, _: Offer) -> Iterable[str]:
    return [
        key for key, unit in sorted(desk.office.units.items()) if unit.active and unit.kind == "community"
    ]


def _assignees(desk: Desk, offer: Offer) -> Iterable[str]:
    may_do_it = person_choices.roles_assigned(desk, "work") or doers(desk.workflow)
    roles = may_do_it or {"unit_head", "handler", "officer"}
    return person_choices.holders(desk, roles, frozenset(_duty_units(desk, offer)))


def _other_categories(desk: Desk, _: Offer) -> Iterable[str]:
    return [key for key in desk.workflow.categories if desk.case is None or key != desk.case.category]


def _filing(desk: Desk, _: Offer) -> Iterable[str]:
    return desk.category.filing if desk.category else ()


def _closing(desk: Desk, _: Offer) -> Iterable[str]:
    return desk.category.closing if desk.category else ()


def _open_assists(desk: Desk, _: Offer) -> Iterable[str]:
    return [key for key, assist in desk.case.assists.items() if not assist.answered] if desk.case else ()


def _clocks(desk: Desk, _: Offer) -> Iterable[str]:
    return sorted({clock.name for clock in desk.case.clocks.values()}) if desk.case else ()


def _concerned(desk: Desk, _: Offer) -> Iterable[str]:
    case = desk.case
    if case is None:
        return ()
    return dict.fromkeys(filter(None, (case.reporter if desk.knows_reporter else None, *case.parties)))


SOURCES: Mapping[str, Source] = {
    "case.dispatched.unit": _duty_units,
    "case.reassigned.unit": _duty_units,
    "approval.requested.unit": _other_units,
    "assist.requested.unit": _other_units,
    "units_heard": _units,
    "community": _communities,
    "verifier": person_choices.verifiers,
    "checker": person_choices.checkers,
    "assignee": _assignees,
    "doer": person_choices.doing,
    "officers": person_choices.officers,
    "persons": person_choices.present,
    "subject": _concerned,
    "to": _concerned,
    "party": _concerned,
    "case.filed.condition": _filing,
    "case.closed.condition": _closing,
    "category": lambda desk, _: desk.workflow.categories,
    "case.reclassified.new": _other_categories,
    "assist": _open_assists,
    "clock": _clocks,
    "act": lambda desk, _: desk.workflow.acts,
    "host": person_choices.in_this_role,
    "record.corrected.fact": record_choices.facts,
    "record.corrected.field": record_choices.fields,
    "second": record_choices.colleagues,
}
"""By topic and field, else by field alone. `unit` of other facts is a unit of measure and has no choices."""
