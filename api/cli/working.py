"""`bihuan worker`: keeps the read models up to date and has done what follows from facts."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager, closing
from functools import partial
from threading import Event as Flag
from threading import Thread

from api import event_loop
from api.bootstrap import build
from api.cli.console import out, say
from api.cli.logs import set_up_logs
from api.cli.places import OpenOffice, open_office
from api.cli.sealing import keep_sealing, seal_once
from api.cli.supervisor import end_with_parent
from api.cli.witnessing import keep_witnessed
from api.devices.ground import following
from api.read_models import READ_MODELS
from api.recurrences import ReadRecurrences
from api.services import Services
from projections.books import Books
from projections.connecting import connect
from projections.rebuild import bring_up
from projections.runner import Runner, live_model
from workflows.log import GapInLog, LogReader, LogUnavailable, channel
from workflows.log.timer_queue import TimerQueue
from workflows.reactor import Reactor
from workflows.recounting import Recounting
from workflows.timers import Timers

LOG = logging.getLogger("bihuan.worker")
LOOK_S = 0.5
"""How often it looks for news."""
AWAY_S = 1.0
"""How long it waits for a database that does not answer."""


def run_worker(*, once: bool, with_parent: bool) -> None:
    """Work until told to stop, or until there is nothing to do."""
    if with_parent:
        end_with_parent()
    with open_office(quiet=with_parent or once) as office:
        set_up_logs(office.settings.log_format)
        worker = Worker(office)
        worker.bring_up()
        if once:
            out(f"Up to position {worker.once()}.")
            return
        if not with_parent:
            say(f"Following the log of {office.jurisdiction} (Ctrl-C stops)")
        worker.run()


class Worker:
    """Follows the log of one office: threads for the read models and for sealing, a loop for the reactions."""

    def __init__(self, office: OpenOffice) -> None:
        self._office = office
        self._books = Books(office.jurisdiction)
        self._owner = f"{socket.gethostname()}/{os.getpid()}"

    def bring_up(self) -> None:
        """Make every read model readable before anybody is served."""
        with (
            closing(connect(self._office.dsn)) as connection,
            self._log() as log,
        ):
            bring_up(connection, self._books, log, READ_MODELS, owner=self._owner)

    def once(self) -> int:
        """Do what there is to do; returns the position that everything has come to."""
        self._beside(lambda _: event_loop.run(self._act_once()))
        with (
            closing(connect(self._office.dsn)) as connection,
            self._log() as log,
        ):
            runner = self._runner()
            while runner.step(connection, log):
                pass
            seal_once(self._office)
            return log.head()

    def run(self) -> None:
        """Follow until SIGTERM or Ctrl-C. A gap in the log ends it: nothing may be skipped."""
        event_loop.keep_what_is_there()
        self._beside(lambda stop: event_loop.run(self._act(stop)), self._seal, self._witness)

    def _beside(self, act: Callable[[Flag], None], *also: Callable[[Flag], None]) -> None:
        """React while the read models follow: a reaction may ask one of them, and waits until it has come so far."""
        stop, runner = Flag(), self._runner()
        works: list[Callable[[Flag], None]] = [partial(self._follow, runner), *also]
        threads = [Thread(target=work, args=(stop,)) for work in works]
        for thread in threads:
            thread.start()
        try:
            act(stop)
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    def _seal(self, stop: Flag) -> None:
        keep_sealing(self._office, stop)

    def _witness(self, stop: Flag) -> None:
        keep_witnessed(self._office, stop)

    def _log(self) -> LogReader:
        return LogReader.open(self._office.dsn, self._office.jurisdiction)

    def _runner(self) -> Runner:
        models = [live_model(self._books, projection) for projection in READ_MODELS]
        bell = channel(self._office.jurisdiction)
        return Runner(self._office.dsn, self._books, self._log, models, owner=self._owner, bell=bell)

    def _follow(self, runner: Runner, stop: Flag) -> None:
        try:
            runner.run(stop)
        except GapInLog:
            LOG.exception(
                "the log has a hole: the read models stop here; compare the backup, then start again"
            )
            os.kill(os.getpid(), signal.SIGTERM)

    async def _act(self, stop: Flag) -> None:
        """Consequences of facts, of calendars and of time, beside each other."""
        async with (
            self._services() as services,
            self._timers(services) as timers,
            following(services) as devices,
        ):
            reactor = _reactor(services)
            recounting = Recounting(services.engine, services.clock)
            await asyncio.gather(
                _again_and_again(reactor.drain, "reactions", stop),
                _again_and_again(lambda: _recount(recounting), "deadlines", stop),
                _again_and_again(lambda: devices.drain(services.clock()), "devices", stop),
                timers.run(stop.is_set),
            )

    async def _act_once(self) -> None:
        """What is due may have consequences, and they may start clocks that are due at once."""
        async with (
            self._services() as services,
            self._timers(services) as timers,
            following(services) as devices,
        ):
            reactor = _reactor(services)
            await devices.drain(services.clock())
            await _recount(Recounting(services.engine, services.clock))
            await reactor.drain()
            while await timers.fire_all():
                await reactor.drain()

    @asynccontextmanager
    async def _timers(self, services: Services) -> AsyncIterator[Timers]:
        async with aclosing(TimerQueue(self._office.dsn, self._office.jurisdiction)) as queue:
            yield Timers(services.engine, queue, services.clock)

    def _services(self) -> AbstractAsyncContextManager[Services]:
        return build(self._office.settings, dsn=self._office.dsn, jurisdiction=self._office.jurisdiction)


async def _again_and_again(drain: Callable[[], Awaitable[object]], what: str, stop: Flag) -> None:
    """Do what there is to do, look again soon, and wait for a database that is away."""
    while not stop.is_set():
        try:
            await drain()
            await asyncio.sleep(LOOK_S)
        except LogUnavailable as error:
            LOG.warning("%s wait for the database: %s", what, error)
            await asyncio.sleep(AWAY_S)


async def _recount(recounting: Recounting) -> None:
    """Finish what publishing a calendar began."""
    found = await recounting.drain()
    if found.moved:
        LOG.info("a calendar was published: %d deadlines counted again", found.moved)
    if found.left:
        LOG.warning("deadlines not counted again, migrate these cases first: %s", ", ".join(found.left))


def _reactor(services: Services) -> Reactor:
    return Reactor(services.engine, services.clock, ReadRecurrences(services))
