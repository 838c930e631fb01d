"""Three cases of one matter bring a root-cause task about, once; what comes back while it is watched, a relapse."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from domain.case import Case
from domain.codec import to_data
from domain.errors import Refused
from tests.support.office_engine import CATEGORY, START, Clerk, city_case, new_id
from tests.support.samples import PAPER, photo
from workflows.engine import Engine
from workflows.loader import catalogue_dir, load_catalogue
from workflows.log import LogUnavailable
from workflows.reactor import Reactor

pytestmark = pytest.mark.anyio


class LogRecurrences:
    """Every case there is: what shares nothing is left out by the rules."""

    def __init__(self, engine: Engine) -> None:
        self._log = engine.log
        self.behind = False

    async def alike(self, case: Case, since: datetime, position: int) -> Sequence[str]:
        if self.behind:
            raise LogUnavailable("behind")
        page = await self._log.page(0, 500)
        assert page[-1].envelope.position >= position
        return sorted({one.envelope.case_id for one in page} - {case.id, "office"})


@pytest.fixture
async def office(engine: Engine) -> Engine:
    """The office with root-cause tasks in force."""
    workflow = load_catalogue([catalogue_dir()]).required().workflows["root_cause"].workflow
    await engine.publish(workflow, "steward-1", START)
    return engine


def reactor_of(engine: Engine, name: str = "reactions") -> Reactor:
    return Reactor(engine, lambda: START + timedelta(hours=1), LogRecurrences(engine), name=name)


async def filed(clerk: Clerk) -> str:
    case = (await clerk.report()).case_id
    await clerk.file(case)
    return case


async def three(clerk: Clerk) -> list[str]:
    return [await filed(clerk) for _ in range(3)]


async def task_of(engine: Engine, case: str) -> Case:
    (task,) = (await engine.case(case)).root_causes
    return await engine.case(task)


async def test_the_third_filing_opens_a_task_on_which_all_three_hang(office: Engine, clerk: Clerk) -> None:
    cases = await three(clerk)

    await reactor_of(office).drain()

    task = await task_of(office, cases[2])
    assert (task.state, task.category, task.title) == ("proposed", CATEGORY, "暴露垃圾 · 莲花路口")
    assert task.task is not None
    assert (task.task.rule, list(task.task.cases)) == ("same_place", cases)
    assert [(await office.case(one)).children for one in cases] == [{task.id: "root_cause"}] * 3
    opening = (await office.history(task.id))[0].envelope
    third = (await office.history(cases[2]))[1].envelope
    assert (opening.actor, opening.causation) == ("system", third.event_id)


@pytest.mark.parametrize("accusing", [(True, True, True), (False, False, True), (True, False, False)])
async def test_accusations_are_not_counted(office: Engine, clerk: Clerk, accusing: tuple[bool, ...]) -> None:
    """A task about them would tell the accused that there are some, and where."""
    cases = []
    for accuses in accusing:
        said = {"attributes": {"accused_person": "grid-2"}} if accuses else {}
        cases.append((await clerk.report(**said)).case_id)
        await clerk.file(cases[-1])

    await reactor_of(office).drain()

    assert not any([(await office.case(one)).root_causes for one in cases])


async def test_delivered_again_and_to_another_it_is_opened_once(office: Engine, clerk: Clerk) -> None:
    cases = await three(clerk)
    reactor = reactor_of(office)
    await reactor.drain()
    head = await office.log.head()

    for case in cases:
        for event in await office.history(case):
            await reactor.react(event)
    await reactor_of(office, "another").drain()

    assert await office.log.head() == head
    assert await reactor.parked() == []


async def test_what_was_done_on_what_was_known_then_stays_done(office: Engine, clerk: Clerk) -> None:
    """The task is opened; before its cases hang on it the reactor dies, and meanwhile one of them was merged."""
    cases = await three(clerk)
    third = (await office.history(cases[2]))[-1]
    reactor = reactor_of(office)
    await reactor.react(third)
    await clerk.take("merge", "intake-1", cases[1], {"master": cases[0], "ground": "same_place"})
    fourth = await filed(clerk)

    await reactor.drain()

    assert await reactor.parked() == []
    task = await task_of(office, fourth)
    assert task.task is not None
    assert list(task.task.cases) == [*cases, fourth]


async def test_two_that_count_the_same_case_cannot_both_open_a_task(office: Engine, clerk: Clerk) -> None:
    cases = await three(clerk)
    opening = {"rule": "same_place", "cases": cases}
    await clerk.take("open", "supervisor-1", new_id(), opening, workflow="root_cause")

    with pytest.raises(Refused) as refused:
        await clerk.take("open", "supervisor-1", new_id(), opening, workflow="root_cause")
    assert refused.value.code == "root_cause_exists"
    await reactor_of(office).drain()
    assert len({(await task_of(office, case)).id for case in cases}) == 1


async def test_an_office_without_the_workflow_goes_on_without_it(engine: Engine, clerk: Clerk) -> None:
    cases = await three(clerk)
    reactor = reactor_of(engine)
    assert await reactor.drain() == await engine.log.head()
    assert (await engine.case(cases[2])).root_causes == frozenset()
    assert await reactor.parked() == []


async def test_while_nobody_knows_what_is_alike_the_fact_waits(office: Engine, clerk: Clerk) -> None:
    cases = await three(clerk)
    behind = LogRecurrences(office)
    behind.behind = True
    reactor = Reactor(office, lambda: START, behind)
    with pytest.raises(LogUnavailable):
        await reactor.drain()

    behind.behind = False
    await reactor.drain()
    assert (await task_of(office, cases[2])).state == "proposed"


async def watched(office: Engine, clerk: Clerk) -> tuple[str, list[str]]:
    """A task whose measures were found taken."""
    cases = await three(clerk)
    await reactor_of(office).drain()
    task = (await task_of(office, cases[2])).id
    await clerk.take("assign", "deputy-1", task, {"unit": "roads", "assignee": "roads-1"})
    plan = {"plan": PAPER, "duties": {"roads": "每日两次"}, "until": "2026-04-01"}
    await clerk.take("plan", "deputy-1", task, plan)
    after = [to_data(photo("after", taken=START))]
    await clerk.take("report_done", "roads-1", task, {"result": "已增设", "files": after})
    await clerk.take("pass", "checker-1", task, {})
    return task, cases


async def test_what_comes_back_while_it_is_watched_brings_it_back_to_who_had_it(
    office: Engine, clerk: Clerk
) -> None:
    task, _ = await watched(office, clerk)
    fourth = await filed(clerk)

    reactor = reactor_of(office)
    await reactor.drain()
    await reactor_of(office, "another").drain()

    back = await office.case(task)
    assert (back.state, back.unit, back.round, back.reopened) == ("acting", "roads", 2, 1)
    assert back.clocks.keys() == {"act"}
    assert (await task_of(office, fourth)).id == task
    assert await reactor.parked() == []


async def test_when_it_ends_its_cases_hang_on_it_no_longer(office: Engine, clerk: Clerk) -> None:
    task, cases = await watched(office, clerk)
    over = START + timedelta(days=91)
    closing = {"summary": "未再发生", "public_summary": "未再发生"}
    await clerk.take("close", "deputy-1", task, closing, now=over)

    await reactor_of(office).drain()

    assert [(await office.case(one)).children for one in cases] == [{}] * 3
    assert (await office.case(task)).state == "closed"


def test_the_base_workflow_has_no_move_of_its_own_for_it() -> None:
    assert "open_root_cause" not in city_case().moves
