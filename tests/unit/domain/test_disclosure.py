"""Who may read what of whose case: the office's table, role by role, and nothing to anybody it does not name."""

from __future__ import annotations

import pytest

from domain.case import Case
from domain.disclosure import (
    CONFIDENTIAL_TO,
    PERSONAL_TO,
    Right,
    may_know_reporter,
    right_of,
    visible_level,
)
from domain.facts.dispatch import AssistRequested, CaseDispatched, CaseReassigned
from domain.facts.office import RoleGiven
from domain.facts.work import CaseReopened, CheckAssigned, WorkNoted
from domain.office import Office, Person, Post
from tests.calendars import at
from tests.support.definitions import STREET
from tests.support.given import Given, given, happened
from tests.support.samples import reported
from tests.support.small_office import EAST, OFFICE, office_of

NOBODY, STAFF, PERSONAL, CONFIDENTIAL = -1, 1, 2, 3
REPORT = happened(reported(reporter="resident-1", parties=("party-1", "party-2")), by="grid-1")
ROADS = happened(CaseDispatched(unit="roads", assignee="roads-2", round=1), by="dispatcher-1")
MEDIATED = CaseDispatched(unit="committee", assignee="mediator-1", round=1)
FIRM_ASSISTS = AssistRequested(assist="assist-1", unit="firm", task="-", due_at=at("2026-03-03 12:00"))


def _case(*facts: object) -> Case:
    start: Given = given(REPORT, *facts, workflow=STREET, state="handling")  # type: ignore[arg-type]
    return start.known


def _level(person: str, *facts: object, office: Office = OFFICE) -> int:
    return visible_level(office.person(person), _case(*facts))


ANY_CASE = ("intake", "shift_leader", "dispatcher", "deputy", "leader", "supervisor", "callback", "legal")
"""Class 2 of every case."""
OWN_CASE = ("checker", "grid", "river_chief", "river_office", "clerk", "courier")
"""Class 2 of the cases they reported, are assigned to or had a hand in."""
OWN_UNIT = ("unit_head", "handler", "officer", "use_unit", "kitchen")
"""Class 2 of the cases their unit leads or assists as well."""
NEVER = ("auditor", "steward", "no_such_role")
"""See that a field is there, not what it says."""


def _holding(role: str, unit: str = "elsewhere") -> Person:
    return Person(id="person-1", posts=(Post(role=role, unit=unit),))


@pytest.mark.parametrize("role", ANY_CASE)
def test_the_desks_and_the_heads_read_what_is_personal(role: str) -> None:
    assert visible_level(_holding(role), _case()) == PERSONAL


@pytest.mark.parametrize("role", [*OWN_CASE, *OWN_UNIT, "mediator"])
def test_others_read_nothing_personal_of_a_strangers_case(role: str) -> None:
    assert visible_level(_holding(role), _case(ROADS)) == STAFF


@pytest.mark.parametrize("role", [*OWN_CASE, *OWN_UNIT])
def test_others_read_what_is_personal_in_cases_of_their_own(role: str) -> None:
    worked = happened(WorkNoted(step="other"), by="person-1")
    assert visible_level(_holding(role), _case(worked)) == PERSONAL
    assert (
        visible_level(_holding(role), _case(CheckAssigned(checker="person-1", unit="-", level="street")))
        == PERSONAL
    )
    in_name = happened(reported(), by="intake-1", for_="person-1")
    reported_by_him = given(in_name, workflow=STREET, state="reported").known
    assert visible_level(_holding(role), reported_by_him) == PERSONAL


@pytest.mark.parametrize("role", OWN_UNIT)
def test_a_unit_reads_what_is_personal_in_the_cases_it_leads_or_assists(role: str) -> None:
    assert visible_level(_holding(role, "roads"), _case(ROADS)) == PERSONAL
    assert visible_level(_holding(role, "firm"), _case(ROADS)) == STAFF
    assert visible_level(_holding(role, "firm"), _case(ROADS, FIRM_ASSISTS)) == PERSONAL


@pytest.mark.parametrize("role", [*OWN_CASE, "mediator"])
def test_the_unit_alone_does_not_do_for_the_others(role: str) -> None:
    assert visible_level(_holding(role, "roads"), _case(ROADS)) == STAFF


@pytest.mark.parametrize("role", NEVER)
def test_whom_the_table_does_not_name_reads_nothing_personal(role: str) -> None:
    worked = happened(WorkNoted(step="other"), by="person-1")
    assert visible_level(_holding(role, "roads"), _case(ROADS, worked)) == STAFF


def test_a_case_nobody_leads_is_no_units_own() -> None:
    assert visible_level(_holding("handler", ""), _case()) == STAFF


def test_who_mediates_reads_what_is_confidential_and_no_other_mediator() -> None:
    assert _level("mediator-1") == STAFF
    assert _level("mediator-1", MEDIATED) == CONFIDENTIAL
    assert _level("mediator-2", MEDIATED) == STAFF
    assert _level("system", MEDIATED) == CONFIDENTIAL


def test_the_committee_reads_what_is_confidential_until_somebody_mediates() -> None:
    """It has to accept the dispute and to find a mediator; what is said to him is not for all of it."""
    assert _level("committee-1") == CONFIDENTIAL
    noted = happened(WorkNoted(step="mediator_objected"), by="mediator-1")
    assert _level("committee-1", noted) == CONFIDENTIAL
    assert _level("committee-1", MEDIATED) == PERSONAL
    again = CaseReopened(cause="party_asked", round=2)
    assert _level("committee-1", MEDIATED, again) == PERSONAL, "the record of the first round is still there"


def test_who_is_no_mediator_of_it_any_more_reads_no_more_of_it() -> None:
    met = happened(WorkNoted(step="other"), by="mediator-1")
    other = CaseReassigned(
        unit="committee", from_unit="committee", assignee="mediator-2", reason="party_asked"
    )
    assert _level("mediator-1", MEDIATED, met, other) == PERSONAL
    assert _level("mediator-2", MEDIATED, met, other) == CONFIDENTIAL


def test_a_mediator_who_took_it_in_reads_it_until_somebody_is_assigned() -> None:
    taken_in = happened(reported(reporter="resident-1"), by="mediator-2")
    fresh = given(taken_in, workflow=STREET, state="reported").known
    assigned = given(taken_in, MEDIATED, workflow=STREET, state="handling").known
    assert visible_level(OFFICE.person("mediator-2"), fresh) == CONFIDENTIAL
    assert visible_level(OFFICE.person("mediator-2"), assigned) == PERSONAL


@pytest.mark.parametrize(
    ("person", "facts", "right"),
    [
        ("intake-1", (), Right(2, "intake", "desk", "any")),
        ("roads-1", (ROADS,), Right(2, "handler", "roads", "own_unit")),
        ("grid-1", (ROADS,), Right(2, "grid", EAST, "own_case")),
        ("mediator-1", (MEDIATED,), Right(3, "mediator", "committee", "assigned")),
        ("committee-1", (), Right(3, "committee", "committee", "until_assigned")),
        ("committee-1", (MEDIATED,), Right(2, "committee", "committee", "any")),
        ("resident-1", (), Right(2, "reporter", "", "concerned")),
        ("party-1", (), Right(2, "party", "", "concerned")),
        ("auditor-1", (), Right(1)),
        ("resident-9", (), Right(-1)),
    ],
)
def test_a_right_says_by_which_post_and_how_it_reaches_the_case(
    person: str, facts: tuple[object, ...], right: Right
) -> None:
    assert right_of(OFFICE.person(person), _case(*facts)) == right


@pytest.mark.parametrize("role", sorted(PERSONAL_TO.keys() - CONFIDENTIAL_TO.keys()))
def test_nobody_else_reads_what_is_confidential(role: str) -> None:
    worked = happened(WorkNoted(step="other"), by="person-1")
    assert visible_level(_holding(role, "roads"), _case(ROADS, worked)) == PERSONAL


ACCUSED = {"accused_unit": "roads", "accused_person": "deputy-1"}


@pytest.mark.parametrize("person", ["roads-head", "roads-2", "two-posts", "deputy-1"])
def test_who_is_accused_sees_nothing_at_all(person: str) -> None:
    report = happened(reported(reporter="resident-1", attributes=ACCUSED), by="intake-1")
    case = given(report, ROADS, workflow=STREET, state="handling").known
    assert visible_level(OFFICE.person(person), case) == NOBODY
    assert visible_level(OFFICE.person("intake-1"), case) == PERSONAL
    assert visible_level(OFFICE.person("firm-1"), case) == STAFF


def test_the_window_reads_what_is_applied_for_and_no_grievance() -> None:
    item = given(happened(reported(category="service.licence")), workflow=STREET, state="reported").known
    clerk = OFFICE.person("clerk-1")
    assert visible_level(clerk, item) == PERSONAL
    assert visible_level(clerk, _case()) == STAFF
    assert visible_level(OFFICE.person("kitchen-1"), item) == STAFF


@pytest.mark.parametrize("person", ["resident-1", "party-1", "party-2"])
def test_whom_it_is_about_reads_what_is_his(person: str) -> None:
    assert _level(person) == PERSONAL


@pytest.mark.parametrize("person", ["resident-2", "party-3", "gateway-1"])
def test_anybody_else_reads_nothing_at_all(person: str) -> None:
    assert _level(person) == NOBODY


def test_staff_who_report_for_themselves_read_what_is_theirs() -> None:
    case = given(
        happened(reported(reporter="roads-1"), by="intake-1"), workflow=STREET, state="reported"
    ).known
    assert visible_level(OFFICE.person("roads-1"), case) == PERSONAL
    assert visible_level(OFFICE.person("roads-2"), case) == STAFF


def test_a_post_lends_its_unit_to_no_other_post() -> None:
    """Handler in one unit, auditor in another: the other unit's cases stay closed."""
    office = office_of(
        RoleGiven(person="person-1", role="handler", unit="firm"),
        RoleGiven(person="person-1", role="auditor", unit="roads"),
        before=OFFICE,
    )
    assert _level("person-1", ROADS, office=office) == STAFF
    assert _level("person-1", ROADS, FIRM_ASSISTS, office=office) == PERSONAL


@pytest.mark.parametrize(
    ("person", "knows"),
    [
        ("intake-1", True), ("shift-1", True), ("callback-1", True), ("grid-1", True), ("resident-1", True),
        ("grid-2", False), ("dispatcher-1", False), ("roads-2", False), ("roads-head", False), ("deputy-1", False),
        ("supervisor-1", False), ("auditor-1", False),
    ],
)  # fmt: skip
def test_who_knows_a_reporter_who_wants_to_stay_anonymous(person: str, knows: bool) -> None:
    report = happened(reported(reporter="resident-1", anonymous=True), by="grid-1")
    hidden = given(report, ROADS, workflow=STREET, state="handling").known
    assert may_know_reporter(OFFICE.person(person), hidden) is knows
    assert may_know_reporter(OFFICE.person(person), _case(ROADS)), (
        "nothing is kept from anybody who did not ask"
    )
