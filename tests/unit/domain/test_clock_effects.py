"""What moves do to clocks: which limit applies, when it is due, and what laws 2, 3 and 5 add."""

from __future__ import annotations

from typing import Any

import pytest

from domain.definition import Limit
from domain.envelope import ClockEffect, Event
from domain.facts.dispatch import AuthorityNotified, CaseDispatched, ContactMade
from domain.facts.mediation import ConsentRecorded
from domain.facts.schema import Fact
from domain.facts.work import ApprovalRequested
from tests.calendars import PUBLISHED, at
from tests.support.definitions import STREET, clock, days, hours, move, single, workflow
from tests.support.given import NOW, Outcome, effect, given, happened, started
from tests.support.samples import FIELDS, moment, reported

VERSION = PUBLISHED.version


def _act(topic: str, clocks: str, *facts: Fact | Event, by: str = "intake-1", **more: Any) -> Outcome:
    """A move with these clock steps, taken at ten in the morning of the second day."""
    report = more.pop("report", {})
    sends = {**FIELDS[topic], **more.pop("sends", {})}
    target, now = more.pop("target", "there"), more.pop("now", NOW)
    opens = topic == "case.reported"
    start = given(
        *(() if opens else (reported(**report), *facts)),
        workflow=single(topic, opening=opens, clocks=clocks, target=target, **more),
    )
    return start.when("act", by=by, sends=sends, now=now)


def _running(
    name: str, due: str, *, when: str = "2026-03-02 09:30", unit: str = "work_day", **more: Any
) -> Event:
    return happened(AuthorityNotified(), when=at(when), clocks=[started(name, at(due), unit=unit, **more)])


def _paused(name: str, when: str) -> Event:
    return happened(AuthorityNotified(), when=at(when), clocks=[effect(name, "paused")])


def test_a_clock_starts_with_all_that_explains_when_it_is_due() -> None:
    outcome = _act("case.dispatched", "+handle")
    assert outcome.clocks == {
        "handle": ClockEffect(
            clock="handle",
            effect="started",
            kind="duty",
            unit="work_hour",
            amount=4,
            due_at=at("2026-03-03 15:30"),
            basis="D",
            rule="0102.handle",
            calendar=VERSION,
        )
    }


@pytest.mark.parametrize(
    ("clocks", "report", "due", "rule"),
    [
        ("+sign", {}, "2026-03-03 12:00", "sign"),
        ("+accept", {}, "2026-03-03 12:00", "accept"),
        ("+accept", {"urgent": True}, "2026-03-03 10:15", "accept.urgent"),
        ("+sign", {"urgent": True}, "2026-03-03 12:00", "sign"),
        ("+handle", {"urgent": True}, "2026-03-03 12:00", "0102.handle.urgent"),
        ("+promise", {"urgent": True}, "2026-03-05 17:30", "0102.promise"),
        ("+handle", {"category": "hole"}, "2026-03-06 17:30", "0110.handle"),
        ("+handle", {"category": "hole", "urgent": True}, "2026-03-06 17:30", "0110.handle"),
        ("+handle", {"category": "bare"}, "2026-03-06 17:30", "handle"),
        ("+handle", {"category": None}, "2026-03-06 17:30", "handle"),
        ("+check", {"category": "hole"}, "2026-03-03 15:30", "check"),
    ],
)
def test_which_limit_applies(clocks: str, report: dict[str, Any], due: str, rule: str) -> None:
    (one,) = _act("case.signed_for", clocks, report=report).clocks.values()
    assert (one.due_at, one.rule) == (at(due), rule)


def test_a_report_that_says_it_is_urgent_is_so_at_once() -> None:
    outcome = _act("case.reported", "+accept", sends={"urgent": True})
    assert outcome.clocks["accept"].rule == "accept.urgent"
    assert _act("case.reported", "+accept").clocks["accept"].rule == "accept"


def test_a_category_named_by_the_move_goes_before_the_cases() -> None:
    outcome = _act("case.filed", "+handle", sends={"category": "hole"})
    assert outcome.clocks["handle"].rule == "0110.handle"


@pytest.mark.parametrize(
    ("level", "due", "rule"),
    [
        ("red", "2026-03-04 24:00", "revisit.red"),
        ("green", "2026-04-02 24:00", "revisit.green"),
        ("orange", "2026-04-02 24:00", "revisit"),
    ],
)
def test_a_value_of_the_fact_may_choose_the_limit(level: str, due: str, rule: str) -> None:
    one = _act("risk.rated", "+revisit", sends={"level": level}).clocks["revisit"]
    assert (one.due_at, one.rule) == (at(due), rule)


def test_a_fact_may_say_when_it_is_due() -> None:
    one = _act("supervision.started", "+supervision", sends={"due_at": moment("2026-03-04 15:00")}).clocks
    assert (one["supervision"].due_at, one["supervision"].rule) == (at("2026-03-04 15:00"), "asked")
    until = _act("case.suspended", "+pause_limit", sends={"until": "2026-04-01"}).clocks["pause_limit"]
    assert (until.due_at, until.rule) == (at("2026-04-01 24:00"), "asked")
    latest = _act(
        "agreement.reached", "+perform", sends={"due_on": ["2026-05-01", "2026-06-01", "2026-04-01"]}
    )
    assert (latest.clocks["perform"].due_at, latest.clocks["perform"].rule) == (
        at("2026-06-01 24:00"),
        "asked",
    )


def test_where_the_fact_does_not_say_the_clocks_own_limit_counts() -> None:
    one = _act("agreement.reached", "+perform", sends={"due_on": []}).clocks["perform"]
    assert (one.due_at, one.rule, one.kind) == (at("2026-04-02 24:00"), "perform", "term")
    other = _act("case.resumed", "+supervision").clocks["supervision"]
    assert (other.due_at, other.rule) == (at("2026-03-04 17:30"), "supervision")


def test_a_window_is_counted_from_the_moment_the_fact_names_and_rolls_over_a_holiday() -> None:
    sends = {"effective_at": moment("2026-09-01 00:00")}
    outcome = _act("agreement.reached", "+confirm_window", sends=sends, now=at("2026-09-03 10:00"))
    one = outcome.clocks["confirm_window"]
    assert (one.started_at, one.due_at) == (at("2026-09-01 00:00"), at("2026-10-08 24:00"))
    assert (one.kind, one.basis, one.rule) == ("right", "L", "confirm_window")
    known = outcome.and_then().known.clock("confirm_window")
    assert known is not None
    assert known.started_at == at("2026-09-01 00:00")


def test_a_clock_counted_from_the_move_does_not_repeat_its_moment() -> None:
    outcome = _act("case.signed_for", "+check")
    assert outcome.clocks["check"].started_at is None
    known = outcome.and_then().known.clock("check")
    assert known is not None
    assert known.started_at == NOW


def test_a_month_ends_on_its_day() -> None:
    assert _act("case.filed", "+mediate").clocks["mediate"].due_at == at("2026-04-03 24:00")


def test_effects_come_in_the_order_of_the_definition() -> None:
    before = _running("sign", "2026-03-03 12:00")
    outcome = _act("case.reassigned", "-sign +sign +handle", before)
    assert outcome.effects == [("sign", "stopped"), ("sign", "started"), ("handle", "started")]
    assert outcome.and_then().known.clocks.keys() == {"sign", "handle"}


def test_what_does_not_run_can_be_neither_stopped_nor_paused() -> None:
    assert _act("case.signed_for", "-sign ~handle").effects == []


def test_a_condition_decides_whether_a_step_is_done() -> None:
    for channel, has in (("hotline", True), ("police", True), ("grid", False), ("device", False)):
        outcome = _act("case.reported", "+accept +first_contact?public_channel", sends={"channel": channel})
        assert ("first_contact" in outcome.clocks) is has
        later = _act(
            "case.unmerged",
            "+first_contact?public_channel",
            report={"channel": channel},
            by="system",
            given={"master": "case-2"},
        )
        assert ("first_contact" in later.clocks) is has


def _call(when: str, *, reached: bool = False, purpose: str = "first_response") -> Event:
    return happened(ContactMade(subject="resident-1", purpose=purpose, reached=reached), when=at(when))


FIRST_RUNS = _running("first_contact", "2026-03-03 17:30")


@pytest.mark.parametrize(
    ("before", "sends", "stops"),
    [
        ((), {"purpose": "first_response", "reached": True}, True),
        ((), {"purpose": "inform", "reached": True}, False),
        ((), {"purpose": "first_response", "reached": False}, False),
        ((_call("2026-03-02 10:00"), _call("2026-03-02 11:00")), {"reached": False}, True),
        ((_call("2026-03-02 10:00"),), {"reached": False}, False),
        ((_call("2026-03-03 08:30"), _call("2026-03-03 09:00")), {"reached": False}, False),
        ((_call("2026-03-03 07:00"), _call("2026-03-03 09:00")), {"reached": False}, False),
        ((_call("2026-03-02 10:00"), _call("2026-03-02 11:00", purpose="urge")), {"reached": False}, False),
        ((_call("2026-03-02 10:00"), _call("2026-03-02 11:00")), {"reached": False, "purpose": "urge"}, False),
    ],
)  # fmt: skip
def test_a_first_response_is_made_when_reached_or_tried_three_times_on_two_days(
    before: tuple[Event, ...], sends: dict[str, Any], stops: bool
) -> None:
    outcome = _act(
        "contact.made",
        "-first_contact?first_response_made",
        FIRST_RUNS,
        *before,
        sends={"purpose": "first_response", **sends},
    )
    assert outcome.effects == ([("first_contact", "stopped")] if stops else [])


def test_only_a_contact_makes_a_first_response_and_only_a_will_takes_back_a_refusal() -> None:
    clocks = "-first_contact?first_response_made -wind_up?no_refusal_stands"
    wind_up = _running("wind_up", "2026-03-04 17:30")
    assert _act("work.noted", clocks, FIRST_RUNS, wind_up).effects == []
    opening = _act("case.reported", "+first_contact?first_response_made +wind_up?no_refusal_stands")
    assert opening.effects == []


@pytest.mark.parametrize(
    ("before", "answer", "stops"),
    [
        ([("party-1", "refused")], "agreed", True),
        ([("party-1", "refused"), ("party-2", "refused")], "agreed", False),
        ([("party-1", "refused"), ("party-2", "agreed")], "agreed", True),
        ([("party-1", "agreed")], "refused", False),
    ],
)
def test_a_refusal_is_settled_when_nobodys_stands(
    before: list[tuple[str, str]], answer: str, stops: bool
) -> None:
    said = (ConsentRecorded(party=party, answer=word, how="oral") for party, word in before)
    outcome = _act(
        "consent.recorded",
        "-wind_up?no_refusal_stands",
        _running("wind_up", "2026-03-04 17:30"),
        *said,
        sends={"party": "party-1", "answer": answer},
    )
    assert outcome.effects == ([("wind_up", "stopped")] if stops else [])


def test_joint_work_has_a_clock_for_each_part() -> None:
    asked = _act("assist.requested", "+assist", by="roads-head")
    assert [(one.clock, one.key, one.due_at) for one in asked.clocks.values()] == [
        ("assist", "assist-1", at("2026-03-03 12:00"))
    ]
    assert asked.effects == [("assist:assist-1", "started")]


TWO_PARTS = (
    _running("assist", "2026-03-03 12:00", key="assist-1"),
    _running("assist", "2026-03-03 15:00", key="assist-2"),
)


def test_answering_one_part_stops_its_clock_alone() -> None:
    outcome = _act("assist.answered", "-assist", *TWO_PARTS, by="firm-1", sends={"assist": "assist-2"})
    assert outcome.effects == [("assist:assist-2", "stopped")]
    unknown = _act("assist.answered", "-assist", *TWO_PARTS, by="firm-1", sends={"assist": "assist-9"})
    assert unknown.effects == []


def test_a_fact_without_the_key_stops_every_part() -> None:
    outcome = _act("work.reported", "-assist", *TWO_PARTS, by="roads-1")
    assert outcome.effects == [("assist:assist-1", "stopped"), ("assist:assist-2", "stopped")]
    twice = _act("work.reported", "-assist -assist", *TWO_PARTS, by="roads-1")
    assert twice.effects == outcome.effects


def test_law_2_an_end_stops_every_clock_but_those_it_starts() -> None:
    before = (_running("handle", "2026-03-03 17:30"), *TWO_PARTS, _running("rating", "2026-03-09 24:00"))
    outcome = _act("case.closed", "-handle +rating", *before, target="over")
    assert outcome.effects == [
        ("handle", "stopped"),
        ("rating", "started"),
        ("assist:assist-1", "stopped"),
        ("assist:assist-2", "stopped"),
    ]
    assert outcome.and_then().known.clocks.keys() == {"rating"}


def test_law_2_a_clock_paused_or_resumed_by_the_end_stops_all_the_same() -> None:
    outcome = _act("case.closed", "~handle", _running("handle", "2026-03-03 17:30"), target="over")
    assert outcome.effects == [("handle", "paused"), ("handle", "stopped")]
    assert outcome.and_then().known.clocks == {}


def test_what_runs_after_the_end_is_not_stopped_by_another_move() -> None:
    start = given(
        reported(), _running("rating", "2026-03-09 24:00"),
        workflow=workflow({"over": "done"}, {"act": move("over", None, "staff", "authority.notified")}),
        state="over",
    )  # fmt: skip
    assert start.when("act", by="intake-1").effects == []


def test_an_open_state_keeps_its_clocks() -> None:
    assert _act("case.signed_for", "", _running("handle", "2026-03-03 17:30")).effects == []


def test_an_end_stops_nothing_that_is_not_there() -> None:
    assert _act("case.closed", "", CaseDispatched(unit="roads", round=1), target="over").effects == []


def _requested(kind: str = "return") -> Event:
    fact = ApprovalRequested(kind=kind, reason="other", text="-")
    return happened(fact, by="roads-head", clocks=[started("return_review", at("2026-03-03 17:30"))])


def test_law_5_a_request_lapses_when_it_can_no_longer_be_granted() -> None:
    returned = given(reported(), _requested(), workflow=STREET, state="returned")
    outcome = returned.when("take_back", by="deputy-1", sends={"cause": "asked"})
    assert outcome.effects == [("handle", "started"), ("return_review", "stopped")]
    assert outcome.and_then().known.request is None


def test_law_5_a_request_stays_where_it_can_still_be_granted() -> None:
    returned = given(reported(), _requested(), workflow=STREET, state="returned")
    assert returned.when("notify_authority", by="deputy-1").effects == []
    assert returned.when("notify_authority", by="deputy-1").and_then().known.request is not None
    unknown = given(reported(), _requested("exclusion"), workflow=STREET, state="returned")
    assert unknown.when("notify_authority", by="deputy-1").and_then().known.request is not None


def test_law_5_where_a_request_can_only_be_refused_it_lapses() -> None:
    moves = {
        "grant": move("here", "there", "staff", "case.returned", decides=("return",)),
        "refuse_request": move("elsewhere", None, "staff", "approval.refused", decides=("return",)),
        "go": move("here", "elsewhere", "staff", "case.resumed"),
        "wait": move("here", "here", "staff", "case.resumed"),
    }
    states = {"here": "work", "there": "work", "elsewhere": "work"}
    start = given(reported(), _requested(), workflow=workflow(states, moves))
    sends = {"cause": "other"}
    assert start.when("go", by="intake-1", sends=sends).effects == [("return_review", "stopped")]
    assert start.when("wait", by="intake-1", sends=sends).effects == []
    others = given(
        reported(), _requested(), _running("check", "2026-03-03 17:30"), workflow=workflow(states, moves)
    )
    assert others.when("go", by="intake-1", sends=sends).effects == [("return_review", "stopped")]


def test_a_limit_may_be_anything_the_calendar_counts() -> None:
    odd = single("case.signed_for", clocks="+odd")
    for limit, due in ((hours(1), "2026-03-03 11:00"), (days(1), "2026-03-04 24:00"),
                       (Limit(amount=1, unit="urgent_hour"), "2026-03-03 11:00")):  # fmt: skip
        made = workflow(
            {name: state.phase for name, state in odd.states.items()}, odd.moves, clocks={"odd": clock(limit)}
        )
        outcome = given(reported(), workflow=made).when("act", by="roads-1")
        assert outcome.clocks["odd"].due_at == at(due)
