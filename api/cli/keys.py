"""Keys on the command line: to open what lies sealed, to show which there are, to wrap them anew."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

from api import identity
from api.cli.console import out, out_json
from api.cli.places import OpenOffice, open_office
from api.exporting.writing import Reveal
from api.keys_places import key_file, keys_database, name_of, store_of
from api.noting import Noting
from api.revealing import Reading, Revealing
from domain.envelope import Event
from domain.facts.privacy import EXPORT
from projections.connecting import connect
from projections.transparency.store import log_id_of
from workflows.keys import KeyStore
from workflows.keys.key_file import add_kek, drop_old_keks
from workflows.keys.rewrapping import Count, counts, rewrap
from workflows.log import EventLog
from workflows.looks import Looks


@contextmanager
def opened_store(office: OpenOffice) -> Iterator[tuple[asyncio.Runner, KeyStore]]:
    """The keys of an office, and what runs its questions. Raises KeysRefused, KeysUnavailable."""
    with keys_database(office.settings) as dsn, asyncio.Runner() as runner:
        store = store_of(office.settings, dsn, office.dsn, name_in(office))
        runner.run(store.open())
        try:
            yield runner, store
        finally:
            runner.run(store.close())


@contextmanager
def keys_for_export(office: OpenOffice) -> Iterator[Reveal]:
    """What opens sealed values, batch by batch, and notes each in the log of looks."""
    with opened_store(office) as (runner, store), _log(office, runner) as log:
        looks = Looks(log, new_id=identity.new_id, clock=identity.now)
        revealing = Revealing(store, Noting(looks, door=EXPORT, purpose=EXPORT))

        def reveal(readings: Sequence[Reading]) -> Sequence[Sequence[Event]]:
            store.forget()  # nobody listens between two batches
            return runner.run(revealing.all(readings))

        yield reveal


@contextmanager
def _log(office: OpenOffice, runner: asyncio.Runner) -> Iterator[EventLog]:
    async def opened() -> EventLog:
        return await EventLog(office.dsn, office.jurisdiction).open()

    log = runner.run(opened())
    try:
        yield log
    finally:
        runner.run(log.close())


def name_in(office: OpenOffice) -> str:
    """What the keys of an office's log go by."""
    with closing(connect(office.dsn)) as connection:
        return name_of(office.jurisdiction, log_id_of(connection))


def run_show(*, as_json: bool) -> None:
    """Which wrapping keys and how many keys there are; nothing of a key itself."""
    with open_office(quiet=as_json) as office, opened_store(office) as (runner, store):
        found = runner.run(counts(store))
        path = key_file(office.settings, store.jurisdiction)
        current = store.provider.current
    if as_json:
        rows = [one._asdict() for one in found]
        out_json({"keys": store.jurisdiction, "file": str(path), "current": current, "counts": rows})
        return
    out(f"{store.jurisdiction}: wrapping key {current} in {path}")
    for one in found:
        out(f"  {_told(one)}")


def run_rotate(*, as_json: bool) -> None:
    """A new wrapping key; every key is wrapped with it, then the old ones are forgotten."""
    with open_office(quiet=as_json) as office:
        path = key_file(office.settings, name_in(office))
        with opened_store(office):
            pass  # what is there can be read, or nothing is begun
        new = add_kek(path, os.urandom)
        with opened_store(office) as (runner, store):
            done = runner.run(rewrap(store))
        old = drop_old_keks(path)
    if as_json:
        out_json({"current": new.current, "rewrapped": done, "dropped": list(old)})
        return
    out(f"{done} keys are wrapped by {new.current} now; {', '.join(old)} is gone. Back up {path}.")
    out("Restart API and workers of other machines once they have the new file.")


def _told(one: Count) -> str:
    if not one.kek:
        return f"{one.number} erased"
    return f"{one.number} for {one.purpose} ({one.alg}), wrapped by {one.kek}"
