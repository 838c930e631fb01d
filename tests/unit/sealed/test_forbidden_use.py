"""Nothing decides or lists by what is personal: stories go the same with objects in its place that fail on use."""

from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import pytest

from api.read_models import READ_MODELS
from domain.case import Case
from domain.conformance import asked_again, judged_again
from domain.context import Context
from domain.envelope import Event
from domain.fold import evolve
from domain.needs import needs_of
from domain.sealed import Sealed
from tests.calendars import PUBLISHED
from tests.demo.memory import Played, play
from tests.support.keys import AnyKeys
from workflows.log import record_of
from workflows.log.sealed_fields import sealed_in, with_values
from workflows.log.sealing import Sealing
from workflows.machine import compile_machine
from workflows.reactions import commands_of
from workflows.whatif import World, compare


def _fails(name: str) -> Callable[..., NoReturn]:
    def used(*_: Any, **__: Any) -> NoReturn:
        raise AssertionError(f"what lies sealed was used by {name}")

    return used


class Untouchable(Sealed):
    """A sealed value that may be carried, and nothing else."""

    __slots__ = ()

    def __init__(self) -> None:
        """Nothing."""

    def __getattribute__(self, name: str) -> Any:
        """What kind of thing it is may be asked, since that is asked of every value."""
        return Untouchable if name == "__class__" else _fails(name)()


for special in (
    "__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__hash__", "__bool__", "__str__", "__repr__",
    "__len__", "__iter__", "__contains__", "__getitem__", "__add__", "__format__",
    "__int__", "__float__",
):  # fmt: skip
    setattr(Untouchable, special, _fails(special))


@pytest.fixture(scope="module")
def played() -> Played:
    return play(160)


@pytest.fixture(scope="module")
def carried(played: Played) -> list[Event]:
    sealing = Sealing(AnyKeys(), bytes)
    found = []
    for event in played.events:
        (sealed,) = record_of([event], sealing).events
        found.append(with_values(sealed, lambda *_: Untouchable()))
    return found


def test_the_stories_are_full_of_what_is_personal(played: Played) -> None:
    sealing = Sealing(AnyKeys(), bytes)
    kinds = set()
    for event in played.events:
        (sealed,) = record_of([event], sealing).events
        kinds |= {(event.fact.TOPIC, part.name) for part, _, _ in sealed_in(sealed.fact)}
    assert len(kinds) > 25, sorted(kinds)
    assert {("case.reported", "reporter_phone"), ("order.served", "party_name")} <= kinds
    assert ("agreement.reached", "obligations") in kinds


def _befores(events: list[Event]) -> Iterator[tuple[Event, Case | None, dict[str, Case]]]:
    """Each event with its case before it, and all cases as they were."""
    cases: dict[str, Case] = {}
    for event in events:
        before = cases.get(event.envelope.case_id)
        yield event, before, cases
        cases[event.envelope.case_id] = evolve(before, event)


def test_cases_are_folded_without_looking(played: Played, carried: list[Event]) -> None:
    plain, sealed = ([case for _, case, _ in _befores(events)] for events in (played.events, carried))
    assert sealed == plain


@pytest.mark.parametrize("model", READ_MODELS, ids=lambda model: model.name)
def test_lists_are_made_without_looking(played: Played, carried: list[Event], model: Any) -> None:
    tables = []
    for events in (played.events, carried):
        rows: dict[Any, Any] = {}
        for event in events:
            if model.handles is None or type(event.fact) in model.handles:
                key = model.key(event)
                rows[key] = model.evolve(rows.get(key), event)
        tables.append(rows)
    assert tables[0] == tables[1]


def test_reactions_follow_without_looking(played: Played, carried: list[Event]) -> None:
    found = []
    for events in (played.events, carried):
        now = played.end
        commands = []
        for event, before, _ in _befores(events):
            commands.append(commands_of(event, evolve(before, event), now))
        found.append(commands)
    assert found[0] == found[1]


def test_the_record_is_judged_again_without_looking(played: Played, carried: list[Event]) -> None:
    """Alike, that is; what is counted outside of cases is not known here, and found missing in both."""
    workflows = {workflow.digest: workflow for workflow in played.world.workflows.values()}
    found = []
    for events in (played.events, carried):
        breaches = []
        for event, before, cases in _befores(events):
            workflow, request = workflows[event.envelope.digest], asked_again(event)
            others = {name: cases[name] for name in needs_of(workflow, request, before) if name in cases}
            context = Context(
                calendar=PUBLISHED,
                office=played.world.office,
                others=others,
                case_no=getattr(event.fact, "case_no", ""),
            )
            judged = judged_again(before, event, request, workflow, compile_machine(workflow), context)
            breaches.append(judged)
        found.append(breaches)
    assert found[0] == found[1]
    assert sum(map(bool, found[0])) < len(played.events) / 20


def test_other_rules_are_tried_without_looking(played: Played, carried: list[Event]) -> None:
    pinned = {workflow.digest: workflow for workflow in played.world.workflows.values()}
    results = []
    for events in (played.events, carried):
        recorded = World({}, pinned.__getitem__, lambda _: PUBLISHED)
        world = World(played.world.workflows, pinned.__getitem__, lambda _: PUBLISHED)
        results.append(compare(events, recorded, world, office=played.world.office, until=played.end))
    plain, sealed = results
    assert (sealed.late, sealed.in_time, sealed.refused, sealed.moved) == ([], [], [], 0)
    assert (sealed.cases, sealed.moves) == (plain.cases, plain.moves)
