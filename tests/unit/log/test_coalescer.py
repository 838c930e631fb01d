"""All that wait go as one call, and each caller gets his own answer, whatever becomes of the others."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from tests.support.log_events import record
from workflows.log import LogUnavailable, Outcome, Record
from workflows.log import coalescer as module
from workflows.log.coalescer import HALVED_FROM, TASK, Coalescer

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 11, 25, tzinfo=UTC)


class Shop:
    """Stores commands in memory, in calls that can be held back, refused, or broken."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        self.poison: set[str] = set()
        self.away: Exception | None = None
        self.open = asyncio.Event()
        self.open.set()
        self.position = 0

    async def store(self, records: Sequence[Record]) -> list[Outcome]:
        names = [one.stream_id for one in records]
        self.calls.append(names)
        await asyncio.sleep(0)  # nobody gets an answer in the same turn
        await self.open.wait()
        if self.away is not None:
            raise self.away
        if self.poison & set(names):
            raise ValueError(f"cannot store {sorted(self.poison & set(names))}")
        return [self._stored(one) for one in records]

    def _stored(self, one: Record) -> Outcome:
        self.position += 1
        return Outcome("appended", one.stream_id, one.expected + 1, self.position, NOW, None, None, None)


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def coalescer(shop: Shop) -> Coalescer:
    return Coalescer(shop.store, patience_s=0.2, most_waiting=8)


def ask(coalescer: Coalescer, *numbers: int) -> "list[asyncio.Task[Outcome]]":
    return [asyncio.create_task(coalescer.append(record(f"case-{n}", command=n + 1))) for n in numbers]


async def turns(count: int = 10) -> None:
    """Let everybody do what they can."""
    for _ in range(count):
        await asyncio.sleep(0)


async def test_all_who_are_ready_share_one_call(coalescer: Coalescer, shop: Shop) -> None:
    outcomes = await asyncio.gather(*ask(coalescer, *range(8)))

    assert shop.calls == [[f"case-{n}" for n in range(8)]]
    assert [outcome.stream_id for outcome in outcomes] == shop.calls[0]
    assert (coalescer.counts.batches, coalescer.counts.commands, coalescer.counts.waiting) == (1, 8, 0)


async def test_those_who_come_while_a_call_is_on_its_way_share_the_next(
    coalescer: Coalescer, shop: Shop
) -> None:
    shop.open.clear()
    first = ask(coalescer, 0)
    await turns()
    second = ask(coalescer, 1, 2, 3)
    await turns()
    assert coalescer.counts.waiting == 3
    shop.open.set()
    await asyncio.gather(*first, *second)

    assert [len(call) for call in shop.calls] == [1, 3]


async def test_a_command_that_is_refused_fails_alone(coalescer: Coalescer, shop: Shop) -> None:
    shop.poison = {"case-2", "case-5"}

    answers = await asyncio.gather(*ask(coalescer, *range(8)), return_exceptions=True)

    assert [isinstance(answer, ValueError) for answer in answers] == [n in (2, 5) for n in range(8)]
    stored = [answer for answer in answers if isinstance(answer, Outcome)]
    assert [outcome.position for outcome in stored] == [1, 2, 3, 4, 5, 6]
    assert "case-2" in str(answers[2])
    assert "case-5" in str(answers[5])
    assert coalescer.counts.splits > 0


async def test_a_database_that_is_away_is_told_to_all_and_to_each_by_an_error_of_his_own(
    coalescer: Coalescer, shop: Shop
) -> None:
    shop.away = LogUnavailable("it is away", retry_after_s=7)

    answers = await asyncio.gather(*ask(coalescer, 0, 1), return_exceptions=True)

    assert len({id(answer) for answer in answers}) == 2
    for answer in answers:
        assert isinstance(answer, LogUnavailable)
        assert (answer.reason, answer.retry_after_s) == ("it is away", 7)
    shop.away = None
    assert (await coalescer.append(record("case-1", command=1))).verdict == "appended"


async def test_a_caller_that_gives_up_does_not_stop_the_call_that_carries_others(
    coalescer: Coalescer, shop: Shop
) -> None:
    shop.open.clear()
    callers = ask(coalescer, 0, 1, 2)
    await turns()
    callers[1].cancel()
    await turns()
    shop.open.set()
    answers = await asyncio.gather(*callers, return_exceptions=True)

    assert isinstance(answers[1], asyncio.CancelledError)
    assert [answer.stream_id for answer in answers if isinstance(answer, Outcome)] == ["case-0", "case-2"]
    assert shop.calls == [["case-0", "case-1", "case-2"]]


async def test_a_caller_that_gives_up_before_his_command_is_sent_takes_it_back(
    coalescer: Coalescer, shop: Shop
) -> None:
    shop.open.clear()
    first = ask(coalescer, 0)
    await turns()
    callers = ask(coalescer, 1, 2)
    await turns()
    callers[0].cancel()
    await turns()
    shop.open.set()
    await asyncio.gather(*first, *callers, return_exceptions=True)

    assert shop.calls == [["case-0"], ["case-2"]]


async def test_callers_beyond_the_bound_wait_to_be_let_in(coalescer: Coalescer, shop: Shop) -> None:
    shop.open.clear()
    callers = ask(coalescer, *range(12))
    await turns()
    assert coalescer.counts.waiting <= 8
    shop.open.set()

    outcomes = await asyncio.gather(*callers)
    assert len({outcome.position for outcome in outcomes}) == 12


async def test_callers_are_turned_away_when_it_takes_too_long(coalescer: Coalescer, shop: Shop) -> None:
    shop.open.clear()
    sent = ask(coalescer, 0)
    await turns()
    queued, outside = ask(coalescer, *range(1, 9)), ask(coalescer, 9, 10)
    refused = await asyncio.gather(*outside, return_exceptions=True)
    shop.open.set()
    late = await asyncio.gather(*queued, return_exceptions=True)

    assert all(isinstance(answer, LogUnavailable) and "too many" in answer.reason for answer in refused)
    assert all(isinstance(answer, LogUnavailable) and "too long" in answer.reason for answer in late)
    assert (await sent[0]).verdict == "appended"
    assert shop.calls == [["case-0"]]
    assert coalescer.counts.turned_away == 10
    assert (await coalescer.append(record("case-1", command=1))).verdict == "appended"


async def test_closing_sends_what_waits_and_takes_no_more(coalescer: Coalescer, shop: Shop) -> None:
    shop.open.clear()
    callers = ask(coalescer, 0, 1)
    await turns()
    callers += ask(coalescer, 2)
    closing = asyncio.create_task(coalescer.close())
    await turns()
    with pytest.raises(LogUnavailable, match="ending"):
        await coalescer.append(record("case-3", command=4))
    shop.open.set()
    await closing

    assert all(caller.done() for caller in callers)
    assert shop.calls == [["case-0", "case-1"], ["case-2"]]
    await coalescer.close()


async def test_a_loop_that_ends_leaves_no_caller_waiting(coalescer: Coalescer, shop: Shop) -> None:
    shop.open.clear()
    callers = ask(coalescer, 0, 1)
    await turns()
    callers += ask(coalescer, 2)
    await turns()
    (sending,) = [task for task in asyncio.all_tasks() if task.get_name() == TASK]
    sending.cancel()
    answers = await asyncio.gather(*callers, return_exceptions=True)

    assert all(isinstance(answer, LogUnavailable) and "ending" in answer.reason for answer in answers)


async def one_after_the_other(coalescer: Coalescer, count: int) -> None:
    for number in range(count):
        await coalescer.append(record(f"case-{number}", command=number + 1))


async def test_a_caller_who_is_the_only_one_needs_no_task_and_others_may_join_at_any_time(
    coalescer: Coalescer, shop: Shop
) -> None:
    await one_after_the_other(coalescer, 3)
    shop.open.clear()
    alone = ask(coalescer, 10)
    await turns()
    assert not [task for task in asyncio.all_tasks() if task.get_name() == TASK]
    others = ask(coalescer, 11, 12)
    await turns()
    shop.open.set()
    await asyncio.gather(*alone, *others)

    assert shop.calls[-2:] == [["case-10"], ["case-11", "case-12"]]
    assert coalescer.counts.batches == 5


async def test_the_only_caller_may_give_up_or_fail_and_the_next_go_on(
    coalescer: Coalescer, shop: Shop
) -> None:
    await one_after_the_other(coalescer, 2)
    shop.open.clear()
    (alone,) = ask(coalescer, 10)
    await turns()
    others = ask(coalescer, 11, 12)
    await turns()
    alone.cancel()
    await turns()
    shop.open.set()
    outcomes = await asyncio.gather(*others)
    assert [outcome.verdict for outcome in outcomes] == ["appended"] * 2

    await one_after_the_other(coalescer, 2)
    shop.poison = {"case-20"}
    with pytest.raises(ValueError, match="case-20"):
        await asyncio.gather(*ask(coalescer, 20))
    assert (await asyncio.gather(*ask(coalescer, 21)))[0].verdict == "appended"


async def test_closing_waits_for_the_only_caller(coalescer: Coalescer, shop: Shop) -> None:
    await one_after_the_other(coalescer, 2)
    shop.open.clear()
    (alone,) = ask(coalescer, 10)
    await turns()
    closing = asyncio.create_task(coalescer.close())
    await turns()
    assert not closing.done()
    shop.open.set()
    await closing

    assert (await alone).verdict == "appended"
    with pytest.raises(LogUnavailable, match="ending"):
        await coalescer.append(record("case-11", command=12))


async def callers_with_several(coalescer: Coalescer, callers: int, each: int) -> None:
    async def call(name: int) -> None:
        for number in range(each):
            await coalescer.append(record(f"case-{name}", command=name * 100 + number + 1))

    await asyncio.gather(*(call(name) for name in range(callers)))


async def test_callers_who_take_their_time_are_answered_in_halves_that_take_turns(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "QUICK_S", -1.0)
    await callers_with_several(Coalescer(shop.store, patience_s=5), HALVED_FROM, each=4)

    half = HALVED_FROM // 2
    assert [len(call) for call in shop.calls] == [HALVED_FROM, *[half] * 6]
    assert {frozenset(call) for call in shop.calls[1:]} == {
        frozenset(f"case-{n}" for n in range(half)),
        frozenset(f"case-{n}" for n in range(half, HALVED_FROM)),
    }


async def test_quick_callers_come_together_again_however_they_began(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "QUICK_S", 1.0)
    coalescer = Coalescer(shop.store, patience_s=5)
    await one_after_the_other(coalescer, 2)
    shop.calls.clear()
    await callers_with_several(coalescer, HALVED_FROM, each=4)

    assert [len(call) for call in shop.calls] == [1, *[HALVED_FROM] * 3, HALVED_FROM - 1]
