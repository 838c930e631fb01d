"""The closed loop walked by hand on the small workflow: what each step leaves behind for the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.facts.work import CheckFailed
from tests.calendars import at
from tests.support.given import Given, given
from tests.support.samples import FIELDS, photo, sent

PHOTOS = {"files": sent(*(photo(slot, taken=at("2026-03-02 09:30")) for slot in ("before", "after")))}
LOOP: tuple[tuple[str, str, str, Mapping[str, Any]], ...] = (
    ("report", "grid-1", "2026-03-02 08:30", FIELDS["case.reported"]),
    ("file", "intake-1", "2026-03-02 08:40", FIELDS["case.filed"]),
    ("dispatch", "dispatcher-1", "2026-03-02 09:00", {"unit": "roads", "instruction": "请处置"}),
    ("sign", "roads-1", "2026-03-02 09:10", {}),
    ("tidy", "roads-1", "2026-03-02 10:00", {**FIELDS["work.reported"], **PHOTOS}),
    ("assign_check", "intake-1", "2026-03-02 10:10", {"checker": "checker-1"}),
)


def _walk(*steps: tuple[str, str, str, Mapping[str, Any]], start: Given | None = None) -> Given:
    case = start or given()
    for move, by, when, sends in steps:
        outcome = case.when(move, by=by, now=at(when), sends=sends, id=f"{move} {when}")
        assert outcome.refusal is None, f"{move}: {outcome.refusal}"
        case = outcome.and_then()
    return case


def _due(case: Given, name: str) -> Any:
    clock = case.known.clock(name)
    assert clock is not None, f"{name} does not run: {sorted(case.known.clocks)}"
    return clock.due_at


def test_every_open_state_on_the_way_has_a_clock_that_runs() -> None:
    case = given()
    for step in LOOP:
        case = _walk(step, start=case)
        assert [one for one in case.known.clocks.values() if one.paused_at is None], case.known.state


def test_the_loop_closes() -> None:
    case = _walk(
        *LOOP,
        ("pass_check", "checker-1", "2026-03-02 11:00", FIELDS["check.passed"]),
        ("close", "shift-1", "2026-03-02 11:30", FIELDS["case.closed"]),
    )
    known = case.known
    assert (known.state, known.phase, known.version) == ("closed", "done", 8)
    assert known.clocks.keys() == {"rating"}
    assert known.case_no == "XF-2026-0001"
    assert known.closed_at == at("2026-03-02 11:30")
    assert known.closers == {"shift-1"}
    assert known.checked_independently
    assert known.handle_overdue is False


def test_the_handler_may_neither_check_nor_close() -> None:
    """S1-1: nor whoever acts in his name; the case stays where it is."""
    case = _walk(*LOOP[:-1])
    case.when("assign_check", by="intake-1", sends={"checker": "roads-1"}).then("checker_is_hands")
    checked = _walk(
        LOOP[-1], ("pass_check", "checker-1", "2026-03-02 11:00", FIELDS["check.passed"]), start=case
    )
    checked.when("close", by="roads-1", sends=FIELDS["case.closed"]).then("role_missing")
    checking = _walk(*LOOP)
    checking.when("pass_check", by="checker-2", sends=FIELDS["check.passed"]).then("not_assigned")
    assert checking.known.state == "checking"


def test_false_reports_cost_only_the_time_that_was_used() -> None:
    """S1-4: sent back twice, the clock goes on with what was left and never starts anew."""
    first = (
        ("fail_check", "checker-1", "2026-03-03 09:00", FIELDS["check.failed"]),
        ("tidy", "roads-1", "2026-03-03 10:00", {**FIELDS["work.reported"], **PHOTOS}),
        ("assign_check", "intake-1", "2026-03-03 10:10", {"checker": "checker-1"}),
    )
    again = (
        ("fail_check", "checker-1", "2026-03-04 09:00", FIELDS["check.failed"]),
        ("tidy", "roads-1", "2026-03-04 11:30", {**FIELDS["work.reported"], **PHOTOS}),
    )
    case = _walk(*LOOP, *first)
    assert _due(case, "handle") == at("2026-03-03 12:00")
    case = _walk(again[0], start=case)
    assert _due(case, "handle") == at("2026-03-04 11:00")
    assert _due(case, "promise") == at("2026-03-04 17:30")
    case = _walk(again[1], start=case)
    assert case.known.reworks == 2
    assert case.known.handle_overdue is True
    assert isinstance(case.events[6].fact, CheckFailed)


def test_a_return_refused_gives_back_the_time_it_took() -> None:
    asked = ("request_return", "roads-head", "2026-03-02 10:00", FIELDS["approval.requested"])
    sends = {name: value for name, value in asked[3].items() if name != "kind"}
    case = _walk(*LOOP[:4], (*asked[:3], sends))
    assert case.known.request is not None
    assert (case.known.request.kind, case.known.request.clock) == ("return", "return_review")
    refused = _walk(("refuse_return", "shift-1", "2026-03-02 11:00", FIELDS["approval.refused"]), start=case)
    assert refused.known.request is None
    assert _due(refused, "handle") == at("2026-03-02 15:30")
    assert refused.known.clocks.keys() == {"handle", "promise", "sign"}
    granted = {"fault": "none"}
    back = _walk(("approve_return", "shift-1", "2026-03-02 11:00", granted), start=case)
    assert back.known.request is None
    assert back.known.clocks.keys() == {"promise", "dispatch"}
    assert (back.known.unit, back.known.returns) == ("", 1)
