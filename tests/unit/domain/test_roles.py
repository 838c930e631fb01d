"""In which post somebody acts, for whom he may stand in, and who has no post at all."""

from __future__ import annotations

import pytest

from domain.errors import Refused, RoleMissing
from domain.facts.dispatch import AssistRequested, CaseDispatched
from domain.facts.intake import CaseReported
from domain.facts.office import RoleGiven
from domain.roles import held_roles
from tests.calendars import at
from tests.support.definitions import STREET, single
from tests.support.given import Given, Outcome, given, happened
from tests.support.samples import FIELDS, reported
from tests.support.small_office import OFFICE, office_of

NOTE = FIELDS["work.noted"]
ROADS = CaseDispatched(unit="roads", round=1)
FIRM_ASSISTS = AssistRequested(assist="assist-1", unit="firm", task="-", due_at=at("2026-03-03 12:00"))


def _act(by: str, roles: str, *facts: object, for_: str | None = None, **more: object) -> Outcome:
    start = _start(roles, *facts)
    return start.when("act", by=by, for_=for_, sends=NOTE, **more)


def _start(roles: str, *facts: object) -> Given:
    return given(*(facts or (reported(),)), workflow=single("work.noted", roles=roles))  # type: ignore[arg-type]


def _post(outcome: Outcome) -> tuple[str, str]:
    return outcome.event.envelope.role, outcome.event.envelope.unit


def test_a_role_of_the_move_is_needed() -> None:
    assert _post(_act("roads-1", "handler")) == ("handler", "roads")
    outcome = _act("roads-1", "unit_head intake").then("role_missing")
    assert isinstance(outcome.refusal, RoleMissing)
    assert outcome.refusal.facts == {"move": "act", "roles": ("unit_head", "intake")}
    _act("nobody", "unit_head").then("role_missing")


def test_a_name_of_the_workflow_stands_for_several_roles() -> None:
    assert _post(_act("roads-head", "unit")) == ("unit_head", "roads")
    assert _post(_act("roads-1", "unit")) == ("handler", "roads")
    _act("intake-1", "unit").then("role_missing")
    assert held_roles(STREET, ("unit", "intake")) == ("unit_head", "handler", "intake")


def test_staff_is_anybody_who_holds_a_post_but_neither_device_nor_system() -> None:
    assert _post(_act("auditor-1", "staff")) == ("auditor", "audit")
    for nobody in ("gateway-1", "system", "resident-1"):
        _act(nobody, "staff").then("role_missing")


def test_the_system_acts_where_a_move_says_so() -> None:
    assert _post(_act("system", "system intake")) == ("system", "")
    _act("system", "intake").then("role_missing")


def test_of_two_posts_the_one_in_the_units_of_the_case_counts() -> None:
    assert _post(_act("two-posts", "handler")) == ("handler", "roads")
    firm = CaseDispatched(unit="firm", round=1)
    assert _post(_act("two-posts", "handler", reported(), firm)) == ("handler", "firm")
    elsewhere = CaseDispatched(unit="team", round=1)
    assert _post(_act("two-posts", "handler", reported(), elsewhere, FIRM_ASSISTS)) == ("handler", "firm")


def test_ones_own_post_goes_before_that_of_whom_one_stands_in_for() -> None:
    assert _post(_act("roads-head", "unit", for_="roads-1")) == ("unit_head", "roads")
    assert _post(_act("roads-1", "unit", for_="roads-head")) == ("handler", "roads")
    assert _post(_act("roads-1", "unit_head", for_="roads-head")) == ("unit_head", "roads")


def test_of_a_colleagues_posts_only_those_in_ones_own_units_are_lent() -> None:
    assert _post(_act("roads-1", "handler", for_="two-posts")) == ("handler", "roads")
    _act("intake-1", "deputy", for_="shift-deputy").then("role_missing")
    assert _post(_act("intake-1", "shift_leader deputy", for_="shift-deputy")) == ("shift_leader", "desk")


def test_without_a_case_the_first_post_counts() -> None:
    workflow = single("case.reported", opening=True, roles="handler")
    outcome = given(workflow=workflow).when("act", by="two-posts", sends=FIELDS["case.reported"])
    assert _post(outcome) == ("handler", "roads")


def test_the_role_one_names_is_the_one_one_acts_in() -> None:
    assert _post(_act("leading-intake", "intake shift_leader")) == ("intake", "desk")
    assert _post(_act("leading-intake", "intake shift_leader", role="shift_leader")) == (
        "shift_leader",
        "desk",
    )
    _act("leading-intake", "intake", role="shift_leader").then("role_missing")
    _act("intake-1", "staff", role="deputy").then("role_missing")
    assert _post(_act("leading-intake", "staff", role="shift_leader")) == ("shift_leader", "desk")


@pytest.mark.parametrize(
    ("by", "for_", "may"),
    [
        ("roads-1", "roads-2", True),
        ("roads-1", "roads-1", True),
        ("roads-1", "firm-1", False),
        ("roads-1", "two-posts", True),
        ("intake-1", "roads-1", False),
        ("intake-1", "resident-1", True),
        ("dispatcher-1", "resident-1", True),
        ("callback-1", "resident-1", True),
        ("grid-1", "resident-1", True),
        ("committee-1", "resident-1", True),
        ("mediator-1", "resident-1", True),
        ("roads-1", "resident-1", False),
        ("deputy-1", "resident-1", False),
        ("system", "resident-1", True),
        ("system", "roads-1", False),
        ("intake-1", "system", False),
        ("dispatcher-1", "gateway-1", False),
        ("system", "system", True),
    ],
)
def test_who_may_stand_in_for_whom(by: str, for_: str, may: bool) -> None:
    outcome = _act(by, "staff system", for_=for_)
    if may:
        assert outcome.event.envelope.on_behalf_of == for_
        return
    outcome.then("may_not_stand_in")
    assert isinstance(outcome.refusal, Refused)
    assert outcome.refusal.facts == {"on_behalf_of": for_}


def test_standing_in_for_the_system_lends_nobody_its_rights() -> None:
    for clerk in ("intake-1", "grid-1", "dispatcher-1"):
        _act(clerk, "system", for_="system").then("may_not_stand_in")


def _report(by: str, *, for_: str | None = None, role: str | None = None, **sends: object) -> Outcome:
    fields = {**FIELDS["case.reported"], "channel": "app", **sends}
    return given().when("report", by=by, for_=for_, role=role, sends=fields)


def test_anybody_from_outside_may_report_and_is_the_reporter() -> None:
    outcome = _report("resident-1")
    assert _post(outcome) == ("reporter", "")
    assert isinstance(outcome.event.fact, CaseReported)
    assert outcome.event.fact.reporter == "resident-1"


def test_nobody_from_outside_reports_in_anothers_name() -> None:
    outcome = _report("resident-1", reporter="resident-2")
    assert isinstance(outcome.event.fact, CaseReported)
    assert outcome.event.fact.reporter == "resident-1"


def test_staff_take_down_who_reported() -> None:
    outcome = _report("intake-1", reporter="resident-2")
    assert _post(outcome) == ("intake", "desk")
    assert isinstance(outcome.event.fact, CaseReported)
    assert outcome.event.fact.reporter == "resident-2"
    outcome = _report("intake-1")
    assert isinstance(outcome.event.fact, CaseReported)
    assert outcome.event.fact.reporter is None


def test_who_has_another_post_reports_for_himself_only_when_he_says_so() -> None:
    _report("roads-1").then("role_missing")
    assert _post(_report("roads-1", role="reporter")) == ("reporter", "")
    _report("roads-1", role="party").then("role_missing")


def test_who_reports_for_a_resident_is_not_the_reporter() -> None:
    outcome = _report("callback-1", role="reporter", for_="resident-1")
    assert isinstance(outcome.event.fact, CaseReported)
    assert outcome.event.fact.reporter == "resident-1"


def test_the_reporter_is_one_on_his_own_case_only() -> None:
    start = given(happened(reported(reporter="resident-1"), by="intake-1"), state="reported")
    sends = {"explanation": "已自行解决"}
    assert _post(start.when("withdraw", by="resident-1", sends=sends)) == ("reporter", "")
    start.when("withdraw", by="resident-2", sends=sends).then("role_missing")
    start.when("withdraw", by="roads-1", sends=sends).then("role_missing")
    assert _post(start.when("withdraw", by="intake-1", for_="resident-1", sends=sends)) == ("intake", "desk")
    assert _post(start.when("withdraw", by="callback-1", for_="resident-1", sends=sends)) == ("reporter", "")
    start.when("withdraw", by="resident-1", sends=sends, role="intake").then("role_missing")


def test_a_case_without_reporter_is_nobodys() -> None:
    start = given(reported(), state="reported")
    start.when("withdraw", by="resident-1", sends={"explanation": "-"}).then("role_missing")


def test_a_party_is_one_on_the_case_that_names_him() -> None:
    named = reported(parties=("party-1", "party-2"), reporter="resident-1")
    assert _post(_act("party-2", "party reporter", named)) == ("party", "")
    assert _post(_act("resident-1", "party reporter", named)) == ("reporter", "")
    _act("party-3", "party reporter", named).then("role_missing")
    _act("resident-1", "party", named).then("role_missing")
    assert _post(_act("mediator-1", "party", named, for_="party-1")) == ("party", "")


def test_a_role_taken_away_is_gone() -> None:
    office = office_of(RoleGiven(person="resident-1", role="handler", unit="roads"), before=OFFICE)
    start = given(reported(), workflow=single("work.noted", roles="handler"))
    start.when("act", by="resident-1", sends=NOTE).then("role_missing")
    start = given(reported(), workflow=single("work.noted", roles="handler"), office=office)
    assert start.when("act", by="resident-1", sends=NOTE).refusal is None
