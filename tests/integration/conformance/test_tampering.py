"""An honest history holds nothing to blame; whatever is slipped into it is found, with case, place and rule."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from domain.envelope import Event
from tests.support.record_tampering import Record


def step(history: Record, topic: str, fits: Callable[[Event], Any] = lambda _: True) -> Event:
    """The first fact of a topic that fits."""
    return next(event for event in history.events if topic == event.fact.TOPIC and fits(event))


def by_somebody(event: Event) -> bool:
    return event.envelope.actor != "system"


def before(history: Record, event: Event, topic: str) -> Event:
    """The last fact of that topic in the same case before another."""
    own = [one for one in history.events if one.envelope.case_id == event.envelope.case_id]
    return [one for one in own if topic == one.fact.TOPIC and one.envelope.version < event.envelope.version][
        -1
    ]


def test_an_honest_history_holds_nothing_to_blame(history: Record) -> None:
    violations, checked = history.check()
    assert violations == []
    cases = [event for event in history.events if event.envelope.case_id != "office"]
    assert (checked.judged, checked.position) == (len(cases), len(history.events))


def test_a_check_by_who_handled_the_case_is_found_with_case_place_and_rule(history: Record) -> None:
    passed = step(history, "check.passed", lambda event: event.envelope.workflow == "city_case")
    handler = before(history, passed, "work.reported").envelope.actor
    history.change(passed.envelope.position, actor=handler)

    found = [one for one in history.check()[0] if one.position == passed.envelope.position]
    assert {one.case_id for one in found} == {passed.envelope.case_id}
    assert all(one.case_no for one in found)
    told = {(one.kind, one.what) for one in found}
    assert {("hands", handler), ("rule", "handler_may_not_check_own_work")} <= told


@pytest.mark.parametrize(
    ("kind", "topic", "metadata", "what"),
    [
        ("role", "case.filed", {"actor": "nobody-1"}, "intake"),
        ("post", "case.signed_for", {"unit": "elsewhere"}, "handler"),
        ("stand_in", "case.signed_for", {"on_behalf_of": "checker-1"}, "checker-1"),
        ("from", "case.dispatched", {"from_": "handled"}, "dispatch"),
        ("to", "case.dispatched", {"to": "closed"}, "dispatch"),
        ("to", "case.dispatched", {"phase": "done"}, "dispatch"),
        ("move", "case.dispatched", {"trigger": "wave_through"}, "wave_through"),
        ("move", "case.dispatched", {"trigger": "evaluate"}, "evaluate"),
        ("fact", "case.dispatched", {"trigger": "note"}, "note"),
        ("verdicts", "case.closed", {"rules": []}, None),
        ("clocks", "case.dispatched", {"clocks": []}, None),
        ("definition", "case.dispatched", {"digest": "f" * 64}, "lost"),
        ("repeated", "case.dispatched", None, None),
    ],
)
def test_a_changed_envelope_is_found(
    history: Record, kind: str, topic: str, metadata: dict[str, Any] | None, what: str | None
) -> None:
    event = step(history, topic, lambda one: one.envelope.workflow == "city_case")
    place = event.envelope.position
    if metadata is None:
        metadata = {"command_id": before(history, event, "case.filed").envelope.command_id}
    history.change(place, **metadata)

    found = history.found(place)
    assert kind in found
    assert what is None or found[kind] == what


def test_a_deadline_that_was_pushed_back_is_found_at_its_clock(history: Record) -> None:
    event = step(history, "case.dispatched")
    history.connection.execute(
        'UPDATE bihuan.events SET metadata = regexp_replace(metadata::text, \'"due_at": "20..\','
        ' \'"due_at": "2029\')::jsonb WHERE position = %s',
        [event.envelope.position],
    )
    late = [one for one in history.check()[0] if one.kind == "clocks"]
    assert late[0].position == event.envelope.position
    assert "2029" in late[0].recorded
    assert "2026" in late[0].expected


def test_a_case_may_not_be_decided_by_another_version_nor_opened_by_one_not_in_force(history: Record) -> None:
    one = step(history, "case.dispatched", lambda event: event.envelope.workflow == "city_case")
    other = step(history, "case.reported", lambda event: event.envelope.workflow == "river_bank")
    history.change(one.envelope.position, digest=other.envelope.digest)
    assert history.found(one.envelope.position)["definition"] in ("digest", "workflow")

    history.connection.execute("DELETE FROM bihuan.events WHERE topic = 'catalogue.published'")
    kinds = {(v.kind, v.what) for v in history.check()[0] if v.position == other.envelope.position}
    assert ("definition", "force") in kinds


def test_what_a_move_requires_and_what_follows_from_the_case_is_asked_of_the_fact(history: Record) -> None:
    closed = step(history, "case.closed", lambda event: event.envelope.workflow == "city_case")
    history.say(closed.envelope.position, summary=" ")
    assert history.found(closed.envelope.position)["evidence"] == "/summary"

    dispatched = step(history, "case.dispatched")
    history.say(dispatched.envelope.position, round=7)
    assert history.found(dispatched.envelope.position)["field"] == "round"


def test_missing_evidence_breaks_the_rule_that_asks_for_it(history: Record) -> None:
    reported = step(history, "work.reported", lambda event: event.fact.files)  # type: ignore[attr-defined]
    history.say(reported.envelope.position, files=None)
    assert {"rule", "evidence"} & history.found(reported.envelope.position).keys()


def test_a_return_needs_a_reason_and_a_new_dispatch(history: Record) -> None:
    returned = step(history, "case.returned", lambda event: event.fact.reason)  # type: ignore[attr-defined]
    history.say(returned.envelope.position, reason=" ")
    assert "reason" in history.found(returned.envelope.position)

    states = {event.envelope.case_id: event for event in history.events}
    waiting = [event for event in history.events if event.fact.TOPIC == "case.returned"]
    last = [event for event in waiting if states[event.envelope.case_id] == event]
    signed = step(history, "case.signed_for")
    case_id = (last or waiting)[-1].envelope.case_id
    if not last:  # let what came after the return be gone
        history.connection.execute(
            "DELETE FROM bihuan.events WHERE stream_id = %s AND version > %s",
            [case_id, waiting[-1].envelope.version],
        )
    place = history.slip_in(signed.envelope.position, case_id, command_id=str(uuid4()))
    assert "dispatch" in history.found(place)


def test_the_system_needs_a_cause(history: Record) -> None:
    caused = step(history, "child.linked", lambda event: event.envelope.causation)
    history.change(caused.envelope.position, causation=str(uuid4()))
    assert "cause" in history.found(caused.envelope.position)
    history.change(caused.envelope.position, causation="what it was told")
    assert "cause" in history.found(caused.envelope.position)
    history.change(caused.envelope.position, causation=None)
    assert history.found(caused.envelope.position)["cause"] == "link_child"


def test_time_order_and_numbering_are_looked_at(history: Record) -> None:
    ahead, late, last = (
        step(history, topic).envelope for topic in ("case.filed", "case.dispatched", "case.closed")
    )
    history.delay(ahead.position, timedelta(hours=2))
    assert history.found(ahead.position)["time"] == "recorded_at"
    history.delay(late.position, timedelta(days=-400), "recorded_at")
    assert "order" in history.found(late.position)
    history.column(last.position, "version", 900)
    assert "version" in history.found(last.position)


def test_what_was_taken_away_or_cannot_be_read_is_told_and_the_rest_is_judged(history: Record) -> None:
    head = history.log.head()
    spoilt = step(history, "work.reported")
    gone = step(history, "case.filed", lambda event: event.envelope.case_id != spoilt.envelope.case_id)
    history.delete(gone.envelope.position)
    history.column(spoilt.envelope.position, "data", b"\xff")

    violations, checked = history.check()
    places = {(one.kind, one.position) for one in violations}
    assert ("gap", gone.envelope.position) in places
    assert ("unreadable", spoilt.envelope.position) in places
    assert checked.position == head
    alone, _ = history.check(case_id=spoilt.envelope.case_id)
    assert [(one.kind, one.position) for one in alone] == [("unreadable", spoilt.envelope.position)]


def test_a_fact_of_the_office_out_of_turn_is_found(history: Record) -> None:
    told = [event for event in history.events if event.envelope.case_id == "office"][-1]
    history.column(told.envelope.position, "version", 9000)
    assert history.found(told.envelope.position) == {"version": ""}


def test_a_window_and_a_single_case_are_judged_as_the_whole_log_is(history: Record) -> None:
    passed = step(history, "check.passed", by_somebody).envelope
    history.change(passed.position, actor="nobody-1")
    whole = [one for one in history.check()[0] if one.position == passed.position]

    assert whole
    assert history.check(after=passed.position - 1, until=passed.position)[0] == whole
    assert history.check(after=passed.position)[0] == [
        one for one in history.check()[0] if one.position > passed.position
    ]
    alone, checked = history.check(case_id=passed.case_id)
    assert [one for one in alone if one.position == passed.position] == whole
    own = [event for event in history.events if event.envelope.case_id == passed.case_id]
    assert checked.judged == len(own)


def test_every_case_alone_is_as_clean_as_all_together(history: Record) -> None:
    for case_id in sorted({event.envelope.case_id for event in history.events} - {"office"})[:20]:
        assert history.check(case_id=case_id)[0] == []


def test_a_memory_for_two_cases_finds_what_a_large_one_does(history: Record) -> None:
    passed = step(history, "check.passed", by_somebody).envelope
    history.change(passed.position, actor="nobody-1")
    assert history.check(kept=2)[0] == history.check()[0] != []
