"""A move of a parent opens its child once, the child's decision or end is told once, whoever dies in between."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from domain.codec import to_data
from domain.errors import Refused
from domain.facts.office import RoleGiven, UnitChanged
from tests.integration.engine.test_reactions import NothingAlike
from tests.support.office_engine import FILE, REPORT, START, Clerk, new_id
from tests.support.samples import PAPER, photo
from workflows.engine import Engine
from workflows.loader import catalogue_dir, load_catalogue
from workflows.log import LogUnavailable
from workflows.reactor import Reactor

pytestmark = pytest.mark.anyio

OFFICERS = ["officer-1", "officer-2"]
ORDER: Mapping[str, Any] = {
    "order_no": "责改1号",
    "act": "heaping",
    "party": "party-1",
    "party_name": "当事人 1",
    "party_id_no": "证号1",
    "officers": OFFICERS,
    "method": "direct",
    "items": "清除堆物",
}
DECISION: Mapping[str, Any] = {"body": "street", "doc_no": "罚1号", "text": PAPER}
KEYS = ("metro_area", "penalty", "mediation")


@pytest.fixture
async def office(engine: Engine) -> Engine:
    """The office with a team that may order and punish."""
    team = UnitChanged(unit="team", kind="team", name_zh="执法队", duties=("*",), acts=("*",))
    posts = [RoleGiven(person=f"team-{role}", role=role, unit="team") for role in ("unit_head", "handler")]
    await engine.tell_office([team, *posts], "steward-1", START)
    catalogue = load_catalogue([catalogue_dir()]).required()
    for key in KEYS:
        await engine.publish(catalogue.workflows[key].workflow, "steward-1", START)
    return engine


def reactor_of(engine: Engine, name: str = "reactions") -> Reactor:
    return Reactor(engine, lambda: START + timedelta(hours=9), NothingAlike(), name=name)


async def handled(clerk: Clerk) -> str:
    """A heap at a metro exit that the team handles."""
    report = {**REPORT, "category": "metro.heap"}
    case = (await clerk.take("report", "grid-1", new_id(), report, workflow="metro_area")).case_id
    await clerk.take("file", "intake-1", case, {**FILE, "category": "metro.heap", "condition": "heaped"})
    await clerk.take("dispatch", "dispatcher-1", case, {"unit": "team", "instruction": "请处置"})
    await clerk.take("sign", "team-handler", case)
    return case


async def missed(clerk: Clerk) -> str:
    """The party was ordered to clear it and refused."""
    case = await handled(clerk)
    term = (START + timedelta(hours=8)).isoformat()
    await clerk.take("serve_order", "officer-1", case, {**ORDER, "term_due_at": term})
    seen = {"cause": "refused", "officers": OFFICERS, "files": [to_data(photo("recheck", taken=clerk.now()))]}
    await clerk.take("miss_correction", "officer-1", case, seen)
    return case


async def penalised(clerk: Clerk) -> tuple[str, str]:
    """A case with a penalty under way, and that penalty."""
    case = await missed(clerk)
    done = await clerk.take("open_penalty", "team-unit_head", case, {"officers": OFFICERS})
    return case, done.events[0].fact.child  # type: ignore[attr-defined]


async def spare(clerk: Clerk, penalty: str) -> None:
    await clerk.take("spare", "deputy-1", penalty, {**DECISION, "reason": "minor"})


async def decide(clerk: Clerk, penalty: str) -> None:
    fined = {**DECISION, "outcome": "warning", "party_kind": "person", "officers": OFFICERS}
    await clerk.take("decide_on_spot", "officer-1", penalty, fined)


async def test_a_penalty_is_opened_about_what_its_parent_is_about(office: Engine, clerk: Clerk) -> None:
    case, penalty = await penalised(clerk)

    await reactor_of(office).drain()

    child, parent = await office.case(penalty), await office.case(case)
    assert (child.state, child.category, child.title, child.place) == (
        "investigating", "metro.heap", parent.title, parent.place,
    )  # fmt: skip
    assert (child.unit, child.parties) == ("team", ("party-1",))
    assert child.parents == {case}
    assert child.hands == set(OFFICERS)
    assert (parent.state, parent.children) == ("penalising", {penalty: "penalty"})
    opened = (await office.history(penalty))[0].envelope
    assert (opened.actor, opened.causation) == ("system", (await office.history(case))[-1].envelope.event_id)


async def test_delivered_again_and_to_another_nothing_is_done_twice(office: Engine, clerk: Clerk) -> None:
    case, penalty = await penalised(clerk)
    reactor = reactor_of(office)
    await reactor.drain()
    await decide(clerk, penalty)
    await reactor.drain()
    head = await office.log.head()

    for one in (case, penalty):
        for event in await office.history(one):
            await reactor.react(event)
    await reactor_of(office, "another").drain()

    assert await office.log.head() == head
    assert await reactor.parked() == []


async def test_a_penalty_counts_once_it_is_decided_and_its_end_is_not_told_again(
    office: Engine, clerk: Clerk
) -> None:
    case, penalty = await penalised(clerk)
    await reactor_of(office).drain()
    with pytest.raises(Refused) as refused:
        await clerk.take("confirm_correction", "officer-1", case, _seen(clerk))
    assert refused.value.code == "penalty_open"

    await decide(clerk, penalty)
    await reactor_of(office).drain()

    parent = await office.case(case)
    told = (await office.history(case))[-1]
    assert (told.envelope.trigger, told.fact.outcome) == ("penalty_done", "decided")  # type: ignore[attr-defined]
    assert (parent.children, sorted(parent.clocks)) == ({}, ["handle", "promise", "recheck"])
    await clerk.take("serve", "officer-1", penalty, {"to": "party-1", "receipt": PAPER})
    await clerk.take("pay", "steward-1", penalty)
    await reactor_of(office).drain()
    assert (await office.case(penalty)).state == "executed"
    assert (await office.case(case)).version == parent.version
    await clerk.take("confirm_correction", "officer-1", case, _seen(clerk))


def _seen(clerk: Clerk) -> dict[str, Any]:
    return {"officers": OFFICERS, "files": [to_data(photo("recheck", taken=clerk.now()))]}


async def test_one_that_ends_without_a_penalty_is_told_too(office: Engine, clerk: Clerk) -> None:
    case, penalty = await penalised(clerk)
    await reactor_of(office).drain()

    await spare(clerk, penalty)
    await reactor_of(office).drain()

    assert (await office.case(case)).children == {}
    assert await reactor_of(office).parked() == []


async def test_a_worker_that_died_anywhere_in_between_loses_nothing(office: Engine, clerk: Clerk) -> None:
    """Every command a reactor sends is lost once, as when the worker dies before it; the next worker goes on."""
    case, penalty = await penalised(clerk)
    await _dying(office)
    await decide(clerk, penalty)
    await _dying(office)

    assert (await office.case(case)).children == {}
    assert [one.envelope.trigger for one in await office.history(case)].count("penalty_done") == 1
    assert [one.envelope.trigger for one in await office.history(penalty)] == ["open", "decide_on_spot"]


async def _dying(office: Engine) -> None:
    """Drain with a worker that dies before each of its commands, started again after every death."""
    lost: set[str] = set()
    handle = office.handle

    async def dies_first(command: Any) -> Any:
        if command.id not in lost:
            lost.add(command.id)
            raise LogUnavailable("died")
        return await handle(command)

    office.handle = dies_first  # type: ignore[method-assign]
    try:
        while True:
            try:
                await reactor_of(office).drain()
                return
            except LogUnavailable:
                continue
    finally:
        office.handle = handle  # type: ignore[method-assign]


async def test_a_penalty_that_cannot_be_opened_is_refused_to_who_asks_for_it(
    engine: Engine, clerk: Clerk
) -> None:
    """Where penalties are not in force, nothing waits for one."""
    team = UnitChanged(unit="team", kind="team", name_zh="执法队", duties=("*",), acts=("*",))
    posts = [RoleGiven(person=f"team-{role}", role=role, unit="team") for role in ("unit_head", "handler")]
    await engine.tell_office([team, *posts], "steward-1", START)
    await engine.publish(
        load_catalogue([catalogue_dir()]).required().workflows["metro_area"].workflow, "steward-1", START
    )
    case = await missed(clerk)

    with pytest.raises(Refused) as refused:
        await clerk.take("open_penalty", "team-unit_head", case, {"officers": OFFICERS})
    assert refused.value.code == "child_not_in_force"


async def test_nobody_opens_a_penalty_but_by_its_parent(office: Engine, clerk: Clerk) -> None:
    case = await missed(clerk)
    opening = {"cases": [case], "officers": OFFICERS, "unit": "team"}

    with pytest.raises(Refused) as refused:
        await clerk.take("open", "system", new_id(), opening, workflow="penalty")
    assert refused.value.code == "not_linked"


async def test_a_case_hung_on_another_by_hand_tells_it_when_it_ends(office: Engine, clerk: Clerk) -> None:
    parent, child = await handled(clerk), (await clerk.report()).case_id
    await clerk.take("link_child", "team-unit_head", parent, {"child": child, "relation": "child"})
    await reactor_of(office).drain()
    assert (await office.case(child)).parents == {parent}
    assert (await office.case(parent)).children == {child: "child"}

    await clerk.take("withdraw", "intake-1", child, {"explanation": "误报"})
    await reactor_of(office).drain()

    assert (await office.case(parent)).children == {}
    assert await reactor_of(office).parked() == []


async def test_a_case_that_had_ended_when_it_was_hung_on_counts_at_once(office: Engine, clerk: Clerk) -> None:
    parent, child = await handled(clerk), (await clerk.report()).case_id
    await clerk.take("withdraw", "intake-1", child, {"explanation": "误报"})

    await clerk.take("link_child", "team-unit_head", parent, {"child": child, "relation": "child"})
    await reactor_of(office).drain()

    assert (await office.case(parent)).children == {}


async def test_a_child_outlives_its_parent(office: Engine, clerk: Clerk) -> None:
    """What becomes of the parent changes nothing of the child: it runs, has its unit, and can be told of."""
    parent, child = await handled(clerk), (await clerk.report()).case_id
    await clerk.take("link_child", "team-unit_head", parent, {"child": child, "relation": "child"})
    await reactor_of(office).drain()
    before = await office.case(child)
    await clerk.take(
        "contact", "intake-1", parent, {"subject": "grid-1", "purpose": "inform", "reached": True}
    )
    moved = {"body": "区级部门", "route": "authority", "receipt_no": "收1号", "materials": "案卷"}
    await clerk.take("transfer", "dispatcher-1", parent, moved)
    await reactor_of(office).drain()

    assert await office.case(child) == before
    assert before.clocks
    await clerk.take("withdraw", "intake-1", child, {"explanation": "误报"})
    await reactor_of(office).drain()
    assert (await office.case(parent)).children == {}
