"""Two worlds side by side: nothing differs without a change, and each kind of change is told for what it is."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.calendar import WorkCalendar
from domain.definition import Workflow
from domain.envelope import Event
from domain.facts.intake import CaseReported
from domain.office import STREAM, Post
from domain.published_calendar import counted_by
from tests.calendars import ANNOUNCED, PUBLISHED, at
from tests.demo.memory import Played, play
from tests.support.catalogues import extending
from tests.support.given import given
from tests.support.samples import FIELDS
from tests.support.small_office import OFFICE
from tests.support.variants import changed_copy
from workflows.loader import catalogue_dir, load_variant
from workflows.whatif import Compared, World, compare
from workflows.whatif.world import TICK, Happened

EVE = at("2026-12-31 16:30")


@pytest.fixture(scope="module")
def played() -> Played:
    return play(120)


def _compare(
    played: Played,
    workflows: Mapping[str, Workflow] | None = None,
    calendar: WorkCalendar = PUBLISHED,
    **window: Any,
) -> Compared:
    pinned = {workflow.digest: workflow for workflow in played.world.workflows.values()}
    recorded = World({}, pinned.__getitem__, lambda _: PUBLISHED)
    world = World(workflows or played.world.workflows, pinned.__getitem__, lambda _: calendar)
    window.setdefault("until", played.end)
    return compare(played.events, recorded, world, office=played.world.office, **window)


def _variant(folder: Path, changes: Mapping[str, str]) -> Mapping[str, Workflow]:
    catalogue = load_variant([catalogue_dir()], [changed_copy(folder, changes)])
    return {key: loaded.workflow for key, loaded in catalogue.workflows.items()}


def test_nothing_differs_under_the_same_rules_and_days(played: Played) -> None:
    same = _compare(played)
    assert (same.late, same.in_time, same.refused, same.moved, same.only_here) == ([], [], [], 0, 0)
    assert same.escalations == []
    assert (same.cases, same.moves) == (len(played.world.cases), len(played.events))


def test_clocks_keep_the_hours_of_their_unit_in_the_other_world(played: Played, tmp_path: Path) -> None:
    own = [effect for event in played.events for effect in event.envelope.clocks if effect.hours]
    assert {effect.clock for effect in own} >= {"sign", "handle"}
    sign = 'held_by = "lead_unit"\nhours = "unit"\n\n[clocks.sign.ladder]'
    office = _compare(played, _variant(tmp_path, {sign: sign.replace('hours = "unit"\n', "")}))
    assert 0 < office.moved <= len([effect for effect in own if effect.clock == "sign"])
    # Who is in time there is not supervised, and so has nothing to answer.
    assert {refusal.code for refusal in office.refused} <= {"no_supervision"}


def test_a_shorter_limit_makes_more_late_and_refuses_nothing(played: Played, tmp_path: Path) -> None:
    check = 'labels = { zh = "核查", en = "Check" }\nkind = "duty"\nlimit = { amount = 4'
    shorter = _compare(played, _variant(tmp_path, {check: check.replace("= 4", "= 1")}))
    assert {start.clock for start in shorter.late} == {"check"}
    assert (shorter.in_time, shorter.refused) == ([], [])
    assert all(start.ended_at is None or start.ended_at > start.due_at for start in shorter.late)


def test_a_longer_limit_makes_fewer_late(played: Played, tmp_path: Path) -> None:
    check = 'labels = { zh = "核查", en = "Check" }\nkind = "duty"\nlimit = { amount = 4'
    shorter = _variant(tmp_path, {check: check.replace("= 4", "= 1")})
    there = _compare(played, shorter)
    back = _again(played, shorter)
    assert [start.identity for start in back.in_time] == [start.identity for start in there.late]
    assert back.late == []


def _again(played: Played, lived: Mapping[str, Workflow]) -> Compared:
    """What the packaged rules would have made of a log that was lived under others."""
    world = World(
        lived, {w.digest: w for w in played.world.workflows.values()}.__getitem__, lambda _: PUBLISHED
    )
    events = list(_lived(played, world))
    pinned = {workflow.digest: workflow for workflow in lived.values()}
    recorded = World({}, pinned.__getitem__, lambda _: PUBLISHED)
    other = World(played.world.workflows, pinned.__getitem__, lambda _: PUBLISHED)
    return compare(events, recorded, other, office=played.world.office, until=played.end)


def _lived(played: Played, world: World) -> Iterator[Event]:
    """What people did, again, with what the clocks of another world bring about in between."""
    undone, office = set(), played.world.office
    for event in played.events:
        envelope, before = event.envelope, getattr(event.fact, "parent", None)
        if before is not None:  # a turn follows from the end of the one before it
            yield from _facts(world.live_until(before, envelope.occurred_at + TICK, office))
        yield from _facts(world.live_until(envelope.case_id, envelope.occurred_at, office))
        raised = envelope.actor == "system" and envelope.trigger in ("escalate", "supervise")
        if event.fact.TOPIC == "deadline.passed" or raised or envelope.causation in undone:
            undone.add(envelope.event_id)
        else:
            yield from _facts(world.redo(event, office))
    for case_id in list(world.cases):
        yield from _facts(world.live_until(case_id, played.end, office))


def _facts(happened: Iterable[Happened]) -> Iterator[Event]:
    return (event for one in happened for event in one.events)


def test_a_move_that_is_gone_leaves_cases_where_they_are(played: Played, tmp_path: Path) -> None:
    nobody = 'from = ["checked"]\nto = "closed"\nroles = ["shift_leader"]'
    stuck = _compare(played, _variant(tmp_path, {nobody: nobody.replace("shift_leader", "auditor")}))
    closed = {event.envelope.case_id for event in played.events if event.envelope.trigger == "close"}
    streets = {case_id for case_id in closed if played.world.cases[case_id].workflow in extending()}
    assert {refusal.case_id for refusal in stuck.refused} == streets
    assert {(refusal.move, refusal.code, refusal.state) for refusal in stuck.stuck()} == {
        ("close", "role_missing", "checked")
    }


def test_other_days_off_move_what_is_due(played: Played) -> None:
    week = frozenset(date(2026, 10, 26) + timedelta(days=day) for day in range(5))
    holiday = replace(PUBLISHED, off_days=PUBLISHED.off_days | week)
    moved = _compare(played, calendar=holiday)
    assert moved.late == []
    assert moved.in_time
    assert all(start.due_at.date() >= date(2026, 10, 26) for start in moved.in_time)


def test_a_recount_that_changes_nothing_there_is_no_refusal() -> None:
    workflow = load_variant([catalogue_dir()], []).workflows["city_case"].workflow
    start = given(workflow=workflow, calendar=PUBLISHED)
    told = start.when(
        "report",
        by="grid-1",
        sends={**FIELDS["case.reported"], "category": "street.litter", "narrative": "有垃圾"},
        now=EVE,
    )
    told.then(CaseReported)
    after = replace(told.and_then(), context=replace(start.context, calendar=counted_by(ANNOUNCED)))
    again = after.when(
        "recompute", id="another", by="system", sends={"clock": "accept", "cause": "calendar"}, now=EVE
    )
    events = [
        replace(event, envelope=replace(event.envelope, position=n))
        for n, event in enumerate(again.and_then().events, 1)
    ]
    published = Event(fact=ANNOUNCED, envelope=replace(events[0].envelope, case_id=STREAM))
    recount = Event(fact=events[1].fact, envelope=replace(events[1].envelope, causation="that-fact"))
    recorded = World({}, lambda _: workflow, lambda office: office.calendar or PUBLISHED)
    world = World({"city_case": workflow}, lambda _: workflow, lambda _: PUBLISHED)
    compared = compare([events[0], published, recount], recorded, world, office=OFFICE)
    assert (compared.moves, compared.refused, compared.moved) == (2, [], 1)


def test_what_was_told_from_elsewhere_is_not_decided_again_and_nobody_is_reminded_of_it() -> None:
    catalogue = load_variant([catalogue_dir()], [])
    workflow = catalogue.workflows["city_case"].workflow
    told = given(workflow=workflow, calendar=PUBLISHED).when(
        "report",
        by="Resource21",
        sends={**FIELDS["case.reported"], "category": "street.litter", "narrative": "有垃圾"},
        now=EVE,
        occurred_at=EVE - timedelta(days=300),
        door="import",
        elsewhere=Post(role="", unit=""),
    )
    event = replace(told.event, envelope=replace(told.event.envelope, position=1))
    nobody_may = replace(
        workflow, moves={**workflow.moves, "report": replace(workflow.moves["report"], roles=())}
    )
    recorded = World({}, lambda _: workflow, lambda _: PUBLISHED)
    other = World({"city_case": nobody_may}, lambda _: workflow, lambda _: PUBLISHED)
    compared = compare([event], recorded, other, office=OFFICE)
    assert (compared.refused, compared.escalations, compared.late, compared.in_time) == ([], [], [], [])
    assert recorded.cases.keys() == other.cases.keys() == {"case-1"}


def test_before_the_window_nothing_is_decided_again(played: Played, tmp_path: Path) -> None:
    check = 'labels = { zh = "核查", en = "Check" }\nkind = "duty"\nlimit = { amount = 4'
    shorter = _variant(tmp_path, {check: check.replace("= 4", "= 1")})
    since = played.end - timedelta(days=20)
    late = _compare(played, shorter, since=since)
    begun = {event.envelope.position: event.envelope.occurred_at for event in played.events}
    assert late.late
    assert all(begun[start.position] >= since for start in late.late)
    assert _compare(played, shorter, since=played.end).late == []
    assert _compare(played, shorter, until=since).moves < len(played.events)
