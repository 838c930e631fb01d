"""One suspected meal stops its batch: once, however often the fact is delivered; what joins late stops as well."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from api.diets import OpenedDiets
from api.revealing import NoAccessLog, Revealing
from domain.case import Case
from domain.codec import to_data
from domain.errors import Refused
from domain.facts.meals import MealCardIssued
from domain.facts.office import UnitChanged
from tests.support.keys import key_store
from tests.support.log_events import PLACE
from tests.support.office_engine import START, Clerk, engine_on, new_id, set_up
from tests.support.postgres import keys_of
from tests.support.samples import HERE
from tests.support.small_office import MEAL_LIST
from workflows.engine import Engine
from workflows.keys import KeyStore
from workflows.loader import catalogue_dir, load_catalogue
from workflows.log import EventLog, LogUnavailable
from workflows.reactor import Reactor

pytestmark = pytest.mark.anyio

KITCHEN = UnitChanged(unit="kitchen", kind="firm", name_zh="中央厨房", duties=("*",))
TOMORROW = "2026-03-03"
COOKED = START + timedelta(hours=25)
LOADING = {
    "assignee": "courier-1",
    "cooked_at": COOKED.isoformat(),
    "temperature": "65",
    "sample_g": 150,
    "sample_until": (COOKED + timedelta(hours=48)).isoformat(),
}


class NoRecurrences:
    """Nothing here comes back."""

    async def alike(self, case: Case, since: Any, position: int) -> Sequence[str]:
        return ()


@pytest.fixture
async def keys(database: str) -> AsyncIterator[KeyStore]:
    """The keys by which diets lie sealed."""
    async with key_store(keys_of(database)) as opened:
        yield opened


@pytest.fixture
async def engine(database: str, keys: KeyStore) -> AsyncIterator[Engine]:
    """An engine that opens diets, as an office has it."""
    async with EventLog(database, PLACE, keys=keys, hints=False) as log:
        made = engine_on(log, diets=OpenedDiets(log, Revealing(keys, NoAccessLog())))
        await set_up(made)
        yield made


@pytest.fixture
async def kitchen(engine: Engine) -> Engine:
    """The office with meals in force."""
    workflow = load_catalogue([catalogue_dir()]).required().workflows["meal_order"].workflow
    await engine.tell_office([KITCHEN, *MEAL_LIST], "steward-1", START)
    await engine.publish(workflow, "steward-1", START)
    return engine


def reactor_of(engine: Engine, name: str = "reactions") -> Reactor:
    return Reactor(engine, lambda: COOKED + timedelta(hours=1), NoRecurrences(), name=name)


async def ordered(clerk: Clerk, subject: str = "resident-1", meal: str = "lunch", **sends: Any) -> str:
    fields = {
        "category": "meal.light",
        "subject": subject,
        "meal": meal,
        "since": TOMORROW,
        "place": to_data(HERE),
    }
    done = await clerk.take("order", "grid-1", new_id(), {**fields, **sends}, workflow="meal_order")
    return done.case_id


async def confirmed(clerk: Clerk, **more: Any) -> str:
    case = await ordered(clerk, **more)
    await clerk.take("confirm", "kitchen-1", case)
    return case


async def on_route(clerk: Clerk) -> str:
    case = await confirmed(clerk)
    await clerk.take("load", "kitchen-1", case, LOADING, now=COOKED)
    return case


async def states(engine: Engine, *cases: str) -> list[str]:
    return [(await engine.case(case)).state for case in cases]


async def test_one_that_is_held_holds_the_whole_batch_once(kitchen: Engine, clerk: Clerk) -> None:
    first, second, other = (
        await confirmed(clerk),
        await on_route(clerk),
        await confirmed(clerk, meal="dinner"),
    )
    await clerk.take("hold", "kitchen-1", first, {"until": "2026-03-04"}, now=COOKED)

    reactor = reactor_of(kitchen)
    await reactor.drain()
    head = await kitchen.log.head()

    assert await states(kitchen, first, second, other) == ["held", "held", "confirmed"]
    rest = (await kitchen.case(second)).suspensions[-1]
    assert (rest.ground, rest.until) == ("food_safety", date(2026, 3, 4))
    for case in (first, second, other):
        for event in await kitchen.history(case):
            await reactor.react(event)
    await reactor_of(kitchen, "another").drain()
    assert await kitchen.log.head() == head
    assert await reactor.parked() == []


async def test_a_reactor_that_dies_between_two_orders_goes_on_with_the_others(
    kitchen: Engine, clerk: Clerk
) -> None:
    cases = [await confirmed(clerk) for _ in range(4)]
    await clerk.take("hold", "kitchen-1", cases[0], {"until": "2026-03-04"}, now=COOKED)
    held = (await kitchen.history(cases[0]))[-1]
    dying = engine_on(kitchen.log)
    done = 0

    async def handle(command: Any) -> Any:
        nonlocal done
        done += 1
        if done == 2:
            raise LogUnavailable("the database is away")
        return await Engine.handle(dying, command)

    dying.handle = handle  # type: ignore[method-assign]
    with pytest.raises(LogUnavailable):
        await reactor_of(dying).react(held)
    assert (await states(kitchen, *cases)).count("held") == 2

    await reactor_of(kitchen).drain()

    assert await states(kitchen, *cases) == ["held"] * 4
    assert [one.envelope.trigger for one in await kitchen.history(cases[1])].count("hold") == 1


async def test_an_authority_that_is_told_of_one_that_was_eaten_stops_the_rest(
    kitchen: Engine, clerk: Clerk
) -> None:
    eaten, waiting = await on_route(clerk), await confirmed(clerk)
    brought = {"proof": "in_person", "temperature": "60"}
    await clerk.take("deliver", "courier-1", eaten, brought, now=COOKED + timedelta(minutes=20))
    await clerk.take(
        "notify_authority", "grid-1", eaten, {"authority": "health"}, now=COOKED + timedelta(hours=1)
    )

    await reactor_of(kitchen).drain()

    assert await states(kitchen, eaten, waiting) == ["delivered", "held"]


async def test_an_ambulance_stops_no_batch(kitchen: Engine, clerk: Clerk) -> None:
    gone, waiting = await on_route(clerk), await confirmed(clerk)
    await clerk.take("notify_authority", "grid-1", gone, {"authority": "medical"}, now=COOKED)
    await reactor_of(kitchen).drain()
    assert await states(kitchen, gone, waiting) == ["on_route", "confirmed"]


async def test_what_joins_a_held_batch_is_held_and_what_joins_a_cleared_one_is_not(
    kitchen: Engine, clerk: Clerk
) -> None:
    first, late, later = await confirmed(clerk), await ordered(clerk), await ordered(clerk)
    await clerk.take("hold", "kitchen-1", first, {"until": "2026-03-04"})
    await clerk.take("confirm", "kitchen-1", late)
    await reactor_of(kitchen).drain()
    assert await states(kitchen, first, late) == ["held", "held"]

    cleared = {"authority": "market", "doc_no": "市监1号"}
    for case in (first, late):
        await clerk.take("release", "supervisor-1", case, cleared)
    await clerk.take("confirm", "kitchen-1", later)
    await reactor_of(kitchen).drain()
    assert await states(kitchen, first, late, later) == ["confirmed"] * 3


async def test_a_dish_is_held_against_the_diet_of_now(kitchen: Engine, clerk: Clerk) -> None:
    """Opened for each decision: what was put on the list a moment ago counts."""
    await ordered(clerk)
    allergic = MealCardIssued(
        person="resident-1", since=date(2026, 3, 1), until=date(2026, 3, 31), avoids=("fish",)
    )
    await kitchen.tell_office([allergic], "steward-1", START)

    with pytest.raises(Refused) as refused:
        await ordered(clerk, meal="dinner")
    assert refused.value.code == "diet_conflict"
    await ordered(clerk, meal="dinner", category="meal.vegetarian")


async def test_whose_diet_was_erased_is_brought_nothing_that_holds_any_of_the_kinds(
    kitchen: Engine, clerk: Clerk, keys: KeyStore
) -> None:
    await ordered(clerk)
    assert await keys.erase("resident-1")

    with pytest.raises(Refused) as refused:
        await ordered(clerk, meal="dinner")
    assert refused.value.code == "diet_conflict"
    await ordered(clerk, subject="resident-2")


async def test_a_diet_that_cannot_be_opened_refuses_nothing_and_lets_nothing_through(
    kitchen: Engine, clerk: Clerk
) -> None:
    class Away:
        async def avoided(self, card: MealCardIssued) -> frozenset[str]:
            raise LogUnavailable("the keys are away")

    other = Clerk(engine_on(kitchen.log, diets=Away()))
    with pytest.raises(LogUnavailable):
        await ordered(other)
    await ordered(clerk)


async def test_the_second_meal_of_a_day_is_charged_as_it_is(
    kitchen: Engine, clerk: Clerk, keys: KeyStore
) -> None:
    """Both are settled at once: one gets the subsidy, whichever comes first."""
    cases = [await confirmed(clerk), await confirmed(clerk, meal="dinner")]
    at = COOKED + timedelta(minutes=20)
    for case in cases:
        await clerk.take("load", "kitchen-1", case, LOADING, now=COOKED)
        await clerk.take("deliver", "courier-1", case, {"proof": "in_person", "temperature": "60"}, now=at)
    for case in cases:
        await clerk.take("settle", "system", case, now=at + timedelta(hours=1))

    histories = [await kitchen.history(case) for case in cases]
    opened = await Revealing(keys, NoAccessLog()).unnoted(histories)
    facts = [to_data(events[-1].fact) for events in opened]
    assert [(one["entry"], one["amount"], one["day"]) for one in facts] == [
        ("subsidy", 800, TOMORROW),
        ("charge", 1600, TOMORROW),
    ]
