"""A program that writes to the log as hard as it can until it is told to stop, or killed.

Everything it does follows from its seed and name. Each answer that it got is noted at once, so that whoever killed it
can hold the log against what was acknowledged. An answer that may not be is noted as wrong.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid5

from tests.support.log_events import PLACE, event
from workflows.log import EventLog, LogUnavailable, Outcome, Record, Timeouts, record_of

NAMES = UUID(int=0xB1)
SHARED = "office"
RESTING_S = 0.02
TIMEOUTS = Timeouts(connect_s=5, lock=2_000, statement=5_000)


@dataclass
class Caller:
    """One of those who write at once, each on streams of his own."""

    log: EventLog
    name: str
    random: Random
    notes: int
    count: int = 0
    stream: int = 0
    version: int = 0
    known: int = 0
    done: list[tuple[Record, int]] = field(default_factory=list)

    async def run(self, stop: asyncio.Event) -> None:
        """Write until told to stop."""
        while not stop.is_set():
            await self.random.choices([self.new, self.again, self.stale, self.shared], [80, 8, 8, 4])[0]()

    async def new(self) -> None:
        """A command of one to three facts; now and then on a new stream, decided on the shared one or claiming."""
        if self.version > 40 or self.random.random() < 0.2:
            self.stream, self.version = self.stream + 1, 0
        made = self._record(self._stream, self.version, self.random.choice([1, 1, 1, 2, 3]))
        outcome = await self._sent(made)
        if outcome.verdict not in ("appended", "duplicate") or outcome.version != self.version + len(
            made.rows
        ):
            self.note("wrong", made, outcome)
            return
        self.version += len(made.rows)
        self.note("ack", made, outcome)
        self.done = [*self.done[-20:], (made, outcome.position or 0)]

    async def again(self) -> None:
        """A command that was done before must come back as it was done."""
        if self.done:
            made, position = self.random.choice(self.done)
            outcome = await self._sent(made)
            if (outcome.verdict, outcome.position) != ("duplicate", position):
                self.note("wrong", made, outcome)

    async def stale(self) -> None:
        """A command decided on an old version must be refused."""
        if self.version:
            made = self._record(self._stream, self.version - 1, 1)
            outcome = await self._sent(made)
            if (outcome.verdict, outcome.version) != ("conflict", self.version):
                self.note("wrong", made, outcome)

    async def shared(self) -> None:
        """A command on the stream that everybody writes to; most lose, and are told the version it is at."""
        known = self.known = await self._head_of_shared()
        guarded = self._record(self._stream, self.version, 1, guards={SHARED: known})
        made = self._record(SHARED, known, 1) if self.random.random() < 0.5 else guarded
        outcome = await self._sent(made)
        if outcome.verdict in ("appended", "duplicate"):
            self.note("ack", made, outcome)
            self.version += made is guarded
        elif outcome.verdict != "conflict" or outcome.stream_id != SHARED or (outcome.version or 0) <= known:
            self.note("wrong", made, outcome)

    def note(self, word: str, made: Record, outcome: Outcome) -> None:
        """Write down what came back, past every buffer: this process may be killed at any moment."""
        line = f"{word} {made.command_id} {made.stream_id} {outcome.version} {outcome.position} {outcome.verdict}\n"
        os.write(self.notes, line.encode())

    @property
    def _stream(self) -> str:
        return f"{self.name}-{self.stream}"

    def _record(self, stream: str, expected: int, facts: int, **what: Any) -> Record:
        self.count += 1
        command = uuid5(NAMES, f"{self.name}/{self.count}")
        events = [event(stream, expected + n, command=command.int) for n in range(1, facts + 1)]
        return record_of(events, command_id=command, digest=command.bytes * 2, **what)

    async def _sent(self, made: Record) -> Outcome:
        """The answer, however often it takes to get one."""
        while True:
            try:
                return await self.log.append(made)
            except LogUnavailable:
                await asyncio.sleep(RESTING_S)

    async def _head_of_shared(self) -> int:
        while True:
            try:
                news = await self.log.stream(SHARED, after_version=self.known)
                return news[-1].envelope.version if news else self.known
            except LogUnavailable:
                await asyncio.sleep(RESTING_S)


async def main(dsn: str, name: str, seed: int, callers: int, notes: Path) -> None:
    """Write with so many callers until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    file = os.open(notes, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    async with EventLog(dsn, PLACE, timeouts=TIMEOUTS) as log:
        those = [Caller(log, f"{name}-{n}", Random(f"{seed}/{name}/{n}"), file) for n in range(callers)]
        await asyncio.gather(*(one.run(stop) for one in those))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), Path(sys.argv[5])))
