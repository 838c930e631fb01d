"""What follows from a fact is done once, in order; what is refused is put aside and holds nothing up."""

import pytest

from domain.command import Command
from tests.support.fault_proxy import FaultProxy
from tests.support.office_engine import START, Clerk, opened
from workflows.engine import Engine
from workflows.log import LogUnavailable, Timeouts
from workflows.reactions import commands_of, reacts_to
from workflows.reactor import Reactor

pytestmark = pytest.mark.anyio


class NothingAlike:
    """No case is like another."""

    async def alike(self, *_: object) -> tuple[str, ...]:
        return ()


def reactor_of(engine: Engine) -> Reactor:
    return Reactor(engine, lambda: START, NothingAlike())


async def merged(clerk: Clerk) -> tuple[str, str]:
    """A master and a report merged into it."""
    master, follower = (await clerk.report()).case_id, (await clerk.report()).case_id
    await clerk.take("merge", "intake-1", follower, {"master": master, "ground": "same_place"})
    return master, follower


async def test_a_merged_report_hangs_on_its_master(engine: Engine, clerk: Clerk) -> None:
    master, follower = await merged(clerk)

    await reactor_of(engine).drain()

    assert (await engine.case(master)).followers == {follower}
    linked = (await engine.history(master))[-1].envelope
    cause = (await engine.history(follower))[-1].envelope
    assert (linked.trigger, linked.actor, linked.door) == ("link_child", "system", "worker")
    assert (linked.causation, linked.correlation) == (cause.event_id, cause.event_id)


async def test_delivered_again_it_does_nothing(engine: Engine, clerk: Clerk) -> None:
    master, follower = await merged(clerk)
    reactor = reactor_of(engine)
    await reactor.drain()
    head = await engine.log.head()

    for event in await engine.history(follower):
        await reactor.react(event)
    await Reactor(engine, lambda: START, NothingAlike(), name="another").drain()

    assert await engine.log.head() == head
    assert (await engine.case(master)).version == 2
    assert await reactor.parked() == []


async def test_a_report_taken_off_hangs_no_longer(engine: Engine, clerk: Clerk) -> None:
    master, follower = await merged(clerk)
    reactor = reactor_of(engine)
    await reactor.drain()
    await clerk.take("unmerge", "shift-1", follower, {"reason": "不是同一件"})

    await reactor.drain()

    assert (await engine.case(master)).followers == frozenset()


@pytest.mark.parametrize(
    ("move", "sends"),
    [
        ("decline", {"reason": "outside", "explanation": "不在辖区"}),
        ("withdraw", {"explanation": "当事人撤回"}),
    ],
)
async def test_a_master_that_ends_unhandled_gives_its_reports_back(
    engine: Engine, clerk: Clerk, move: str, sends: dict[str, str]
) -> None:
    master, follower = await merged(clerk)
    await clerk.take(move, "intake-1", master, sends)

    end = await reactor_of(engine).drain()

    case = await engine.case(follower)
    assert (case.state, case.master) == ("reported", None)
    assert (await engine.case(master)).followers == frozenset()
    assert end == await engine.log.head()


async def test_it_goes_on_where_it_stopped(database: str, engine: Engine, clerk: Clerk) -> None:
    await merged(clerk)
    end = await reactor_of(engine).drain()

    async with opened(database) as other:
        assert await reactor_of(other).position() == end == await engine.log.head()


async def test_a_refused_consequence_is_put_aside_and_the_next_is_done(
    engine: Engine, clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = await merged(clerk)
    second, follower = await merged(clerk)

    def spoiled(*what):  # type: ignore[no-untyped-def]
        return [
            Command(**{**vars(command), "move": "no_such" if command.case_id == first else command.move})
            for command in commands_of(*what)
        ]

    monkeypatch.setattr("workflows.reactor.commands_of", spoiled)
    reactor = reactor_of(engine)
    await reactor.drain()
    await reactor.drain()

    (parked,) = await reactor.parked()
    assert (parked.case_id, parked.move, parked.code) == (first, "no_such", "unknown_move")
    assert (await engine.case(second)).followers == {follower}


async def test_while_the_database_is_away_nothing_is_put_aside(database: str, clerk: Clerk) -> None:
    master, follower = await merged(clerk)
    quick = Timeouts(connect_s=1, lock=300, statement=1000)
    async with FaultProxy(database) as proxy, opened(proxy.dsn, timeouts=quick) as far:
        reactor = reactor_of(far)
        await proxy.stop()
        with pytest.raises(LogUnavailable):
            await reactor.drain()
        await proxy.start()

        await reactor.drain()
        assert await reactor.parked() == []
        assert (await far.case(master)).followers == {follower}


async def test_most_facts_have_no_consequence(engine: Engine, clerk: Clerk) -> None:
    (event,) = (await clerk.report()).events

    assert not reacts_to(event)
    assert commands_of(event, await engine.case(event.envelope.case_id), START) == []
