"""`bihuan backup receive` and `detach`: the journal of the embedded server, kept elsewhere as it is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from pathlib import Path
from time import monotonic

import psycopg

from api.backups.files import mirror
from api.backups.programs import system_of
from api.backups.receiving import Receiver, attach, attached, detach, give_up
from api.backups.unfinished import require_whole
from api.cli.backup_parts import FACTS, Part, parts_of, servers_of, settings_for_backups
from api.cli.console import Stop, out, say
from api.cli.places import kept_keys_lease, kept_lease
from api.postgres import Lease, ServerUnavailable, wait_until
from api.postgres.locks import FileLock
from api.settings import Settings, load_settings

LOOK_S = 1.0
LOCK = "receive.lock"
"""Held in the home of a server by whoever receives from it, from before it begins until it has ended."""
ATTACH_S = 30.0
ENDED = "Nothing is received ({why}): make it possible, or let the server go on alone with `bihuan backup detach`."
ALREADY = "Somebody receives from this server already: stop that, or cut it off with `bihuan backup detach`."
RUNS = "Somebody receives from this server: stop `bihuan backup receive`, then try again."
KEPT = (
    "They keep their journal, so that `bihuan backup receive` can go on: start it soon, since it fills the disk; "
    "or give the copy up with `bihuan backup detach --drop`."
)
GIVEN_UP = (
    "They keep no journal for a receiver any more: before the next `bihuan backup receive` take a new base."
)
FILES_S = 5.0
"""How often files beside the database are looked for."""


def run_receive(folder: Path, keys: Path | None, *, later: bool) -> None:
    """Receive until told to stop; then let the servers go on alone."""
    settings = settings_for_backups(folder, keys)
    parts = parts_of(settings, folder, keys, say)
    for part in parts:
        if not part.copies.bases():
            where = f"{part.copies.folder} has no base of {part.name} to continue"
            raise Stop(f"{where}: take one first with `bihuan backup take`.")
    with ExitStack() as stack:
        leases = [stack.enter_context(_kept(settings, part)) for part in parts]
        receivers = [
            stack.enter_context(_received(lease, part)) for lease, part in zip(leases, parts, strict=True)
        ]
        for lease in leases if not later else ():
            attach(lease.admin_dsn)
        for receiver in receivers:
            receiver.keep_slot()
        waits = (
            "moves do not wait for it" if later else "every move is acknowledged only once it lies here too"
        )
        say(f"Receiving; {waits} (Ctrl-C stops)")
        _keep_on(receivers, settings, folder)


def _kept(settings: Settings, part: Part) -> AbstractContextManager[Lease]:
    return kept_lease(settings) if part.name == FACTS else kept_keys_lease(settings)


@contextmanager
def _received(lease: Lease, part: Part) -> Iterator[Receiver]:
    """A receiver that follows its server; in the end nobody waits for it."""
    with _alone(lease), ExitStack() as ending:
        part.copies.require_own(system_of(lease))
        receiver = Receiver(lease, part.copies)
        ending.callback(_stop, receiver)
        receiver.require_continuity()
        ending.callback(_let_go, lease)
        receiver.keep_going()
        if not wait_until(lambda: attached(lease.admin_dsn), ATTACH_S):
            raise Stop(f"The server does not see the receiver: {receiver.keep_going() or 'it says nothing'}.")
        yield receiver


@contextmanager
def _alone(lease: Lease) -> Iterator[None]:
    """Of those who begin at once one receives: the server sees a receiver only a while after it began."""
    with _held(lease, ALREADY):
        if attached(lease.admin_dsn):
            raise Stop(ALREADY)
        yield


@contextmanager
def _held(lease: Lease, otherwise: str) -> Iterator[None]:
    lock = FileLock(lease.home / LOCK)
    try:
        if not lock.try_hold():
            raise Stop(otherwise)
        yield
    finally:
        lock.close()


def _let_go(lease: Lease) -> None:
    with suppress(psycopg.OperationalError):
        detach(lease.admin_dsn)


def _stop(receiver: Receiver) -> None:
    """Where the server is gone, what it kept is gone too."""
    with suppress(psycopg.OperationalError, ServerUnavailable):
        receiver.stop()


def _keep_on(receivers: Sequence[Receiver], settings: Settings, folder: Path) -> None:
    told = ""
    next_files = 0.0
    while True:
        wait_until(lambda: False, LOOK_S)
        looked = ""
        try:
            for why in [receiver.keep_going() for receiver in receivers]:
                looked = looked or (ENDED.format(why=why) if why else "")
            if monotonic() >= next_files:
                mirror(settings.home, folder)
                next_files = monotonic() + FILES_S
        except (psycopg.OperationalError, OSError) as error:
            looked = str(error)
        if looked and looked != told:
            say(f"{looked} It is tried again.")
        told = looked


def run_detach(*, drop: bool) -> None:
    """Commits wait for nobody any more, on either server; with `drop` neither keeps its journal for a receiver."""
    settings = load_settings()
    require_whole(settings.home)
    for server in servers_of(settings):
        with server.lease(existing=True) as lease, _held(lease, RUNS) if drop else nullcontext():
            detach(lease.admin_dsn)
            if drop:
                give_up(lease.admin_dsn)
    out("The servers go on alone; moves that waited for the receiver are acknowledged.")
    out(GIVEN_UP if drop else KEPT)
