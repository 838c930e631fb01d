"""Reads that are asked for at once become one question, and each gets what he asked for."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from tests.support.log_events import record
from workflows.log import LogUnavailable, StoredRow
from workflows.log import gathering as module
from workflows.log.gathering import TASK, Gathering

pytestmark = pytest.mark.anyio


class Library:
    """Streams of three facts each, and the questions that came."""

    def __init__(self) -> None:
        self.questions: list[dict[str, int]] = []
        self.away: Exception | None = None
        self.open = asyncio.Event()
        self.open.set()

    async def ask(self, after: Mapping[str, int]) -> Sequence[StoredRow]:
        self.questions.append(dict(after))
        await asyncio.sleep(0)
        await self.open.wait()
        if self.away is not None:
            raise self.away
        rows = [row for stream in sorted(after) for row in record(stream, facts=3).rows]
        return [row for row in rows if row.version > after[row.stream_id]]


@pytest.fixture
def library() -> Library:
    return Library()


@pytest.fixture
def reads(library: Library) -> Gathering:
    return Gathering(library.ask)


async def versions(reads: Gathering, after: Mapping[str, int]) -> dict[str, list[int]]:
    return {name: [row.version for row in rows] for name, rows in (await reads.streams(after)).items()}


async def turns(count: int = 10) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def test_one_reader_is_answered_at_once(reads: Gathering, library: Library) -> None:
    assert await versions(reads, {"case-1": 1, "office": 3}) == {"case-1": [2, 3], "office": []}
    assert library.questions == [{"case-1": 1, "office": 3}]


async def test_those_who_come_meanwhile_share_the_next_question(reads: Gathering, library: Library) -> None:
    wanted = [{f"case-{n}": 0, "office": n} for n in range(4)]
    found = await asyncio.gather(*(versions(reads, after) for after in wanted))

    assert library.questions == [wanted[0], {"case-1": 0, "case-2": 0, "case-3": 0, "office": 1}]
    office = [[1, 2, 3], [2, 3], [3], []]
    assert found == [{f"case-{n}": [1, 2, 3], "office": office[n]} for n in range(4)]


async def test_a_question_is_bounded(
    reads: Gathering, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_STREAMS", 2)
    await asyncio.gather(*(versions(reads, {f"case-{n}": 0}) for n in range(6)))

    assert [len(question) for question in library.questions] == [1, 2, 2, 1]


async def test_a_database_that_is_away_is_told_to_all_and_later_reads_go_on(
    reads: Gathering, library: Library
) -> None:
    library.away = LogUnavailable("it is away", retry_after_s=7)
    asked = [versions(reads, {f"case-{n}": 0}) for n in range(3)]
    answers = await asyncio.gather(*asked, return_exceptions=True)

    assert len({id(answer) for answer in answers}) == 3
    assert all(isinstance(a, LogUnavailable) and a.retry_after_s == 7 for a in answers)
    library.away = None
    assert await versions(reads, {"case-1": 2}) == {"case-1": [3]}


async def test_a_reader_that_gives_up_takes_nothing_from_the_others(
    reads: Gathering, library: Library
) -> None:
    library.open.clear()
    readers = [asyncio.create_task(versions(reads, {f"case-{n}": 2})) for n in range(4)]
    await turns()
    readers[0].cancel()
    readers[2].cancel()
    await turns()
    library.open.set()
    answers = await asyncio.gather(*readers, return_exceptions=True)

    assert [isinstance(answer, asyncio.CancelledError) for answer in answers] == [True, False, True, False]
    assert answers[3] == {"case-3": [3]}


async def test_a_loop_that_ends_leaves_no_reader_waiting(reads: Gathering, library: Library) -> None:
    library.open.clear()
    readers = [asyncio.create_task(versions(reads, {f"case-{n}": 0})) for n in range(3)]
    await turns()
    readers[0].cancel()
    await turns()
    (asking,) = [task for task in asyncio.all_tasks() if task.get_name() == TASK]
    asking.cancel()
    answers = await asyncio.gather(*readers, return_exceptions=True)

    assert all(isinstance(answer, LogUnavailable) and "ending" in answer.reason for answer in answers[1:])
