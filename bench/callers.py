"""Many callers at once, each waiting for its own answer before it asks again: in one event loop, or in threads."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from bench.harness import Figure

Once = Callable[[int], Awaitable[object]]
"""Does one thing; gets the number of its caller."""


@dataclass(frozen=True)
class Timed:
    """How long each answer took, in seconds, and how long all of it took."""

    answers: list[float]
    elapsed: float

    def figures(self, what: str, *, each: int = 1) -> Iterator[Figure]:
        """Rate and latency; `each` is how many of `what` one answer stands for."""
        ordered = sorted(self.answers)
        yield Figure(what=what, value=len(ordered) * each / self.elapsed, unit="/s")
        for name, share in (("p50", 0.5), ("p99", 0.99)):
            at = ordered[min(len(ordered) - 1, int(len(ordered) * share))]
            yield Figure(what=f"{what}, {name}", value=at * 1000, unit="ms")


async def tasks(once: Once, callers: int, seconds: float, *, warm_up: int = 20) -> Timed:
    """So many tasks call for so many seconds."""
    for _ in range(warm_up):
        await asyncio.gather(*(once(number) for number in range(callers)))
    answers: list[float] = []
    start = time.perf_counter()
    end = start + seconds

    async def call(number: int) -> None:
        while (begin := time.perf_counter()) < end:
            await once(number)
            answers.append(time.perf_counter() - begin)

    await asyncio.gather(*map(call, range(callers)))
    return Timed(answers, time.perf_counter() - start)


def threads(
    once: Callable[[int], object], callers: int, seconds: float, *, warm_up: int = 20
) -> Timed:
    """So many threads call for so many seconds."""
    answers: list[float] = []
    problems: list[BaseException] = []
    go = threading.Barrier(callers + 1)
    end = [0.0]

    def call(number: int) -> None:
        try:
            for _ in range(warm_up):
                once(number)
            go.wait()
            while (begin := time.perf_counter()) < end[0]:
                once(number)
                answers.append(time.perf_counter() - begin)
        except BaseException as problem:  # noqa: BLE001 - told to whoever measures, below
            problems.append(problem)
            go.abort()

    workers = [threading.Thread(target=call, args=(number,)) for number in range(callers)]
    for worker in workers:
        worker.start()
    end[0] = time.perf_counter() + 3600
    start = _when_all_are_ready(go)
    end[0] = start + seconds
    for worker in workers:
        worker.join()
    if problems:
        raise problems[0]
    return Timed(answers, time.perf_counter() - start)


def _when_all_are_ready(go: threading.Barrier) -> float:
    try:
        go.wait()
    except threading.BrokenBarrierError:
        pass  # one of them failed, which is told below
    return time.perf_counter()
