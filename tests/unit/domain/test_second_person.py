"""What is asked of a second person: nothing changes until he decides, and silence decides nothing."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from domain.case import Case
from domain.codec import to_data
from domain.definition import Workflow
from domain.envelope import Event
from tests.architecture.limits import ROOT
from tests.calendars import at
from tests.support.samples import photo
from tests.support.walks import Walk
from workflows.loader import catalogue_dir, load_catalogue, workflow_from_data
from workflows.machine import compile_machine

FIRST = ROOT / "tests" / "definitions" / "city_case-1.json"
FIRST_DIGEST = "0aeec90192399b6e7714b1509939d326c30fb4b221dbc191f87f52f7f00e2630"


@cache
def _city() -> Workflow:
    return load_catalogue([catalogue_dir()]).required().workflows["city_case"].workflow


def _read(path: Path) -> Workflow:
    return workflow_from_data(json.loads(path.read_text("utf-8")))


@cache
def _seeds(with_reporter: bool) -> int:
    """A seed whose walk comes to a case in hand of the roads office, with nothing peculiar about it."""
    for seed in range(400):
        walk = _walk(seed)
        plain = walk.bring_to({"handling"}) and _is_plain(_case(walk), walk)
        if plain and bool(_case(walk).reporter) is with_reporter:
            return seed
    raise AssertionError("no walk leads there")


def _walk(seed: int) -> Walk:
    city = _city()
    return Walk(workflow=city, machine=compile_machine(city), choose=Random(seed).randrange)


def _in_hand(*, with_reporter: bool = False) -> Walk:
    walk = _walk(_seeds(with_reporter))
    assert walk.bring_to({"handling"})
    return walk


def _is_plain(case: Case, walk: Walk) -> bool:
    handle = case.clock("handle")
    plain = case.unit == "roads" and "engineering" not in walk.workflow.categories[case.category].flags
    in_time = handle is not None and handle.unit == "work_day" and not handle.has_run_out(walk.now)
    return plain and in_time and case.request is None and "roads-head" not in case.hands


def _take(walk: Walk, name: str, person: str, **fields: object) -> Event:
    event = walk.take(name, person, None, fields)
    assert event is not None, f"{name} by {person} was refused"
    return event


def _ask(walk: Walk, amount: int = 1) -> Event:
    return _take(walk, "request_extension", "roads-head", reason="scale", text="-", amount=amount)


def _forced(walk: Walk) -> dict[str, Any]:
    return {"reason": "no_power", "text": "-", "files": [to_data(photo("proof", taken=walk.now))]}


def _case(walk: Walk) -> Case:
    assert walk.case is not None
    return walk.case


def test_a_request_leaves_the_clocks_of_the_work_as_they_are_and_so_does_its_refusal() -> None:
    walk = _in_hand()
    before = _case(walk).clocks

    _ask(walk)
    assert _case(walk).clocks.keys() - before.keys() == {"approval"}
    _take(walk, "refuse_request", "shift-1", reason="理由不足")

    assert _case(walk).clocks == before
    assert _case(walk).request is None


def test_silence_grants_nothing_and_a_person_may_still_decide() -> None:
    walk = _in_hand()
    _ask(walk)
    due = _case(walk).clocks["handle"].due_at
    walk.now += timedelta(days=30)

    assert _case(walk).clocks["approval"].has_run_out(walk.now)
    assert _case(walk).clocks["handle"].due_at == due
    assert _case(walk).request is not None
    assert walk.take("grant_extension", "system", None, {}) is None
    assert _take(walk, "grant_extension", "shift-1").envelope.actor == "shift-1"


def test_no_move_that_decides_is_open_to_the_system() -> None:
    deciding = {name: move for name, move in _city().moves.items() if move.decides}

    assert {
        "grant_extension",
        "grant_suspension",
        "force_close",
        "exclude",
        "refuse_request",
    } <= deciding.keys()
    assert all("system" not in move.roles for move in deciding.values())


def test_an_extension_moves_the_promise_by_as_much_and_asks_for_the_reporter_to_be_told() -> None:
    walk = _in_hand()
    before = _case(walk).clocks
    _ask(walk, amount=1)
    event = _take(walk, "grant_extension", "shift-1")

    after = _case(walk).clocks
    moved = {effect.clock for effect in event.envelope.clocks if effect.effect == "moved"}
    assert moved == {"handle", "promise"}
    for name in moved:
        assert after[name].amount == before[name].amount + 1
        assert after[name].due_at > before[name].due_at
        assert after[name].started_at == before[name].started_at
    assert ("tell_reporter" in after) is bool(_case(walk).reporter)


def test_who_tells_the_reporter_the_new_date_ends_that_duty() -> None:
    walk = _in_hand(with_reporter=True)
    _ask(walk)
    _take(walk, "grant_extension", "shift-1")
    assert "tell_reporter" in _case(walk).clocks

    _take(walk, "contact", "intake-1", subject=_case(walk).reporter, purpose="inform", reached=True)

    assert "tell_reporter" not in _case(walk).clocks


def test_law_5_a_request_lapses_when_the_work_is_reported_done() -> None:
    walk = _in_hand()
    _ask(walk)
    event = walk.attempt("report_done")

    assert event is not None
    assert ("approval", "stopped") in {(one.clock, one.effect) for one in event.envelope.clocks}
    assert _case(walk).request is None


def test_one_thing_is_asked_at_a_time() -> None:
    walk = _in_hand()
    _ask(walk)

    assert walk.take("request_forced_closure", "roads-head", None, _forced(walk)) is None


def test_nothing_is_closed_by_force_by_who_asked_for_it() -> None:
    walk = _in_hand()
    _take(walk, "request_forced_closure", "roads-head", **_forced(walk))

    assert walk.take("force_close", "roads-head", None, {"public_reason": "-"}) is None
    assert walk.bring_to({"force_closed"})
    last = walk.events[-1]
    assert last.fact.TOPIC == "case.force_closed"
    assert not {"handle", "promise", "approval"} & _case(walk).clocks.keys()


def test_what_was_asked_is_granted_and_nothing_else() -> None:
    walk = _in_hand()
    _ask(walk)

    assert (
        walk.take("grant_extension", "shift-1", None, {"new_due_at": at("2027-01-01 09:00").isoformat()})
        is None
    )
    assert walk.take("force_close", "deputy-1", None, {"public_reason": "-"}) is None


def test_the_first_version_is_read_as_it_was_stored_and_its_cases_go_on() -> None:
    first = _read(FIRST)
    assert (first.digest, first.version, _city().version) == (FIRST_DIGEST, 1, 4)

    walk = Walk(workflow=first, machine=compile_machine(first), choose=Random(3).randrange)
    assert walk.bring_to({"handling"})
    assert (
        walk.take("request_extension", "roads-head", None, {"reason": "scale", "text": "-", "amount": 1})
        is None
    )
    assert walk.bring_to({"closed"})
    assert {event.envelope.digest for event in walk.events} == {FIRST_DIGEST}


@pytest.mark.parametrize("seed", range(6))
def test_cases_of_the_first_version_can_still_end(seed: int) -> None:
    first = _read(FIRST)
    walk = Walk(workflow=first, machine=compile_machine(first), choose=Random(seed).randrange)
    for _ in range(15):
        walk.step()
    assert walk.finish()
