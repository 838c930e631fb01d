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

    def rate(self, what: str, *, each: int = 1) -> Figure:
        """How many a second; `each` is how many of `what` one answer stands for."""
        return Figure(what=what, value=len(self.answers) * each / self.elapsed, unit="/s")

    def figures(self, what: str) -> Iterator[Figure]:
        """Rate and latency."""
        ordered = sorted(self.answers)
        yield self.rate(what)
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


def threads(once: Callable[[int], object], callers: int, seconds: float, *, warm_up: int = 20) -> Timed:
    """So many threads call for so many seconds."""
    crowd = _Crowd(once, callers, seconds, warm_up)
    workers = [threading.Thread(target=crowd.call, args=(number,)) for number in range(callers)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if crowd.problems:
        raise crowd.problems[0]
    return Timed(crowd.answers, time.perf_counter() - crowd.start)


class _Crowd:
    """What threads that call at once have in common: they begin when all are warm."""

    def __init__(self, once: Callable[[int], object], callers: int, seconds: float, warm_up: int) -> None:
        self.once, self.warm_up, self.seconds = once, warm_up, seconds
        self.answers: list[float] = []
        self.problems: list[BaseException] = []
        self.start = 0.0
        self._ready = threading.Barrier(callers, action=self._begin)

    def _begin(self) -> None:
        self.start = time.perf_counter()

    def call(self, number: int) -> None:
        """Call again and again until the time is over."""
        try:
            for _ in range(self.warm_up):
                self.once(number)
            self._ready.wait()
            while (begin := time.perf_counter()) < self.start + self.seconds:
                self.once(number)
                self.answers.append(time.perf_counter() - begin)
        except threading.BrokenBarrierError:
            return  # another thread failed, and says so
        except Exception as problem:  # noqa: BLE001 - told to whoever measures
            self.problems.append(problem)
            self._ready.abort()
