"""The engine for callers that wait: the command line, specifications, tests. One event loop in a thread of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from datetime import datetime
from threading import Thread
from types import TracebackType
from typing import Any, Self, TypeVar

from domain.case import Case
from domain.command import Command
from domain.definition import Workflow
from domain.envelope import Event
from domain.facts.schema import Fact
from domain.office import Office
from workflows.engine import Done, Engine

T = TypeVar("T")


class LoopThread:
    """An event loop that runs in a thread until it is closed."""

    def __init__(self, name: str = "bihuan-engine") -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name=name, daemon=True)
        self._thread.start()

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine there and wait for what it returns or raises; interrupted, it is cancelled."""
        future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def close(self) -> None:
        """End what still runs there, then the loop and its thread. Closing again does nothing."""
        if self._loop.is_closed():
            return
        self.run(_end_others())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


async def _end_others() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_asyncgens()


class Blocking:
    """An engine whose methods wait. It opens the engine's log and closes it, so give it one that is not open."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._loop = LoopThread()
        try:
            self._loop.run(engine.log.open())
        except BaseException:
            self._loop.close()
            raise

    def close(self) -> None:
        """Close the log and end the loop."""
        try:
            self.run(self.engine.log.close())
        finally:
            self._loop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Wait for anything that belongs to the engine's loop, such as a reactor's work."""
        return self._loop.run(coroutine)

    def handle(self, command: Command) -> Done:
        """See `Engine.handle`."""
        return self.run(self.engine.handle(command))

    def case(self, named: str) -> Case:
        """See `Engine.case`."""
        return self.run(self.engine.case(named))

    def history(self, named: str) -> list[Event]:
        """See `Engine.history`."""
        return self.run(self.engine.history(named))

    def office(self) -> Office:
        """See `Engine.office`."""
        return self.run(self.engine.office())

    def workflow(self, digest: str) -> Workflow:
        """See `Engine.workflow`."""
        return self.run(self.engine.workflow(digest))

    def tell_office(
        self,
        facts: Sequence[Fact],
        actor: str,
        now: datetime,
        *,
        door: str = "cli",
        command_id: str | None = None,
    ) -> int:
        """See `Engine.tell_office`."""
        return self.run(self.engine.tell_office(facts, actor, now, door=door, command_id=command_id))

    def publish(self, workflow: Workflow, actor: str, now: datetime, *, door: str = "cli") -> bool:
        """See `Engine.publish`."""
        return self.run(self.engine.publish(workflow, actor, now, door=door))
