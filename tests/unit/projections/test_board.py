"""The board's row is what the domain's fold says of the case, as far as a list shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.case import Case
from domain.envelope import ClockEffect, Envelope, Event
from domain.facts import dispatch, intake, work
from domain.facts.schema import Fact
from domain.fold import evolve as evolve_case
from domain.values import Place
from projections.board import BOARD, evolve
from projections.board_row import IDLE, NEVER, RESTING, RUNNING, BoardRow
from tests.support.histories import BEGIN, at_position, histories


def seen(*facts: Fact | tuple[Fact, Mapping[str, Any]]) -> BoardRow:
    """The row after these facts, an hour apart, each with the envelope's other values if given."""
    row: BoardRow | None = None
    for n, said in enumerate(facts, 1):
        fact, others = said if isinstance(said, tuple) else (said, {})
        values: dict[str, Any] = {
            "event_id": str(n), "schema": 1, "case_id": "case-1", "version": n, "workflow": "city_case", "digest": "d",
            "trigger": "t", "source": "new" if n == 1 else "open", "target": "open", "phase": "work", "actor": "a",
            "role": "r", "unit": "u", "on_behalf_of": None, "door": "http", "occurred_at": at(n), "recorded_at": at(n),
            "command_id": str(n), "position": 10 * n, **others,
        }  # fmt: skip
        row = evolve(row, Event(fact=fact, envelope=Envelope(**values)))
    assert row is not None
    return row


def at(hour: int) -> datetime:
    return BEGIN + timedelta(hours=hour)


REPORT = intake.CaseReported(
    channel="app", category="street.litter", title="暴露垃圾 祥园路A口", urgent=True, source_no="S1",
    place=Place(lat_deg=30.3, lon_deg=120.1, address="祥园路A口", community="c1", grid="g1"),
)  # fmt: skip
FILED = intake.CaseFiled(
    case_no="XF-1", category="shop", condition="x", grid="g2", community="c2", limit_profile="u"
)
NOTE = work.WorkNoted(step="on_site")


def test_a_report_opens_the_row() -> None:
    row = seen((REPORT, {"target": "reported", "phase": "intake"}))
    assert row == BoardRow(
        case_id="case-1", workflow="city_case", digest="d", opened_at=at(1), state="reported", phase="intake",
        version=1, position=10, last_at=at(1), title="暴露垃圾 祥园路A口", category="street.litter", channel="app",
        source_no="S1", urgent=True, community="c1", grid="g1", address="祥园路A口", lat_deg=30.3, lon_deg=120.1,
        search="\n暴露垃圾 祥园路a口\n祥园路a口",
    )  # fmt: skip
    assert (row.queue, row.due_sort, row.paused) == (IDLE, NEVER, False)


def test_a_report_without_a_place_takes_that_of_the_verification() -> None:
    found = intake.VerificationAnswered(
        finding="true", place=Place(address="B口", lat_deg=1.0, lon_deg=2.0), files=()
    )
    bare = seen(replace(REPORT, place=None), found)
    assert (bare.address, bare.lat_deg, bare.lon_deg) == ("B口", 1.0, 2.0)
    assert bare.search == "\n暴露垃圾 祥园路a口\nb口"
    assert (bare.community, bare.grid) == ("", "")
    kept = seen(REPORT, found)
    assert (kept.address, kept.lat_deg) == ("祥园路A口", 30.3)
    pointed = seen(replace(REPORT, place=Place(lat_deg=9.0, lon_deg=9.0)), found)
    assert (pointed.address, pointed.lat_deg) == ("", 9.0)


def test_filing_numbers_the_case_and_may_move_it() -> None:
    row = seen(REPORT, FILED)
    assert (row.case_no, row.category, row.grid, row.community, row.filed_at) == (
        "XF-1",
        "shop",
        "g2",
        "c2",
        at(2),
    )
    assert row.search.startswith("xf-1\n暴露垃圾")
    assert row.search.endswith("\n祥园路a口")
    kept = seen(REPORT, replace(FILED, grid="", community=""))
    assert (kept.grid, kept.community) == ("g1", "c1")


def test_who_has_it() -> None:
    given = dispatch.CaseDispatched(unit="zfd", assignee="p1", round=1)
    assert (seen(REPORT, given).unit, seen(REPORT, given).assignee) == ("zfd", "p1")
    assert seen(REPORT, given).dispatched_at == at(2)
    signed = dispatch.CaseSignedFor(unit="zfd", person="p2")
    assert seen(REPORT, given, signed).assignee == "p2"
    moved = dispatch.CaseReassigned(from_unit="zfd", unit="cgb", reason="absence")
    after = seen(REPORT, given, signed, moved)
    assert (after.unit, after.assignee, after.dispatched_at) == ("cgb", "", at(4))
    back = dispatch.CaseReturned(unit="zfd", reason="not_our_duty", fault="none", nth=1)
    returned = seen(REPORT, given, signed, back)
    assert (returned.unit, returned.assignee, returned.returns) == ("", "", 1)
    asked = intake.VerificationRequested(verifier="g7", questions="?")
    checked = work.CheckAssigned(checker="c9", unit="jdz", level="street")
    row = seen(REPORT, asked, given, checked)
    assert (row.verifier, row.assignee, row.checker) == ("g7", "p1", "c9")


def test_assistance_is_open_until_it_is_answered() -> None:
    first = dispatch.AssistRequested(assist="a1", unit="hz", task="?", due_at=BEGIN)
    second = replace(first, assist="a2")
    assert (seen(REPORT, first, second).assists, seen(REPORT, first, second).co_units) == (
        ("a1", "a2"),
        ("hz", "hz"),
    )
    answered = seen(REPORT, first, second, dispatch.AssistAnswered(assist="a1", outcome="done"))
    assert (answered.assists, answered.co_units) == (("a2",), ("hz",))
    unknown = seen(REPORT, first, dispatch.AssistAnswered(assist="a9", outcome="done"))
    assert unknown.assists == ("a1",)


def test_reopening_begins_a_round_with_nobody_in_it() -> None:
    given = dispatch.CaseDispatched(unit="zfd", assignee="p1", round=1)
    closed = work.CaseClosed(condition="c", outcome="solved", summary="s", public_summary="p")
    assist = dispatch.AssistRequested(assist="a1", unit="hz", task="?", due_at=BEGIN)
    check = work.CheckAssigned(checker="c9", unit="jdz", level="street")
    asked = intake.VerificationRequested(verifier="g7", questions="?")
    reopened = work.CaseReopened(cause="relapse", round=2)
    row = seen(REPORT, asked, given, assist, check, (closed, {"phase": "done"}), reopened)
    assert (row.unit, row.assignee, row.verifier, row.checker, row.assists, row.co_units) == (
        "",
        "",
        "",
        "",
        (),
        (),
    )
    assert (row.round, row.reopened, row.closed_at) == (2, 1, None)


def test_the_end_is_the_move_into_a_done_state_and_no_later_one() -> None:
    ended = (NOTE, {"phase": "done", "target": "closed"})
    assert seen(REPORT, NOTE).closed_at is None
    assert seen(REPORT, ended).closed_at == at(2)
    assert seen(REPORT, ended, ended).closed_at == at(2)
    assert seen(REPORT, ended, NOTE).closed_at is None
    assert seen(REPORT, ended, NOTE, ended).closed_at == at(4)


def clock(name: str, effect: str = "started", *, due: int = 9, kind: str = "duty") -> ClockEffect:
    moment = BEGIN + timedelta(hours=due)
    return ClockEffect(clock=name, effect=effect, kind=kind, unit="work_hour", due_at=moment)


def test_the_duty_that_presses_most_is_shown_and_sorted_by() -> None:
    row = seen((REPORT, {"clocks": (clock("handle", due=5), clock("promise", due=8))}))
    assert (row.queue, row.due_clock, row.due_unit, row.due_at) == (RUNNING, "handle", "work_hour", at(5))
    assert row.due_sort == row.due_at
    paused = {"clocks": (clock("handle", "paused"),)}
    assert (
        seen((REPORT, {"clocks": (clock("handle"), clock("promise", due=8))}), (NOTE, paused)).due_clock
        == "promise"
    )
    resting = seen((REPORT, {"clocks": (clock("handle"),)}), (NOTE, paused))
    assert (resting.queue, resting.paused) == (RESTING, True)
    assert (resting.due_clock, resting.due_unit, resting.due_at, resting.due_sort) == ("", "", None, NEVER)
    assert [(c.clock, c.paused_at) for c in resting.clocks] == [("handle", at(2))]
    right = seen((REPORT, {"clocks": (clock("rating", kind="right"),)}))
    assert (right.queue, len(right.clocks)) == (IDLE, 1)
    assert seen((REPORT, {"clocks": (clock("handle"),)}), NOTE).due_clock == "handle", (
        "a note changes no clock"
    )


def test_a_request_is_open_until_it_is_refused_or_its_clock_ends() -> None:
    ask = work.ApprovalRequested(kind="return", reason="other", text="?")
    asked = (ask, {"clocks": (clock("sign", "stopped"), clock("return_review"))})
    row = seen(REPORT, asked)
    assert (row.request_open, row.request_clock) == ("return", "return_review")
    assert seen(REPORT, asked, NOTE).request_open == "return"
    ended = seen(REPORT, asked, (NOTE, {"clocks": (clock("return_review", "stopped"),)}))
    assert (ended.request_open, ended.request_clock) == ("", "")
    other = (NOTE, {"clocks": (clock("sign", "stopped"),)})
    assert seen(REPORT, asked, other).request_open == "return"
    assert seen(REPORT, asked, work.ApprovalRefused(kind="return", reason="?")).request_open == ""
    bare = seen(REPORT, ask, (NOTE, {"clocks": (clock("x"),)}))
    assert (bare.request_open, bare.request_clock) == ("return", ""), (
        "without a clock it waits for its answer"
    )


def test_merging_and_what_counts() -> None:
    merged = intake.CaseMerged(master="case-9", ground="same_place")
    assert seen(REPORT, merged).master == "case-9"
    assert seen(REPORT, merged, intake.CaseUnmerged(master="case-9", reason="?")).master == ""
    failed = work.CheckFailed(level="desk", finding="?")
    assert seen(REPORT, failed, failed).reworks == 2
    assert seen(REPORT, intake.CaseReclassified(old="a", new="b", reason="?")).category == "b"


def walked(seed: int) -> Iterator[tuple[Case, BoardRow]]:
    cases: dict[str, Case] = {}
    rows: dict[str, BoardRow] = {}
    for event in histories(seed, 500):
        case_id = event.envelope.case_id
        cases[case_id] = evolve_case(cases.get(case_id), event)
        rows[case_id] = evolve(rows.get(case_id), event)
        yield cases[case_id], rows[case_id]


@pytest.mark.parametrize("seed", range(4))
def test_the_row_says_what_the_case_says(seed: int) -> None:
    for case, row in walked(seed):
        place = case.place or Place()
        assert (row.case_id, row.workflow, row.digest, row.version) == (
            case.id,
            case.workflow,
            case.digest,
            case.version,
        )
        assert (row.state, row.phase, row.opened_at, row.last_at) == (
            case.state,
            case.phase,
            case.opened_at,
            case.last_at,
        )
        assert (row.case_no, row.title, row.category, row.channel) == (
            case.case_no,
            case.title,
            case.category,
            case.channel,
        )
        assert (row.urgent, row.source_no, row.community) == (case.urgent, case.source_no, case.community)
        assert (row.grid, row.unit, row.round) == (case.grid, case.unit, case.round)
        assert (row.address, row.lat_deg, row.lon_deg) == (place.address, place.lat_deg, place.lon_deg)
        assert row.assignee == case.assignments.get("work", "")
        assert row.checker == case.assignments.get("check", "")
        assert row.verifier == case.assignments.get("verification", "")
        assert (row.returns, row.reworks, row.reopened) == (case.returns, case.reworks, case.reopened)
        assert (row.master or None, row.request_open) == (
            case.master,
            case.request.kind if case.request else "",
        )
        assert sorted(row.co_units) == sorted(a.unit for a in case.assists.values() if not a.answered)
        assert (row.closed_at is None) == (case.phase != "done")
        running = [c.due_at for c in case.clocks.values() if c.kind == "duty" and not c.paused_at]
        assert row.due_at == min(running, default=None)


def test_the_office_has_no_row() -> None:
    event = histories(1, 1)[0]
    assert BOARD.key(event) == event.envelope.case_id
    assert BOARD.key(at_position(event, 1, case_id="office")) is None
