"""`bihuan backup receive` and `detach`: the journal of the embedded server, kept elsewhere as it is written."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from time import monotonic

import psycopg

from api.backups.copies import Copies
from api.backups.files import mirror
from api.backups.receiving import Receiver, attach, attached, detach, log_of
from api.cli.backing_up import settings_for_backups
from api.cli.console import Stop, out, say
from api.cli.places import kept_lease
from api.embedded import embedded_server
from api.postgres import Lease, wait_until
from api.settings import Settings, load_settings

LOOK_S = 1.0
ATTACH_S = 30.0
FILES_S = 5.0
"""How often files beside the database are looked for."""


def run_receive(folder: Path, *, later: bool) -> None:
    """Receive until told to stop; then let the server go on alone."""
    settings, copies = settings_for_backups(folder), Copies(folder)
    if not copies.bases():
        raise Stop(f"{folder} has no base to continue: take one first with `bihuan backup take {folder}`.")
    with kept_lease(settings) as lease:
        receiver = Receiver(lease, copies)
        _begin(receiver, lease, copies, later=later)
        try:
            _keep_on(receiver, settings, folder)
        finally:
            with suppress(psycopg.OperationalError):
                detach(lease.admin_dsn)
            receiver.stop()


def _begin(receiver: Receiver, lease: Lease, copies: Copies, *, later: bool) -> None:
    if attached(lease.admin_dsn):
        raise Stop(
            "Somebody receives from this server already: stop that, or cut it off with `bihuan backup detach`."
        )
    receiver.keep_going()
    if not wait_until(lambda: attached(lease.admin_dsn), ATTACH_S):
        receiver.stop()
        raise Stop(f"The server does not see the receiver: look into {log_of(copies)}.")
    if later:
        say("Receiving; moves do not wait for it (Ctrl-C stops)")
        return
    attach(lease.admin_dsn)
    say("Receiving; every move is acknowledged only once it lies here too (Ctrl-C stops)")


def _keep_on(receiver: Receiver, settings: Settings, folder: Path) -> None:
    told = ""
    next_files = 0.0
    while True:
        wait_until(lambda: False, LOOK_S)
        looked = ""
        try:
            receiver.keep_going()
            if monotonic() >= next_files:
                mirror(settings.home, folder)
                next_files = monotonic() + FILES_S
        except (psycopg.OperationalError, OSError) as error:
            looked = str(error)
        if looked and looked != told:
            say(f"{looked} It is tried again.")
        told = looked


def run_detach() -> None:
    """Commits wait for nobody any more."""
    with embedded_server(load_settings()).lease(existing=True) as lease:
        detach(lease.admin_dsn)
    out("The server goes on alone; moves that waited for the receiver are acknowledged.")
