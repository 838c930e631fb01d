"""Which cases were escalated otherwise: each verdict, and that a late worker tells nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.definition import Workflow
from domain.envelope import Event
from domain.facts.dispatch import CaseEscalated
from tests.calendars import PUBLISHED, at
from tests.demo.memory import Played, play
from tests.support.variants import changed_copy
from workflows.loader import catalogue_dir, load_variant
from workflows.whatif import Step, World, compare
from workflows.whatif.escalation import escalations

NOON = at("2026-10-12 12:00")
LATER = NOON + timedelta(hours=1)
TOLD = Step(
    case_id="a",
    kind="told",
    by="clock",
    at=NOON,
    clock="handle",
    position=3,
    rung="overdue",
    told=("deputy",),
)
RAISED = replace(TOLD, kind="raised", level="deputy", cause="overdue", told=())


@pytest.mark.parametrize(
    ("really", "would", "verdict"),
    [
        ([], [TOLD, RAISED], "escalated"),
        ([TOLD, RAISED], [TOLD], "not_escalated"),
        ([RAISED], [replace(RAISED, at=LATER)], "otherwise"),
        ([RAISED], [replace(RAISED, level="leader")], "otherwise"),
        ([RAISED, TOLD], [RAISED], "told_otherwise"),
        ([TOLD], [replace(TOLD, told=("leader",))], "told_otherwise"),
        ([TOLD, replace(TOLD, at=LATER)], [TOLD], "told_otherwise"),
        ([TOLD, RAISED], [TOLD, replace(RAISED, clock="promise")], None),
        ([TOLD], [TOLD], None),
    ],
)
def test_a_case_has_the_verdict_of_what_was_done(
    really: list[Step], would: list[Step], verdict: str | None
) -> None:
    assert [one.verdict for one in escalations(really, would)] == ([verdict] if verdict else [])


def test_only_what_differs_is_listed_by_case() -> None:
    other = replace(RAISED, case_id="b")
    found = escalations([TOLD, RAISED, other], [TOLD, other, replace(TOLD, at=LATER)])
    assert [(one.case_id, one.really, one.would) for one in found] == [
        ("a", (RAISED,), (replace(TOLD, at=LATER),))
    ]


@pytest.fixture(scope="module")
def played() -> Played:
    return play(70)


def _changed(folder: Path, changes: Mapping[str, str]) -> Mapping[str, Workflow]:
    variant = load_variant([catalogue_dir()], [changed_copy(folder, changes)])
    return {key: loaded.workflow for key, loaded in variant.workflows.items()}


def test_a_rung_that_only_tells_came_as_often_as_one_that_escalates_too(
    played: Played, tmp_path: Path
) -> None:
    """What changes is what was done at the moment, not how often the time ran out."""
    before = '"assignee"] }\nwarning = { at = 80, tell = ["unit_head"] }\n'
    quiet = before + 'overdue = { at = 100, tell = ["unit_head", "deputy"], '
    raising = 'move = "escalate", set = { to_level = "deputy", cause = "overdue" } }\nsupervised = { after'
    told = f"{quiet}{raising}"
    without = _changed(tmp_path, {told: told.replace("], " + raising, "] }\nsupervised = { after")})
    # A clock that runs out at the very end has its rung, and is in time on its moment.
    until = played.events[-1].envelope.occurred_at - timedelta(seconds=1)
    compared = compare(
        played.events, _world(played, {}), _world(played, without), office=played.world.office, until=until
    )
    counts = compared.rungs["handle", "overdue"]
    ran_out = compared.ran_out["handle"]
    assert counts.really.points == counts.would.points == counts.really.told == counts.would.told > 0
    assert counts.really.moved > counts.would.moved == 0
    assert ran_out == (counts.really.points, counts.would.points)
    assert 0 < counts.cases <= counts.really.points


def test_a_clock_that_runs_out_in_one_world_alone_is_one_point(played: Played, tmp_path: Path) -> None:
    check = 'labels = { zh = "核查", en = "Check" }\nkind = "duty"\nlimit = { amount = 4'
    shorter = _changed(tmp_path, {check: check.replace("= 4", "= 1")})
    compared = compare(played.events, _world(played, {}), _world(played, shorter), office=played.world.office)
    really, would = compared.ran_out["check"]
    assert would - really == len(compared.late) > 0
    overdue = compared.rungs["check", "overdue"]
    assert (overdue.really.points, overdue.would.points) == (really, would)
    assert overdue.cases <= len({one.case_id for one in compared.escalations})


def test_how_late_the_workers_were_makes_no_difference(played: Played) -> None:
    """Real workers come to a clock some time after its moment."""
    late = [_late(event) for event in played.events]
    assert any(isinstance(event.fact, CaseEscalated) for event in late)
    _nothing_differs(played, late)


def test_a_suspension_that_ended_by_itself_is_neither_late_nor_in_time(played: Played) -> None:
    granted = next(event for event in played.events if event.envelope.trigger == "grant_suspension")
    case_id, position = granted.envelope.case_id, granted.envelope.position
    before = [event for event in played.events if event.envelope.case_id == case_id]
    before = [event for event in before if event.envelope.position <= position]
    ended = list(_until_resumed(played, before))
    assert ended[-1].envelope.trigger == "resume"
    _nothing_differs(played, [*before, *map(_late, ended)])


def _world(played: Played, workflows: Mapping[str, Workflow]) -> World:
    pinned = {workflow.digest: workflow for workflow in played.world.workflows.values()}
    return World(workflows, pinned.__getitem__, lambda _: PUBLISHED)


def _nothing_differs(played: Played, events: Sequence[Event]) -> None:
    recorded, other = _world(played, {}), _world(played, played.world.workflows)
    same = compare(events, recorded, other, office=played.world.office)
    assert (same.escalations, same.late, same.in_time, same.refused) == ([], [], [], [])
    assert (same.moved, same.only_here, same.moves) == (0, 0, len(events))


def _until_resumed(played: Played, events: Sequence[Event]) -> Iterator[Event]:
    world = _world(played, {})
    for event in events:
        world.take_over(event)
    last = events[-1].envelope
    for happened in world.live_until(
        last.case_id, last.occurred_at + timedelta(days=400), played.world.office
    ):
        yield from happened.events
        if any(event.envelope.trigger == "resume" for event in happened.events):
            return


def _late(event: Event) -> Event:
    """What a worker did, seven milliseconds after the moment it was due; whatever else as it was."""
    envelope = event.envelope
    by = timedelta(milliseconds=7 if envelope.actor == "system" else 0)
    occurred_at, recorded_at = envelope.occurred_at + by, envelope.recorded_at + by
    return replace(event, envelope=replace(envelope, occurred_at=occurred_at, recorded_at=recorded_at))
