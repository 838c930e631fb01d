"""The clocks on the board are those of the domain's fold, and the one that presses is the duty due first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.case import Case
from domain.envelope import ClockEffect
from domain.fold import evolve
from projections.live_clocks import Clocks, LiveClock, after, dump, load, most_pressing, rests
from tests.support.histories import histories

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
LATER = AT + timedelta(hours=3)


def started(clock: str, *, due: datetime = LATER, kind: str = "duty", key: str = "") -> ClockEffect:
    return ClockEffect(
        clock=clock, key=key, effect="started", kind=kind, unit="work_hour", amount=2, due_at=due
    )


def done(
    clock: str, effect: str, *, key: str = "", due: datetime | None = None, amount: int = 0
) -> ClockEffect:
    return ClockEffect(clock=clock, key=key, effect=effect, due_at=due, amount=amount)


def run(*effects: ClockEffect) -> Clocks:
    return after((), effects, AT)


def test_a_clock_lives_from_start_to_stop() -> None:
    handle = LiveClock("handle", "", "duty", "work_hour", 2, AT, LATER, None)
    assert run(started("handle")) == (handle,)
    assert run(started("handle"), done("handle", "stopped")) == ()
    assert run(started("handle"), done("handle", "stopped", key="x")) == (handle,)
    assert run(done("handle", "stopped")) == ()
    for effect in ("paused", "resumed", "moved"):
        assert run(done("handle", effect)) == (), "what does not run is not changed"


def test_a_clock_is_counted_from_its_own_moment_when_it_names_one() -> None:
    effect = ClockEffect(clock="perform", effect="started", kind="term", started_at=LATER)
    assert run(effect) == (LiveClock("perform", "", "term", "", 0, LATER, AT, None),)


def test_a_pause_keeps_the_due_moment_and_a_resumption_moves_it() -> None:
    paused = run(started("handle"), done("handle", "paused"))
    assert [(clock.due_at, clock.paused_at) for clock in paused] == [(LATER, AT)]
    new = LATER + timedelta(hours=5)
    resumed = after(paused, [done("handle", "resumed", due=new)], LATER)
    assert [(clock.due_at, clock.paused_at, clock.started_at) for clock in resumed] == [(new, None, AT)]
    without = after(paused, [done("handle", "resumed")], LATER)
    assert [(clock.due_at, clock.paused_at) for clock in without] == [(LATER, None)]


def test_moving_keeps_a_pause_and_changes_amount_and_due_moment_when_told() -> None:
    paused = run(started("handle"), done("handle", "paused"))
    moved = after(paused, [done("handle", "moved", due=AT, amount=9)], LATER)
    assert [(clock.due_at, clock.amount, clock.paused_at) for clock in moved] == [(AT, 9, AT)]
    untold = after(paused, [done("handle", "moved")], LATER)
    assert [(clock.due_at, clock.amount) for clock in untold] == [(LATER, 2)]


def test_a_moment_that_somebody_named_is_known_as_such() -> None:
    asked = run(
        ClockEffect(clock="assist", effect="started", kind="duty", unit="work_day", amount=1, rule="asked")
    )
    assert [clock.fixed for clock in asked] == [True]
    assert load(dump(asked)) == asked
    named = ClockEffect(clock="handle", effect="moved", due_at=AT, amount=2, rule="extension")
    assert [clock.fixed for clock in after(run(started("handle")), [named], LATER)] == [True]
    longer = ClockEffect(clock="handle", effect="moved", due_at=AT, amount=3, rule="extension")
    assert [clock.fixed for clock in after(run(started("handle")), [longer], LATER)] == [False]


def test_clocks_of_one_name_are_told_apart_by_their_key() -> None:
    both = run(started("assist", key="a1"), started("assist", key="a2"))
    assert [clock.key for clock in after(both, [done("assist", "stopped", key="a1")], AT)] == ["a2"]


def test_a_restarted_clock_goes_to_the_end() -> None:
    restarted = run(started("handle"), started("promise"), started("handle", due=AT))
    assert [(clock.clock, clock.due_at) for clock in restarted] == [("promise", LATER), ("handle", AT)]


def test_what_presses_is_the_running_duty_due_first() -> None:
    clocks = run(started("promise"), started("handle", due=AT), started("rating", due=AT, kind="right"))
    pressing = most_pressing(clocks)
    assert pressing is not None
    assert pressing.clock == "handle"
    paused = after(clocks, [done("handle", "paused")], AT)
    pressing = most_pressing(paused)
    assert pressing is not None
    assert pressing.clock == "promise"
    assert most_pressing(run(started("rating", kind="right"))) is None
    tie = most_pressing(run(started("sign"), started("assist", key="b"), started("assist", key="a")))
    assert tie is not None
    assert (tie.clock, tie.key) == ("assist", "a")


def test_a_case_rests_when_it_has_duties_and_all_are_paused() -> None:
    both = run(started("handle"), started("promise"), started("suspension", kind="term"))
    assert not rests(both)
    one = after(both, [done("handle", "paused")], AT)
    assert not rests(one)
    assert rests(after(one, [done("promise", "paused")], AT))
    assert not rests(run(started("suspension", kind="term")))
    assert not rests(())


def test_json_is_canonical_and_comes_back() -> None:
    clocks = after(run(started("handle"), started("assist", key="a1")), [done("handle", "paused")], LATER)
    assert dump(clocks) == (
        '[{"clock":"handle","kind":"duty","unit":"work_hour","amount":2,"started_at":"2026-03-02T01:00:00Z",'
        '"due_at":"2026-03-02T04:00:00Z","paused_at":"2026-03-02T04:00:00Z"},'
        '{"clock":"assist","key":"a1","kind":"duty","unit":"work_hour","amount":2,'
        '"started_at":"2026-03-02T01:00:00Z","due_at":"2026-03-02T04:00:00Z"}]'
    )
    assert load(dump(clocks)) == clocks
    bare = run(ClockEffect(clock="x", effect="started"))
    assert load(dump(bare)) == bare
    assert (dump(()), load("[]")) == ("[]", ())


@pytest.mark.parametrize("seed", range(3))
def test_they_are_the_clocks_of_the_case(seed: int) -> None:
    cases: dict[str, Case] = {}
    clocks: dict[str, Clocks] = {}
    for event in histories(seed, 400):
        case_id = event.envelope.case_id
        cases[case_id] = evolve(cases.get(case_id), event)
        clocks[case_id] = after(clocks.get(case_id, ()), event.envelope.clocks, event.envelope.occurred_at)
        theirs = {
            (c.name, c.key, c.kind, c.unit, c.amount, c.started_at, c.due_at, c.paused_at, c.fixed, c.hours)
            for c in cases[case_id].clocks.values()
        }
        assert set(map(tuple, clocks[case_id])) == theirs
