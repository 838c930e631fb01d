"""`bihuan serve`: API and cockpit on one socket, answered by one process or by several."""

from __future__ import annotations

import ipaddress
import logging
import socket

from api import event_loop
from api.app import create_app
from api.auth import require_ready
from api.bootstrap import build
from api.cli.console import say
from api.cli.logs import set_up_logs
from api.cli.places import OpenOffice, open_office
from api.cli.supervisor import Child, Supervisor, end_with_parent, ours
from api.keys_places import keys_database
from api.listening import listen, server_of
from api.settings import environment_with

LOG = logging.getLogger("bihuan.serve")


def run_serve(*, host: str, port: int, workers: int, with_parent: bool, fd: int = -1) -> None:
    """Serve until told to stop."""
    if with_parent:
        end_with_parent()
    with open_office(quiet=with_parent) as office:
        require_ready(office.settings)
        set_up_logs(office.settings.log_format)
        listening = socket.socket(fileno=fd) if fd >= 0 else listen(host, port)
        with listening:
            _say_where(host, port, quiet=with_parent)
            if workers > 1:
                _serve_with(workers, listening, office)
            else:
                event_loop.run(_serve(office, listening))


def free_address(host: str, port: int) -> None:
    """Refuse an address that cannot be listened on, before long work is done for it. Raises OSError."""
    listen(host, port).close()


def _say_where(host: str, port: int, *, quiet: bool) -> None:
    if quiet:
        return
    say(f"http://{f'[{host}]' if ':' in host else host}:{port} (Ctrl-C stops)")
    if not _is_loopback(host):
        say("Demo sign-in answers this machine alone, whatever address is listened on.")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def _serve(office: OpenOffice, listening: socket.socket) -> None:
    async with build(office.settings, dsn=office.dsn, jurisdiction=office.jurisdiction) as services:
        server = server_of(create_app(services))
        event_loop.keep_what_is_there()
        await server.serve(sockets=[listening])


def _serve_with(workers: int, listening: socket.socket, office: OpenOffice) -> None:
    """Several processes accept on one socket; each is started again when it dies."""
    listening.set_inheritable(True)
    number = listening.fileno()
    children = [
        Child(f"serve {n}", ours("serve", "--fd", str(number)), keep=(number,)) for n in range(1, workers + 1)
    ]
    with keys_database(office.settings) as keys:
        named = environment_with(
            BIHUAN_DATABASE_URL=office.dsn,
            BIHUAN_KEYS_DATABASE_URL=keys,
            BIHUAN_OFFICE=office.jurisdiction,
            BIHUAN_DATA_DIR=str(office.settings.home),
        )
        Supervisor(children, named, say).run()
