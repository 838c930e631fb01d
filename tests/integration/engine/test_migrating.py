"""Running cases move to another version: one fact, nothing restarted, decided by the new rules from then on."""

from dataclasses import replace
from uuid import uuid4

import pytest

from domain.case import Case
from domain.definition import Limit, Workflow
from domain.errors import MoveNotAllowed, NotFound, Refused
from domain.facts.migrating import CaseMigrated
from tests.support.office_engine import REPORT, START, Clerk, city_case
from workflows.engine import Engine
from workflows.loader import digest_of

pytestmark = pytest.mark.anyio


def _as_version(workflow: Workflow) -> Workflow:
    return replace(workflow, digest=digest_of(workflow))


def _renamed(old: str = "reported", new: str = "received") -> Workflow:
    """A version in which a state has another name and the time to accept is longer."""
    base = city_case()
    states = {new if name == old else name: state for name, state in base.states.items()}
    moves = {
        name: replace(
            move,
            sources=tuple(new if source == old else source for source in move.sources),
            target=new if move.target == old else move.target,
        )
        for name, move in base.moves.items()
    }
    accept = replace(base.clocks["accept"], limit=Limit(amount=8, unit="work_hour"))
    clocks = {**base.clocks, "accept": accept}
    return _as_version(replace(base, version=base.version + 1, states=states, moves=moves, clocks=clocks))


async def _reported(engine: Engine, clerk: Clerk) -> Case:
    done = await clerk.take("report", "grid-1", str(uuid4()), REPORT, workflow="city_case")
    return await engine.case(done.case_id)


async def test_a_case_follows_the_version_it_was_moved_to(engine: Engine, clerk: Clerk) -> None:
    before, version = await _reported(engine, clerk), _renamed()
    await engine.publish(version, "steward-1", START)
    sends = {"to_digest": version.digest, "mapping": {"reported": "received"}}
    command = clerk.command("migrate", "steward-1", before.id, sends)
    done, again = await engine.handle(command), await engine.handle(command)

    after = await engine.case(before.id)
    assert again.position == done.position
    assert (after.digest, after.state, after.phase) == (version.digest, "received", "intake")
    assert after.clocks == before.clocks
    fact = done.events[0].fact
    assert isinstance(fact, CaseMigrated)
    assert (fact.from_digest, fact.mapping) == (before.digest, {"reported": "received"})
    envelope = done.events[0].envelope
    assert (envelope.source, envelope.target, envelope.digest) == ("reported", "received", version.digest)

    await clerk.take("order_verification", "intake-1", before.id, {"verifier": "grid-2", "questions": "?"})
    assert (await engine.case(before.id)).state == "verifying"


async def test_who_has_no_place_there_stays(engine: Engine, clerk: Clerk) -> None:
    case, version = await _reported(engine, clerk), _renamed()
    await engine.publish(version, "steward-1", START)
    with pytest.raises(MoveNotAllowed):
        await clerk.take("migrate", "steward-1", case.id, {"to_digest": version.digest})
    without = dict(city_case().clocks)
    del without["accept"]
    other = _as_version(replace(city_case(), version=7, clocks=without))
    await engine.publish(other, "steward-1", START)
    with pytest.raises(Refused, match="clock_lost"):
        await clerk.take("migrate", "steward-1", case.id, {"to_digest": other.digest})
    assert (await engine.case(case.id)).digest == city_case().digest


async def test_only_published_versions_of_the_same_workflow_and_only_by_the_steward(
    engine: Engine, clerk: Clerk
) -> None:
    case, version = await _reported(engine, clerk), _renamed()
    sends = {"to_digest": version.digest, "mapping": {"reported": "received"}}
    with pytest.raises(NotFound):
        await clerk.take("migrate", "steward-1", case.id, sends)
    await engine.publish(version, "steward-1", START)
    with pytest.raises(Refused, match="role_missing"):
        await clerk.take("migrate", "intake-1", case.id, sends)
    with pytest.raises(Refused, match="same_version"):
        await clerk.take("migrate", "steward-1", case.id, {"to_digest": city_case().digest})
    foreign = _as_version(replace(city_case(), key="other_case"))
    await engine.publish(foreign, "steward-1", START)
    with pytest.raises(Refused, match="other_workflow"):
        await clerk.take("migrate", "steward-1", case.id, {"to_digest": foreign.digest})
