"""The way to the database breaks while a command is done: the caller gets the one true answer."""

import pytest

from tests.support.fault_proxy import FaultProxy
from tests.support.office_engine import Clerk, opened, set_up
from workflows.log import LogUnavailable, Timeouts

pytestmark = pytest.mark.anyio
QUICK = Timeouts(connect_s=1, lock=300, statement=1000)


async def test_a_command_whose_answer_was_lost_comes_back_as_recovered(database: str) -> None:
    async with FaultProxy(database) as proxy, opened(proxy.dsn, timeouts=QUICK) as engine:
        await set_up(engine)
        clerk = Clerk(engine)
        case = (await clerk.report()).case_id
        proxy.losing_answer_to = b"case.filed"

        done = await clerk.file(case, expected_version=1)

        assert proxy.cuts == 1
        assert (done.version, done.state, done.recovered) == (2, "filed", True)
        assert [event.envelope.trigger for event in await engine.history(case)] == ["report", "file"]


async def test_while_the_database_is_stopped_each_command_gets_one_clear_error(database: str) -> None:
    async with FaultProxy(database) as proxy, opened(proxy.dsn, timeouts=QUICK) as engine:
        await set_up(engine)
        clerk = Clerk(engine)
        case = (await clerk.report()).case_id
        await proxy.stop()
        with pytest.raises(LogUnavailable):
            await clerk.file(case)
        await proxy.start()

        assert (await clerk.file(case)).version == 2
