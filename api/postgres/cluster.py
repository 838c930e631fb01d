"""Lay out a data directory, start a server on it, and wait until it answers."""

import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from psycopg import pq
from psycopg.conninfo import make_conninfo

from api.postgres import postmaster
from api.postgres.binaries import Binaries
from api.postgres.errors import ServerUnavailable
from api.postgres.layout import Layout, clear_sockets, make_socket_folder, remove_socket_folders
from api.postgres.postmaster import PidFile

SUPERUSER = "postgres"
PORT = 5432
MEMORY = "128MB"
"""For shared buffers."""
OPTIONS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "logging_collector": "off",
}
LONGEST_LOG_BYTES = 8 * 1024 * 1024
# The shell ends at once, so that the server is nobody's child: it cannot become a zombie of a caller that
# does not wait for it, and is told apart from a dead one in the same way by everybody.
DETACHED = '"$@" >>"$0" 2>&1 & echo $!'


def create(layout: Layout, binaries: Binaries) -> None:
    """Make the data directory under another name, then rename: an interrupted one is never used."""
    for leftover in layout.home.glob("cluster.new-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(dir=layout.home, prefix="cluster.new-"))
    try:
        layout.account.own(fresh)
        command = [str(binaries.initdb), "-D", str(fresh), "-U", SUPERUSER, "--auth=trust"]
        said = layout.account.run([*command, "--encoding=UTF8", "--locale=C"])
        if said.returncode:
            raise ServerUnavailable(f"PostgreSQL's data directory cannot be made: {reason_in(said.stderr)}")
        fresh.rename(layout.cluster)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def require_same_major(layout: Layout, binaries: Binaries) -> None:
    """Refuse data of another major version, which the server itself would refuse less clearly."""
    made_by = (layout.cluster / "PG_VERSION").read_text().strip()
    if made_by != str(binaries.major):
        raise ServerUnavailable(
            f"The data in {layout.cluster} were made by PostgreSQL {made_by}, and {binaries.folder} holds "
            f"{binaries.major}: set BIHUAN_POSTGRES_BIN to the programs of PostgreSQL {made_by}, "
            "or move the data with pg_dump."
        )


def start(layout: Layout, binaries: Binaries, memory: str = MEMORY) -> int:
    """Start the server in a session of its own, out of reach of Ctrl-C, and return its process id.

    Call it only when no server runs on these data: the marks of an earlier one are thrown away, since the server
    itself takes a zombie, or a stranger that got its number, for alive.
    """
    require_same_major(layout, binaries)
    socket_folder = make_socket_folder(layout)
    clear_sockets(socket_folder)
    (layout.cluster / "postmaster.pid").unlink(missing_ok=True)
    if layout.log.exists() and layout.log.stat().st_size > LONGEST_LOG_BYTES:
        layout.log.replace(layout.log.with_suffix(".log.1"))
    options = OPTIONS | {"shared_buffers": memory, "unix_socket_directories": str(socket_folder)}
    settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    server = [str(binaries.postgres), "-D", str(layout.cluster), *settings]
    return int(layout.account.run(["/bin/sh", "-c", DETACHED, str(layout.log), *server]).stdout)


def stop(layout: Layout) -> None:
    """Stop the server if it runs, and remove the folder of its socket."""
    postmaster.stop(layout.cluster)
    remove_socket_folders(layout)


def ready(layout: Layout, alive: Callable[[], bool], *, quiet_seconds: float, seconds: float) -> bool:
    """Wait until the server answers; recovery after a crash may take long, silence may not.

    Returns False as soon as the server is gone or has not answered at all for `quiet_seconds`.
    """

    def speaks() -> bool:
        return ping(layout.cluster) is not pq.Ping.NO_RESPONSE or not alive()

    def takes_connections() -> bool:
        return ping(layout.cluster) is pq.Ping.OK or not alive()

    wait = postmaster.wait_until
    return wait(speaks, quiet_seconds) and wait(takes_connections, seconds) and alive()


def ping(cluster: Path) -> pq.Ping:
    """Ask the server whether it takes connections, as `pg_isready` does."""
    noted = postmaster.read_pid_file(cluster)
    if noted is None:
        return pq.Ping.NO_RESPONSE
    return pq.Ping(pq.PGconn.ping((address(noted, SUPERUSER) + " connect_timeout=5").encode()))


def address(noted: PidFile, dbname: str, user: str = SUPERUSER) -> str:
    """Return the connection string of a database on the running server."""
    return make_conninfo(host=str(noted.socket_folder), port=noted.port, dbname=dbname, user=user)


def reason_in(text: str) -> str:
    """Return why a program of PostgreSQL ended: its last fatal line, else the last thing it said."""
    said = [line.strip() for line in text.splitlines() if line.strip()]
    fatal = [line for line in said if re.search(r"\b(FATAL|PANIC|error):", line)]
    return next(reversed(fatal or said), "it gave no reason")
