"""Fields nobody types: they follow from the case, the actor or the office."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from domain.declaration import declared
from domain.derive import DERIVED, FILLED, is_derived
from domain.envelope import Event
from domain.facts import BY_TOPIC
from domain.facts.dispatch import (
    AssistRequested,
    CaseDispatched,
    CaseEscalated,
    CaseReturned,
    SupervisionStarted,
)
from domain.facts.enforcement import OrderServed
from domain.facts.intake import CaseFiled, CaseMerged, VerificationAnswered
from domain.facts.office import RoleGiven
from domain.facts.schema import Fact
from domain.facts.site import ChecklistRecorded, PeopleFreed, SiteReached
from domain.facts.work import (
    ApprovalRequested,
    CaseReopened,
    CheckAssigned,
    CheckFailed,
    CheckPassed,
    ExtensionGranted,
    WorkReported,
)
from domain.office import Office
from domain.values import Place
from tests.calendars import at
from tests.support.definitions import single
from tests.support.given import NOW, given, happened, started
from tests.support.samples import FIELDS, FIRST_BEYOND_50_M, HERE, ORIGIN, north, reported
from tests.support.small_office import EAST, OFFICE, WEST, office_of

RETURNED = CaseReturned(unit="roads", reason="not_our_duty", fault="none", nth=1)
ROADS = CaseDispatched(unit="roads", round=1)
ORDER = OrderServed(
    order_no="责改7号",
    act="vending",
    party="party-1",
    party_name="当事人",
    officers=("officer-1",),
    term_due_at=NOW,
    items="-",
)


def _fact(
    topic: str,
    *facts: Fact | Event,
    by: str = "intake-1",
    for_: str | None = None,
    office: Office = OFFICE,
    case_no: str = "XF-2026-0001",
    report: dict[str, Any] | None = None,
    move: dict[str, Any] | None = None,
    **sends: Any,
) -> Any:
    """The fact recorded, with these fields sent besides what it needs; None leaves one out."""
    opens = topic == "case.reported"
    before = () if opens else (reported(**(report or {})), *facts)
    start = given(
        *before, workflow=single(topic, opening=opens, **(move or {})), office=office, case_no=case_no
    )
    wanted = {**FIELDS[topic], **sends}
    fields = {name: value for name, value in wanted.items() if value is not None}
    return start.when("act", by=by, for_=for_, sends=fields).event.fact


def test_each_is_a_field_of_its_fact() -> None:
    for topic, name in [*DERIVED, *FILLED]:
        assert name in {field.name for field in declared(BY_TOPIC[topic])}
    assert not DERIVED.keys() & FILLED.keys()
    assert is_derived("case.reported", "title")
    assert not is_derived("case.reported", "reporter")


@pytest.mark.parametrize(
    ("sends", "title"),
    [
        ({}, "暴露垃圾 · 莲花路口"),
        ({"place": {"lat_deg": 30.33, "lon_deg": 120.11}}, "暴露垃圾"),
        ({"category": None}, "莲花路口"),
        ({"category": "bare"}, "莲花路口"),
        ({"category": None, "place": None}, ""),
    ],
)
def test_a_title_is_composed_of_category_and_place(sends: dict[str, Any], title: str) -> None:
    assert _fact("case.reported", **sends).title == title


def test_a_device_is_who_it_is() -> None:
    assert _fact("case.reported", by="gateway-1", channel="device", device="another").device == "another"
    assert _fact("case.reported", by="gateway-1", channel="device").device == "gateway-1"
    assert _fact("case.reported", by="intake-1").device is None


@pytest.mark.parametrize(
    ("by", "side"),
    [
        ("resident-1", "reporter"),
        ("party-1", "reporter"),
        ("intake-1", "intake"),
        ("committee-1", "intake"),
        ("roads-1", "unit"),
    ],
)
def test_whose_supplement_it_is_follows_from_the_post(by: str, side: str) -> None:
    report = {"reporter": "resident-1", "parties": ("party-1",)}
    assert _fact("case.supplemented", by=by, report=report).by == side


def test_a_case_number_comes_from_outside_and_is_never_typed() -> None:
    assert _fact("case.filed", case_no="XF-7").case_no == "XF-7"
    start = given(reported(), workflow=single("case.filed"), case_no="")
    outcome = start.when("act", by="intake-1", sends=FIELDS["case.filed"]).then("field_missing")
    assert outcome.problems == {("/case_no", "missing")}


def test_a_case_filed_again_keeps_its_number() -> None:
    filed = CaseFiled(case_no="XF-1", category="litter", condition="heaped", limit_profile="standard")
    assert _fact("case.filed", filed, case_no="XF-7").case_no == "XF-1"


def test_what_the_report_said_is_filed_unless_said_anew() -> None:
    assert _fact("case.filed", category=None, grid=None).category == "litter"
    assert _fact("case.filed", category="hole").category == "hole"
    assert _fact("case.filed", category="").category == "litter"
    assert _fact("case.filed", grid=None).grid == EAST + "001"
    assert _fact("case.filed", grid=WEST + "002").grid == WEST + "002"


def test_a_community_is_that_of_the_report_or_of_the_grid() -> None:
    assert _fact("case.filed", grid=WEST + "002").community == EAST
    nowhere = {"place": Place(address="莲花路口")}
    assert _fact("case.filed", report=nowhere, grid=WEST + "002").community == WEST
    assert _fact("case.filed", report=nowhere, grid=None).community == ""
    assert _fact("case.filed", community=WEST).community == WEST


@pytest.mark.parametrize(
    ("urgent", "category", "profile"),
    [(True, "litter", "urgent"), (True, "hole", "standard"), (False, "litter", "standard")],
)
def test_the_limits_are_urgent_where_the_category_has_urgent_ones(
    urgent: bool, category: str, profile: str
) -> None:
    assert _fact("case.filed", report={"urgent": urgent}, category=category).limit_profile == profile
    report = {"urgent": urgent, "category": category}
    assert _fact("case.filed", report=report, category=None).limit_profile == profile


def test_without_a_category_the_limits_are_standard() -> None:
    report = {"urgent": True, "category": None}
    assert _fact("case.filed", report=report, category="bare").limit_profile == "standard"


def test_what_was_is_told_by_the_case() -> None:
    assert _fact("case.reclassified").old == "litter"
    assert _fact("case.unmerged", CaseMerged(master="case-2", ground="same_place")).master == "case-2"
    assert _fact("case.reassigned", ROADS).from_unit == "roads"
    assert _fact("case.reassigned", ROADS, unit=None).unit == "roads"
    assert _fact("case.returned", ROADS).unit == "roads"
    assert _fact("case.signed_for", ROADS).unit == "roads"


def test_rounds_and_returns_are_counted() -> None:
    assert _fact("case.dispatched").round == 1
    reopened = CaseReopened(cause="error", round=2)
    assert _fact("case.dispatched", reopened).round == 2
    assert _fact("case.reopened").round == 2
    assert _fact("case.reopened", reopened).round == 3
    assert _fact("case.returned").nth == 1
    assert _fact("case.returned", RETURNED).nth == 2
    assert _fact("case.returned", RETURNED, reopened).nth == 1


def test_who_signed_is_who_it_was_done_for() -> None:
    assert _fact("case.signed_for", by="roads-1").person == "roads-1"
    assert _fact("case.signed_for", by="roads-1", for_="roads-2").person == "roads-2"


def test_a_return_has_the_reason_it_was_asked_for() -> None:
    asked = ApprovalRequested(kind="return", reason="not_our_area", text="-")
    assert _fact("case.returned", asked, reason=None).reason == "not_our_area"
    assert _fact("case.returned", asked, reason="given_back").reason == "given_back"


def test_a_refusal_is_of_the_kind_that_was_asked() -> None:
    asked = ApprovalRequested(kind="suspension", reason="season", text="-")
    assert _fact("approval.refused", asked).kind == "suspension"
    assert _fact("approval.refused", asked, move={"given": {"kind": "return"}}).kind == "return"


def test_assists_are_numbered() -> None:
    one = AssistRequested(assist="assist-1", unit="firm", task="-", due_at=NOW)
    assert _fact("assist.requested").assist == "assist-1"
    assert _fact("assist.requested", one).assist == "assist-2"


def test_a_case_is_raised_from_the_level_it_reached() -> None:
    assert _fact("case.escalated").from_level == "desk"
    raised = CaseEscalated(from_level="desk", to_level="deputy", cause="overdue")
    assert _fact("case.escalated", raised).from_level == "deputy"


def test_an_extension_knows_the_old_moment_and_its_number() -> None:
    running = happened(
        ExtensionGranted(clock="x", old_due_at=NOW, new_due_at=NOW, nth=1, asked_by="unit"),
        clocks=[started("mediate", at("2026-04-01 24:00")), started("perform", at("2026-04-09 24:00"))],
    )
    fact = _fact("extension.granted", running)
    assert (fact.old_due_at, fact.nth) == (at("2026-04-01 24:00"), 2)
    fixed = _fact("extension.granted", running, clock=None, move={"given": {"clock": "perform"}})
    assert fixed.old_due_at == at("2026-04-09 24:00")


def test_the_first_extension_is_the_first() -> None:
    running = happened(ROADS, clocks=[started("mediate", at("2026-04-01 24:00"))])
    assert _fact("extension.granted", running).nth == 1


def test_a_checkers_unit_and_level_follow_from_his_posts() -> None:
    fact = _fact("check.assigned", checker="checker-1")
    assert (fact.unit, fact.level) == ("desk", "street")
    fact = _fact("check.assigned", checker="grid-2")
    assert (fact.unit, fact.level) == (WEST, "grid")
    fact = _fact("check.assigned", checker="nobody")
    assert (fact.unit, fact.level) == ("", "street")
    both = office_of(RoleGiven(person="grid-2", role="checker", unit="desk"), before=OFFICE)
    assert _fact("check.assigned", checker="grid-2", office=both).level == "street"


@pytest.mark.parametrize("topic", ["check.passed", "check.failed"])
def test_a_check_is_of_the_level_it_was_assigned_at(topic: str) -> None:
    assert _fact(topic, by="checker-1").level == "street"
    assigned = CheckAssigned(checker="grid-2", unit=WEST, level="grid")
    assert _fact(topic, assigned, by="checker-1").level == "grid"
    assert _fact("check.failed", assigned, move={"given": {"level": "desk"}}).level == "desk"


@pytest.mark.parametrize(
    ("here", "there", "metres"),
    [
        (ORIGIN, {"lat_deg": FIRST_BEYOND_50_M, "lon_deg": 0}, "50.0"),
        (ORIGIN, {"lat_deg": 0.0, "lon_deg": 0.0}, "0.0"),
        (HERE, {"lat_deg": 30.331, "lon_deg": 120.111}, "146.9"),
        (ORIGIN, {"address": "莲花路口"}, None),
        (ORIGIN, None, None),
        (None, {"lat_deg": 0.0, "lon_deg": 0.0}, None),
        (Place(address="莲花路口"), {"lat_deg": 0.0, "lon_deg": 0.0}, None),
        (ORIGIN, {"lat_deg": 1.0}, None),
        (ORIGIN, {"lon_deg": 1.0}, None),
    ],
)
def test_a_distance_is_measured(here: Place | None, there: Any, metres: str | None) -> None:
    fact = _fact("check.passed", report={"place": here}, place=there, by="checker-1")
    assert (None if fact.distance is None else str(fact.distance)) == metres


def test_the_far_side_of_the_earth_is_far_away() -> None:
    here = Place(lat_deg=-12.974172385055837, lon_deg=26.414863976739696)
    there = Place(lat_deg=12.974172385055837, lon_deg=-153.5851360232603)
    away = here.distance_m(there)
    assert away is not None
    assert 20_015_000 < away < 20_016_000
    assert here.distance_m(Place(address="-")) is None
    assert north(1).distance_m(Place(lon_deg=1.0, address="-")) is None


def test_a_recheck_is_of_the_order_that_stands() -> None:
    assert _fact("correction.confirmed", ORDER, by="officer-1").order_no == "责改7号"
    assert _fact("correction.missed", ORDER, by="officer-1").order_no == "责改7号"
    start = given(reported(), workflow=single("correction.missed"))
    outcome = start.when("act", by="officer-1", sends=FIELDS["correction.missed"]).then("field_missing")
    assert outcome.problems == {("/order_no", "missing")}


def test_an_order_to_be_obeyed_at_once_ends_in_half_an_hour() -> None:
    fact = _fact("order.served", by="officer-1", immediate=True, term_due_at=None)
    assert fact.term_due_at == at("2026-03-03 10:30")
    start = given(reported(), workflow=single("order.served"))
    fields = {**FIELDS["order.served"]}
    del fields["term_due_at"]
    outcome = start.when("act", by="officer-1", sends=fields).then("field_missing")
    assert outcome.problems == {("/term_due_at", "missing")}
    for odd in (1, "yes"):
        outcome = start.when("act", by="officer-1", sends={**fields, "immediate": odd}).then("field_missing")
        assert ("/term_due_at", "missing") in outcome.problems


@pytest.mark.parametrize(
    ("by", "level"),
    [
        ("chief-street", "street"),
        ("chief-east", "community"),
        ("deputy-1", "deputy"),
        ("leader-1", "leader"),
        ("supervisor-1", "street"),
    ],
)
def test_whose_supervision_it_is_follows_from_the_post(by: str, level: str) -> None:
    fact = _fact("supervision.started", by=by)
    assert fact.level == level
    assert fact.due_at == at("2026-03-04 17:30")
    named = _fact("supervision.started", by=by, due_at=at("2026-03-05 12:00").isoformat())
    assert named.due_at == at("2026-03-05 12:00")


def test_a_chief_of_a_unit_nobody_knows_speaks_for_the_street() -> None:
    office = office_of(RoleGiven(person="chief-9", role="river_chief", unit="unknown"), before=OFFICE)
    fact = _fact("supervision.started", by="chief-9", office=office)
    assert isinstance(fact, SupervisionStarted)
    assert fact.level == "street"


def test_figures_of_a_case_are_counted_from_its_facts() -> None:
    assert _fact("case.evaluated", by="supervisor-1").formula == "case.v1"
    plain = {
        "reworks": 0,
        "returns": 0,
        "reopened": 0,
        "public_report": False,
        "independently_checked": False,
    }
    assert _fact("case.evaluated", by="supervisor-1").indicators == plain
    long: list[Fact | Event] = [
        RETURNED,
        happened(WorkReported(result="-"), by="roads-1"),
        CheckFailed(level="street", finding="-"),
        CaseReopened(cause="error", round=2),
        happened(WorkReported(result="-"), by="roads-1"),
        happened(CheckPassed(level="street"), by="checker-1"),
    ]
    assert _fact("case.evaluated", *long, by="supervisor-1", report={"channel": "hotline"}).indicators == {
        "reworks": 1,
        "returns": 1,
        "reopened": 1,
        "public_report": True,
        "independently_checked": True,
    }


@pytest.mark.parametrize(("due", "in_time"), [("2026-03-02 11:00", False), ("2026-03-02 11:01", True)])
def test_handled_in_time_is_judged_at_the_report(due: str, in_time: bool) -> None:
    handling = happened(ROADS, clocks=[started("handle", at(due))])
    done = happened(WorkReported(result="-"), when=at("2026-03-02 11:00"))
    assert _fact("case.evaluated", handling, done, by="system").indicators["handled_in_time"] is in_time


def test_a_verification_is_filed_with_the_place_it_found() -> None:
    seen = VerificationAnswered(finding="true", place=HERE, files=())
    fact = _fact("case.filed", seen, report={"place": None}, grid=EAST + "001")
    assert isinstance(fact, CaseFiled)
    assert fact.community == EAST


def test_how_far_it_is_to_where_somebody_stands_is_measured() -> None:
    place = {"lat_deg": 30.3302, "lon_deg": 120.11}
    assert _fact("site.reached", by="roads-1", place=place).distance == Decimal("22.2")
    assert _fact("site.reached", by="roads-1", report={"place": None}).distance is None


def test_who_says_by_hand_that_he_is_there_is_where_the_case_lies() -> None:
    fact = _fact("site.reached", by="roads-1", how="manual", place=None, persons=None)
    assert isinstance(fact, SiteReached)
    assert (fact.place, fact.distance, fact.persons) == (HERE, Decimal("0.0"), ("roads-1",))
    start = given(reported(), workflow=single("site.reached"))
    outcome = start.when("act", by="roads-1", sends={"how": "gps"}).then("field_missing")
    assert outcome.problems == {("/place", "missing")}


def test_which_list_was_filled_in_and_how_long_people_were_trapped_follows_from_the_case() -> None:
    fact = _fact("checklist.recorded", by="roads-1")
    assert isinstance(fact, ChecklistRecorded)
    assert (fact.list, fact.version) == ("litter", 1)
    freed = _fact("people.freed", by="roads-1")
    assert isinstance(freed, PeopleFreed)
    assert freed.trapped == 24 * 60 + 59, "from a minute past nine until ten on the next day"
