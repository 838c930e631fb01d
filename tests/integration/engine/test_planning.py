"""Turns of plans are opened each once, on their day, by any number of workers; what nobody did is missed, for ever."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date

import pytest

from domain.case import Case
from domain.codec import to_data
from domain.envelope import Event
from domain.errors import Refused
from domain.facts.office import RoleGiven, RoleTaken
from domain.facts.schema import Fact
from domain.office import SYSTEM
from tests.calendars import at
from tests.integration.engine.test_root_causes import LogRecurrences
from tests.support.catalogues import packaged
from tests.support.office_engine import START, new_id, opened
from tests.support.samples import HERE
from tests.support.small_office import EAST
from tests.support.timed_office import TimedOffice, timed
from tests.support.turns import plan
from workflows.engine import Engine
from workflows.log import LogUnavailable
from workflows.planning import Planning
from workflows.reactor import Reactor

pytestmark = pytest.mark.anyio
PATROL = plan(workflow="periodic", category="round.river_community", attributes={"reach_m": 1000})
UPKEEP = plan(
    plan="upkeep-1", workflow="periodic", category="round.lift_upkeep", unit="roads", role="handler"
)
REVIEW = plan(
    plan="review-1",
    workflow="periodic",
    category="round.agreement",
    unit="board",
    role="liaison",
    place=None,
    begins=date(2026, 3, 3),
    ahead_days=30,
)
ROUNDS = packaged().workflows["periodic"].workflow.categories
ITEMS = dict.fromkeys(ROUNDS["round.river_community"].items["submit"], True)


class Office(TimedOffice):
    """An office whose time passes."""

    def planning(self, engine: Engine | None = None) -> Planning:
        """A worker that knows nothing yet."""
        return Planning(engine or self.engine, lambda: self.now)

    async def tell(self, *facts: Fact) -> None:
        await self.engine.tell_office(list(facts), "steward-1", self.now)

    async def pass_until(self, moment: str, planning: Planning) -> None:
        """Let time go on, as a worker that looks all the time would."""
        end = at(moment)
        while True:
            if await planning.drain():
                continue
            ahead = [one for one in (await self.queue.next_at(), planning.next_at()) if one is not None]
            if not ahead or min(ahead) > end:
                break
            self.now = max(self.now, min(ahead))
            await self.timers.fire()
            await self.react()
        self.now = end

    async def react(self) -> None:
        await Reactor(self.engine, lambda: self.now, LogRecurrences(self.engine)).drain()

    async def turns(self, name: str = "patrol-east") -> list[Case]:
        """Every turn of a plan that was opened, in the order of its days."""
        page: list[Event] = await self.engine.log.page(0, 500)
        ids = dict.fromkeys(one.envelope.case_id for one in page if one.envelope.case_id != "office")
        cases = [await self.engine.case(one) for one in ids]
        found = [case for case in cases if case.task is not None and case.task.plan == name]
        return sorted(found, key=lambda case: case.task.since if case.task else date.min)

    async def shape(self, name: str = "patrol-east") -> list[tuple[str, str, str]]:
        """First day, last day and state of every turn."""
        return [
            (case.task.since.isoformat(), case.task.until.isoformat(), case.state)
            for case in await self.turns(name)
            if case.task is not None
        ]

    async def walk(self, case: str, metres: str, minutes: int) -> None:
        await self.take("start", "chief-east", case, {"how": "gps", "place": to_data(HERE)})
        checklist = {"items": ITEMS, "length": metres, "duration": minutes}
        await self.take("submit", "chief-east", case, checklist)
        await self.react()


@pytest.fixture
async def office(database: str) -> AsyncIterator[Office]:
    async with timed(Office, database) as made:
        await made.engine.publish(packaged().workflows["periodic"].workflow, "steward-1", START)
        yield made


async def test_a_turn_is_opened_on_its_day_as_the_plan_says(office: Office) -> None:
    await office.tell(PATROL)
    events = await office.planning().drain()

    (case,) = await office.turns()
    assert (case.state, case.unit, case.assignments["work"]) == ("planned", EAST, "chief-east")
    assert case.title == "东社区巡河"
    assert case.clocks["cycle"].due_at == at("2026-03-08 24:00")
    (event,) = events
    assert event.envelope.actor == SYSTEM
    assert event.envelope.causation == (await office.engine.office()).plans["patrol-east"].event_id


async def test_a_turn_is_opened_once_by_however_many_workers(office: Office) -> None:
    await office.tell(PATROL)
    async with opened(office.dsn, record_clock=lambda: office.now) as other:
        workers = [office.planning(), office.planning(), office.planning(other)]
        opened_by = await asyncio.gather(*(one.drain() for one in workers))
        again = [await one.drain() for one in (*workers, office.planning())]

    assert len(await office.turns()) == 1
    assert len({event.envelope.event_id for events in opened_by for event in events}) == 1
    assert again == [[], [], [], []]


async def test_a_worker_that_died_after_opening_leaves_nothing_to_do_twice(office: Office) -> None:
    await office.tell(PATROL)
    first = office.planning()
    await first.drain()
    await office.pass_until("2026-03-09 00:00", office.planning())

    assert await office.shape() == [
        ("2026-03-02", "2026-03-08", "missed"),
        ("2026-03-09", "2026-03-15", "planned"),
    ]


async def test_what_nobody_did_is_missed_and_the_next_turn_is_another_case(office: Office) -> None:
    await office.tell(PATROL)
    await office.pass_until("2026-03-16 00:00", office.planning())

    assert [state for _, _, state in await office.shape()] == ["missed", "missed", "planned"]
    first = (await office.turns())[0]
    told = [event.envelope.trigger for event in await office.engine.history(first.id)]
    assert told == ["plan", "expire_clock", "lapse"]
    assert first.ended_because == "period_over"


async def test_turns_that_were_slept_through_are_opened_and_missed_each(office: Office) -> None:
    await office.tell(PATROL)
    office.now = at("2026-03-20 09:00")
    planning = office.planning()
    await planning.drain()
    await office.pass_until("2026-03-20 09:01", planning)

    assert await office.shape() == [
        ("2026-03-02", "2026-03-08", "missed"),
        ("2026-03-09", "2026-03-15", "missed"),
        ("2026-03-16", "2026-03-22", "planned"),
    ]


async def test_a_patrol_that_was_too_short_is_kept_and_still_owed(office: Office) -> None:
    await office.tell(PATROL)
    planning = office.planning()
    await planning.drain()
    (case,) = await office.turns()
    await office.walk(case.id, "300", 6)

    assert (await office.engine.case(case.id)).state == "planned"
    assert (await office.engine.case(case.id)).reworks == 1
    await office.pass_until("2026-03-09 00:00", planning)
    assert (await office.shape())[0][2] == "missed"


async def test_a_patrol_that_counts_is_confirmed_by_its_figures(office: Office) -> None:
    await office.tell(PATROL)
    await office.planning().drain()
    (case,) = await office.turns()
    await office.walk(case.id, "900", 15)

    assert (await office.engine.case(case.id)).state == "valid"


async def test_upkeep_is_counted_from_the_day_it_was_done(office: Office) -> None:
    await office.tell(UPKEEP, RoleGiven(person="confirmer-1", role="confirmer", unit="board"))
    planning = office.planning()
    await office.pass_until("2026-03-05 10:00", planning)
    (case,) = await office.turns("upkeep-1")
    asked = ROUNDS["round.lift_upkeep"].items["submit"]
    await office.take("start", "roads-1", case.id, {"how": "manual"})
    await office.take("submit", "roads-1", case.id, {"items": dict.fromkeys(asked, True)})
    assert await office.shape("upkeep-1") == [("2026-03-02", "2026-03-16", "submitted")]
    await office.pass_until("2026-03-06 09:00", planning)
    await office.take("confirm", "confirmer-1", case.id, {})
    await office.pass_until("2026-03-06 09:01", planning)

    assert (await office.shape("upkeep-1"))[1:] == [("2026-03-06", "2026-03-20", "planned")]


async def test_a_review_nobody_made_is_missed_and_nothing_is_renewed(office: Office) -> None:
    await office.tell(REVIEW, RoleGiven(person="liaison-1", role="liaison", unit="board"))
    planning = office.planning()
    await office.pass_until("2027-01-30 00:00", planning)
    assert await office.turns("review-1") == []
    await office.pass_until("2027-05-01 09:00", planning)
    assert await office.shape("review-1") == [("2026-03-03", "2027-03-02", "missed")]

    (case,) = await office.turns("review-1")
    again = {"plan": "review-1", "parent": case.id}
    await office.take("plan", "liaison-1", new_id(), again, workflow="periodic")
    assert (await office.shape("review-1"))[1:] == [("2027-05-01", "2028-05-02", "planned")]


async def test_a_turn_that_somebody_opened_already_is_left_to_him(office: Office) -> None:
    await office.tell(PATROL, RoleGiven(person="confirmer-1", role="confirmer", unit="board"))
    await office.take("plan", "confirmer-1", new_id(), {"plan": "patrol-east"}, workflow="periodic")
    with pytest.raises(Refused) as refused:
        await office.take("plan", "confirmer-1", new_id(), {"plan": "patrol-east"}, workflow="periodic")

    assert refused.value.code == "turn_taken"
    assert await office.planning().drain() == []
    assert len(await office.turns()) == 1


async def test_what_no_plan_says_is_for_somebody_who_may_do_it(office: Office) -> None:
    """A dispatcher is known, but may take up no task: nobody ever could begin it."""
    await office.tell(RoleGiven(person="confirmer-1", role="confirmer", unit="board"))
    asked = {"category": "round.river_community", "place": to_data(HERE), "until": "2026-03-08"}

    async def open_for(doer: str, unit: str) -> Case:
        case_id, sent = new_id(), {**asked, "doer": doer, "unit": unit}
        await office.take("plan", "confirmer-1", case_id, sent, workflow="periodic")
        return await office.engine.case(case_id)

    for doer, unit in (("whoever", EAST), ("river_chief", "roads"), ("dispatcher", "command")):
        with pytest.raises(Refused) as refused:
            await open_for(doer, unit)
        assert refused.value.code == "doer_unknown", doer
    case = await open_for("river_chief", EAST)
    assert (case.state, case.task.role if case.task else "") == ("planned", "river_chief")


async def test_a_post_that_became_empty_stops_no_turn_of_a_plan(office: Office) -> None:
    await office.tell(PATROL, RoleTaken(person="chief-east", role="river_chief", unit=EAST))
    assert len(await office.planning().drain()) == 1


async def test_an_ended_plan_opens_nothing_and_a_changed_one_goes_on_from_its_last_turn(
    office: Office,
) -> None:
    await office.tell(plan(workflow="periodic", category="round.river_community", active=False))
    planning = office.planning()
    assert await planning.drain() == []
    await office.tell(PATROL)
    assert len(await planning.drain()) == 1
    await office.tell(plan(workflow="periodic", category="round.river_street"))
    await office.pass_until("2026-03-09 00:00", planning)

    assert (await office.shape())[1] == ("2026-03-09", "2026-03-18", "planned")


async def test_a_plan_of_a_workflow_that_is_not_in_force_waits(office: Office) -> None:
    await office.tell(plan(workflow="river_patrols"), plan(plan="odd", workflow="periodic", category="gone"))
    planning = office.planning()

    assert await planning.drain() == []
    assert planning.next_at() is None


async def test_while_the_log_is_away_nothing_is_opened_and_nothing_forgotten(office: Office) -> None:
    await office.tell(PATROL)
    async with opened(office.dsn, record_clock=lambda: office.now) as other:
        planning = office.planning(other)
        await other.log.close()
        with pytest.raises(LogUnavailable):
            await planning.drain()
    assert len(await office.planning().drain()) == 1
