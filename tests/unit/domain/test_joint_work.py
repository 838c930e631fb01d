"""What campaigns, outfall files and commitments ask of the domain beyond their rules."""

from __future__ import annotations

from datetime import date

import pytest

from domain.areas import covers
from domain.case import Case
from domain.claims import claims_of
from domain.conformance_laws import breaches_of_law
from domain.facts.dispatch import CaseReturned, CaseSignedFor, ChildLinked
from domain.facts.intake import CaseFiled
from domain.facts.work import CaseClosed, CheckPassed, WorkReported
from domain.fold import evolve, fold
from domain.values import Place
from tests.calendars import PUBLISHED, at
from tests.support.definitions import single
from tests.support.given import given, happened, history
from tests.support.joint_work import UNTIL, campaign, child, claimed, offered, plan
from tests.support.samples import reported

INSIDE, OUTSIDE = Place(lat_deg=30.35, lon_deg=120.15), Place(lat_deg=30.5, lon_deg=120.15)
AREA = ("30.3,120.1", "30.3,120.2", "30.4,120.2", "30.4,120.1")


def test_a_clock_ends_when_the_plan_in_force_says_where_its_fact_says_nothing() -> None:
    workflow = single(
        "document.served", clocks="+campaign", given={"doc": "campaign_notice", "to": "public"}, target=None
    )
    outcome = given(campaign(), plan(), workflow=workflow).when("act", by="roads-head")
    assert outcome.clocks["campaign"].due_at == PUBLISHED.end_of_day(UNTIL)

    unplanned = given(campaign(), workflow=workflow).when("act", by="roads-head")
    assert unplanned.clocks["campaign"].rule == "campaign", "its own limit"


def test_whoever_takes_on_what_no_unit_has_leads_from_then_on() -> None:
    free = given(offered(), workflow=single("case.signed_for"))
    after = free.when("act", by="firm-1").and_then().known
    assert (after.unit, set(after.units), tuple(after.leads)) == ("firm", {"firm"}, ("firm",))
    assert after.assignments["work"] == "firm-1"

    led = given(offered(), claimed("roads-1", "roads"), workflow=single("case.signed_for"))
    assert led.when("act", by="firm-1").and_then().known.unit == "roads", "whoever leads goes on leading"


def test_what_was_given_back_is_taken_on_again_and_counts() -> None:
    back = CaseReturned(unit="roads", reason="given_back", fault="none", nth=1)
    case = given(offered(), claimed("roads-1", "roads"), back, claimed("firm-1", "firm")).known
    assert (case.returns, case.unit, tuple(case.leads)) == (1, "firm", ("roads", "firm"))


@pytest.mark.parametrize(("rules", "found"), [("", []), ("actor_in_lead_unit", [("dispatch", "act")])])
def test_a_claim_after_a_return_is_no_work_without_a_dispatch(
    rules: str, found: list[tuple[str, str]]
) -> None:
    back = CaseReturned(unit="roads", reason="given_back", fault="none", nth=1)
    case = given(offered(), claimed("roads-1", "roads"), back).known
    workflow = single("case.signed_for", rules=rules)
    event = happened(CaseSignedFor(unit="firm", person="firm-1"), by="firm-1", trigger="act")
    assert list(breaches_of_law(case, event, workflow)) == found


def test_whom_it_is_for_confirms_and_nobody_else_from_outside() -> None:
    start = given(offered("resident-1"), workflow=single("check.passed", roles="beneficiary"))
    confirmed = start.when("act", by="resident-1", sends={"note": "办好了"}).then(CheckPassed)
    assert (confirmed.event.envelope.role, confirmed.event.envelope.unit) == ("beneficiary", "")
    start.when("act", by="resident-2", sends={"note": "办好了"}).then("role_missing")


def test_who_asks_for_something_himself_is_whom_it_is_for() -> None:
    workflow = single(
        "task.opened", opening=True, roles="reporter liaison", given={"kind": "commitment", "rule": "asked"}
    )
    sends = {"subject": "resident-2", "until": "2026-04-30"}
    outcome = given(workflow=workflow).when("act", by="resident-1", sends=sends)
    assert outcome.and_then().known.reporter == "resident-1"


def test_an_outfall_has_one_file_for_ever() -> None:
    fact = CaseFiled(case_no="XF-1", category="c", condition="-", limit_profile="-", object="outfall-7")
    assert [(claim.scope, claim.key, claim.code) for claim in claims_of(happened(fact))] == [
        ("case_no", "XF-1", "case_no_taken"),
        ("file", "outfall-7", "file_exists"),
    ]


def test_the_object_is_recorded_where_one_file_is_asked_for() -> None:
    place = Place(lat_deg=30.33, lon_deg=120.11, object_id="outfall-7")
    sends = {"category": "litter", "condition": "heaped"}
    for rules, named in (("one_file_per_object", "outfall-7"), ("", None)):
        start = given(reported(place=place), workflow=single("case.filed", rules=rules))
        fact = start.when("act", by="intake-1", sends=sends).event.fact
        assert isinstance(fact, CaseFiled)
        assert fact.object == named


LINKED = (ChildLinked(child="case-3", relation="child"), ChildLinked(child="case-4", relation="child"))


def test_children_that_rest_are_listed_by_the_case_and_typed_by_nobody() -> None:
    others = (child("suspended", phase="suspended"), child("closed", phase="done", case_id="case-4"))
    start = given(
        campaign(), *LINKED, workflow=single("work.reported", rules="children_settled"), others=others
    )
    fact = start.when("act", by="roads-head", sends={"result": "完成"}).event.fact
    assert isinstance(fact, WorkReported)
    assert fact.children == ("case-3",)
    typed = start.when("act", by="roads-head", sends={"result": "完成", "children": []}).then("field_missing")
    assert ("/children", "not_yours_to_give") in typed.problems


def test_nothing_is_listed_where_a_move_lets_no_child_go_on() -> None:
    start = given(campaign(), *LINKED, workflow=single("work.reported"))
    fact = start.when("act", by="roads-head", sends={"result": "完成"}).event.fact
    assert isinstance(fact, WorkReported)
    assert fact.children == ()


def _running(state_phase: str = "work") -> Case:
    case = fold(history([campaign(area=AREA), plan()], single("work.noted"), "here"))
    assert case is not None
    return Case(**{**case.__dict__, "id": "task-1", "phase": state_phase})


def _at(place: Place | None) -> Case:
    case = evolve(None, happened(reported(place=place)))
    return Case(**{**case.__dict__, "id": "case-9"})


DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("place", "phase", "day", "covered"),
    [
        (INSIDE, "work", DAY, True),
        (OUTSIDE, "work", DAY, False),
        (INSIDE, "work", date(2026, 3, 1), False),
        (INSIDE, "check", DAY, False),
        (Place(address="莲花路口"), "work", DAY, False),
        (None, "work", DAY, False),
    ],
)
def test_what_lies_in_the_outline_while_it_runs(
    place: Place | None, phase: str, day: date, covered: bool
) -> None:
    assert covers(_running(phase), _at(place), day) is covered


def test_what_hangs_on_it_already_is_not_hung_on_again() -> None:
    running, case = _running(), _at(INSIDE)
    hung = Case(**{**running.__dict__, "children": {"case-9": "child"}})
    assert not covers(hung, case, DAY)
    assert not covers(running, running, DAY)


def test_a_file_that_was_opened_again_counts_one_round_more() -> None:
    closed = CaseClosed(condition="-", outcome="corrected", summary="-", public_summary="-")
    start = given(
        reported(),
        happened(closed, when=at("2026-03-02 12:00")),
        workflow=single("case.reopened", given={"cause": "relapse"}),
    )
    after = start.when("act", by="roads-head", sends={}).and_then().known
    assert (after.round, after.reopened) == (2, 1)
