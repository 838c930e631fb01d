"""Pausing, resuming and moving clocks: nothing is ever counted from the beginning again (law 3)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.envelope import ClockEffect, Event
from domain.facts.dispatch import AuthorityNotified
from domain.facts.mediation import AgreementReached
from domain.facts.schema import Fact
from domain.facts.work import ExtensionGranted
from domain.values import File
from tests.calendars import PUBLISHED, at
from tests.support.definitions import STREET, single, workflow
from tests.support.given import Given, Outcome, effect, given, happened, started
from tests.support.samples import FIELDS, moment, reported

VERSION = PUBLISHED.version


def _did(*clocks: ClockEffect, when: str) -> Event:
    return happened(AuthorityNotified(), when=at(when), clocks=clocks)


def _handling(due: str, *, unit: str = "work_hour", amount: int = 4, when: str = "2026-03-02 09:00") -> Event:
    one = ClockEffect(clock="handle", effect="started", kind="duty", unit=unit, amount=amount, due_at=at(due))
    return _did(one, when=when)


def _start(clocks: str, *facts: Fact | Event, topic: str = "case.resumed", **report: Any) -> Given:
    return given(reported(**report), *facts, workflow=single(topic, clocks=clocks))


def _take(
    clocks: str,
    *facts: Fact | Event,
    now: str = "2026-03-03 10:00",
    topic: str = "case.resumed",
    **sends: Any,
) -> Outcome:
    start = _start(clocks, *facts, topic=topic)
    return start.when("act", by="intake-1", now=at(now), sends={**FIELDS[topic], **sends})


PAUSED_AT_11 = _did(effect("handle", "paused"), when="2026-03-02 11:00")


def test_a_pause_tells_what_was_used() -> None:
    outcome = _take("~handle", _handling("2026-03-02 14:30"), now="2026-03-02 11:00")
    assert outcome.clocks == {"handle": ClockEffect(clock="handle", effect="paused", used=2 * 3600)}
    known = outcome.and_then().known.clock("handle")
    assert known is not None
    assert (known.paused_at, known.due_at) == (at("2026-03-02 11:00"), at("2026-03-02 14:30"))
    assert not known.has_run_out(at("2026-03-09 09:00"))


def test_what_was_paused_before_is_not_used() -> None:
    resumed = _did(effect("handle", "resumed", due_at=at("2026-03-03 09:00")), when="2026-03-02 14:00")
    outcome = _take("~handle", _handling("2026-03-02 14:30"), PAUSED_AT_11, resumed, now="2026-03-02 15:00")
    assert outcome.clocks["handle"].used == 3 * 3600


def test_days_are_used_as_days() -> None:
    due = _handling("2026-03-05 17:30", unit="work_day", amount=3)
    assert _take("~handle", due, now="2026-03-02 17:00").clocks["handle"].used == 0
    assert _take("~handle", due, now="2026-03-04 09:00").clocks["handle"].used == 2


def test_a_pause_told_late_never_uses_less_than_nothing() -> None:
    resumed = _did(effect("handle", "resumed", due_at=at("2026-03-03 09:00")), when="2026-03-02 14:00")
    outcome = _take("~handle", _handling("2026-03-02 14:30"), PAUSED_AT_11, resumed, now="2026-03-02 09:30")
    assert outcome.clocks["handle"].used == 0


def test_what_rests_already_is_not_paused_again() -> None:
    assert _take("~handle", _handling("2026-03-02 14:30"), PAUSED_AT_11).effects == []


def test_going_on_leaves_what_was_left() -> None:
    outcome = _take("^handle", _handling("2026-03-02 14:30"), PAUSED_AT_11, now="2026-03-03 10:00")
    assert outcome.clocks == {
        "handle": ClockEffect(
            clock="handle",
            effect="resumed",
            kind="duty",
            due_at=at("2026-03-03 12:00"),
            calendar=VERSION,
        )
    }
    known = outcome.and_then().known.clock("handle")
    assert known is not None
    assert (known.due_at, known.paused_at) == (at("2026-03-03 12:00"), None)
    assert known.pauses == ((at("2026-03-02 11:00"), at("2026-03-03 10:00")),)
    assert (known.started_at, known.amount, known.unit) == (at("2026-03-02 09:00"), 4, "work_hour")


def test_what_was_overdue_stays_overdue() -> None:
    late = _did(effect("handle", "paused"), when="2026-03-02 15:30")
    outcome = _take("^handle", _handling("2026-03-02 14:30"), late, now="2026-03-03 10:00")
    assert outcome.clocks["handle"].due_at == at("2026-03-03 09:00")


def test_what_never_rested_goes_on_by_itself() -> None:
    assert _take("^handle", _handling("2026-03-02 14:30")).effects == []


def test_going_on_starts_what_was_never_started() -> None:
    outcome = _take("^handle")
    assert outcome.effects == [("handle", "started")]
    assert outcome.clocks["handle"].due_at == at("2026-03-03 15:30")


ROLLS = workflow({"here": "work", "there": "work"}, single("case.resumed", clocks="^confirm_window").moves)


def _window(when: str, due: str) -> Event:
    one = ClockEffect(
        clock="confirm_window", effect="started", kind="right", unit="natural_day", amount=10, due_at=at(due)
    )
    return _did(one, when=when)


def test_a_clock_that_rolls_is_counted_again_with_its_pauses() -> None:
    """Ten days from 21 September end on 1 October and roll to the 8th; paused two days, the 3rd, and roll too."""
    facts = (
        _window("2026-09-21 10:00", "2026-10-08 24:00"),
        _did(effect("confirm_window", "paused"), when="2026-09-22 10:00"),
    )
    start = given(reported(), *facts, workflow=ROLLS)
    sends = FIELDS["case.resumed"]
    early = start.when("act", by="intake-1", now=at("2026-09-24 10:00"), sends=sends)
    assert early.clocks["confirm_window"].due_at == at("2026-10-08 24:00")
    late = start.when("act", by="intake-1", now=at("2026-10-01 10:00"), sends=sends)
    assert late.clocks["confirm_window"].due_at == at("2026-10-10 24:00")


def test_a_clock_that_rolls_keeps_every_pause() -> None:
    facts = (
        _window("2026-09-21 10:00", "2026-10-08 24:00"),
        _did(effect("confirm_window", "paused"), when="2026-09-22 10:00"),
        _did(effect("confirm_window", "resumed", due_at=at("2026-10-08 24:00")), when="2026-09-29 10:00"),
        _did(effect("confirm_window", "paused"), when="2026-09-30 10:00"),
    )
    outcome = given(reported(), *facts, workflow=ROLLS).when(
        "act", by="intake-1", now=at("2026-10-01 10:00"), sends=FIELDS["case.resumed"]
    )
    assert outcome.clocks["confirm_window"].due_at == at("2026-10-09 24:00")


def _reclassified(*facts: Event, new: str = "hole", now: str = "2026-03-03 10:00") -> Outcome:
    return _take("", *facts, topic="case.reclassified", new=new, now=now)


def test_another_category_counts_again_from_the_clocks_own_start() -> None:
    outcome = _reclassified(_handling("2026-03-02 14:30"))
    assert outcome.clocks == {
        "handle": ClockEffect(
            clock="handle",
            effect="moved",
            unit="work_day",
            amount=3,
            due_at=at("2026-03-05 17:30"),
            rule="0110.handle",
            calendar=VERSION,
        )
    }
    known = outcome.and_then().known.clock("handle")
    assert known is not None
    assert (known.unit, known.amount, known.started_at) == ("work_day", 3, at("2026-03-02 09:00"))


def test_both_promises_move_and_pauses_are_kept() -> None:
    promise = _did(started("promise", at("2026-03-04 17:30")), when="2026-03-02 09:00")
    rested = (
        PAUSED_AT_11,
        _did(effect("handle", "resumed", due_at=at("2026-03-04 10:00")), when="2026-03-04 09:00"),
    )
    outcome = _reclassified(_handling("2026-03-02 14:30"), promise, *rested, now="2026-03-04 10:00")
    assert outcome.effects == [("handle", "moved"), ("promise", "moved")]
    assert outcome.clocks["handle"].due_at == at("2026-03-09 17:30")
    assert (outcome.clocks["promise"].due_at, outcome.clocks["promise"].amount) == (at("2026-03-11 17:30"), 7)


def test_another_category_moves_no_clock_that_does_not_run_or_that_the_workflow_lacks() -> None:
    assert _reclassified().effects == []
    promise = _did(started("promise", at("2026-03-04 17:30")), when="2026-03-02 09:00")
    assert _reclassified(promise).effects == [("promise", "moved")]
    small = workflow(
        {"here": "work", "there": "work"},
        single("case.reclassified").moves,
        clocks={"handle": STREET.clocks["handle"]},
    )
    start = given(reported(), promise, workflow=small)
    assert start.when("act", by="intake-1", sends=FIELDS["case.reclassified"]).effects == []


def test_a_category_without_limits_takes_the_clocks_own() -> None:
    assert _reclassified(_handling("2026-03-02 14:30"), new="bare").clocks["handle"].rule == "handle"


@pytest.mark.parametrize("urgent", [True, False])
def test_an_urgent_case_keeps_urgent_limits_when_reclassified(urgent: bool) -> None:
    start = _start(
        "", _handling("2026-03-05 17:30"), topic="case.reclassified", category="hole", urgent=urgent
    )
    outcome = start.when("act", by="intake-1", sends={**FIELDS["case.reclassified"], "new": "litter"})
    assert outcome.clocks["handle"].rule == ("0102.handle.urgent" if urgent else "0102.handle")


def test_an_extension_moves_the_clock_it_names_to_the_moment_it_names() -> None:
    mediate = _did(started("mediate", at("2026-04-02 24:00"), unit="month"), when="2026-03-02 09:00")
    perform = _did(started("perform", at("2026-04-02 24:00")), when="2026-03-02 09:00")
    outcome = _take("", mediate, perform, topic="extension.granted")
    assert outcome.clocks == {
        "mediate": ClockEffect(
            clock="mediate",
            effect="moved",
            unit="month",
            amount=1,
            due_at=at("2026-05-02 17:30"),
            rule="extension",
            calendar=VERSION,
        )
    }
    known = outcome.and_then().known
    assert [clock.due_at for clock in known.clocks.values()] == [
        at("2026-05-02 17:30"),
        at("2026-04-02 24:00"),
    ]


@pytest.mark.parametrize(
    "topic", ["case.supplemented", "work.noted", "authority.notified", "contact.made", "supervision.answered"]
)
def test_law_3_a_note_a_photo_a_call_move_no_clock(topic: str) -> None:
    promise = _did(started("promise", at("2026-03-04 17:30")), when="2026-03-02 09:00")
    assert _take("", _handling("2026-03-02 14:30"), promise, topic=topic).effects == []


PROMISED_AGAIN = workflow(
    {"here": "work", "there": "work"},
    single("extension.granted", clocks="+perform", given={"clock": "perform"}).moves,
)
AGREED = AgreementReached(
    form="oral",
    effective_at=at("2026-03-02 09:00"),
    parties=("party-1", "party-2"),
    obligations={"pay": "三千元"},
    due_on=(date(2026, 3, 3), date(2026, 3, 2)),
    text=File(id="paper-1", sha256="0"),
)


def test_a_promise_given_again_is_due_on_its_new_day() -> None:
    """The breach stopped the clock; it starts again with the moment both agreed on, and knows the one before."""
    start = given(reported(), AGREED, workflow=PROMISED_AGAIN)
    sends = {"new_due_at": moment("2026-04-20 24:00"), "asked_by": "both_parties"}
    outcome = start.when("act", by="mediator-1", sends=sends)
    assert outcome.effects == [("perform", "started")]
    assert (outcome.clocks["perform"].due_at, outcome.clocks["perform"].rule) == (
        at("2026-04-20 24:00"),
        "asked",
    )
    assert isinstance(outcome.event.fact, ExtensionGranted)
    assert outcome.event.fact.old_due_at == at("2026-03-03 24:00")
    again = given(reported(), AGREED, outcome.event.fact, workflow=PROMISED_AGAIN)
    second = again.when("act", by="mediator-1", sends={**sends, "new_due_at": moment("2026-05-20 24:00")})
    assert isinstance(second.event.fact, ExtensionGranted)
    assert second.event.fact.old_due_at == at("2026-04-20 24:00")


def test_without_an_agreement_there_is_no_promise_to_give_again() -> None:
    start = given(reported(), workflow=PROMISED_AGAIN)
    sends = {"new_due_at": moment("2026-04-20 24:00"), "asked_by": "both_parties"}
    outcome = start.when("act", by="mediator-1", sends=sends).then("field_missing")
    assert outcome.problems == {("/old_due_at", "missing")}


def test_another_clock_that_is_started_by_an_extension_has_its_own_limit() -> None:
    outcome = _take("+check", _did(started("mediate", at("2026-04-02 24:00")), when="2026-03-02 09:00"),
                    topic="extension.granted")  # fmt: skip
    assert outcome.clocks["check"].rule == "check"
