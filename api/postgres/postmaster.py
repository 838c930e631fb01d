"""Which process, if any, is the server of a data directory; and how to end it.

The file `postmaster.pid` survives power cuts and reboots, so the number in it may be anybody's by now. A
process counts as ours only when it is a PostgreSQL server on our very data directory, and only such a one
is ever sent a signal.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from api.postgres.errors import ServerUnavailable

PROC = Path("/proc")
POLL_SECONDS = 0.02
# A fast stop first; then the one that makes the next start recover from the journal.
STOPS = ((signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0))


@dataclass(frozen=True)
class PidFile:
    """What `postmaster.pid` says: the process, and where its socket is."""

    pid: int
    port: int
    socket_folder: Path


def read_pid_file(cluster: Path) -> PidFile | None:
    """Return the file's content, or nothing while it is missing, unfinished or damaged."""
    try:
        lines = (cluster / "postmaster.pid").read_text(errors="replace").splitlines()
        return PidFile(int(lines[0]), int(lines[3]), Path(lines[4])) if lines[4] else None
    except (OSError, ValueError, IndexError):
        return None


def find(cluster: Path) -> int | None:
    """Return the process id of the running server of this data directory.

    The file is not trusted in either direction: when it names no server of ours, all processes are looked
    at, since a second server on the same data must never be started.
    """
    noted = read_pid_file(cluster)
    if noted and is_ours(noted.pid, cluster):
        return noted.pid
    return next((pid for pid in _suspects(cluster) if is_ours(pid, cluster)), None)


def is_alive(pid: int) -> bool:
    """Whether a process of this number runs; one that only waits to be buried does not."""
    return pid > 0 and _state(pid) not in "ZX"


def is_ours(pid: int, cluster: Path) -> bool:
    """Whether the process is alive and the server of this data directory."""
    if not is_alive(pid):
        return False
    return _is_ours_by_proc(pid, cluster) if PROC.is_dir() else _is_ours_by_ps(pid, cluster)


def stop(cluster: Path) -> None:
    """End the server of this data directory, if there is one, and wait until it is gone."""
    for number, patience in STOPS:
        pid = find(cluster)
        if pid is None:
            return
        _send(pid, number, cluster)
        if wait_until(lambda: find(cluster) != pid, patience):  # noqa: B023 - used within this round only
            return
    raise ServerUnavailable(
        f"PostgreSQL (process {find(cluster)}, data in {cluster}) does not stop: "
        "look into server.log beside the data."
    )


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Look again and again until the condition holds or the time is over; returns whether it held."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(POLL_SECONDS)
    return True


def _send(pid: int, number: signal.Signals, cluster: Path) -> None:
    """Signal our server, holding its identity where the system can, so that no namesake is hit."""
    if not hasattr(os, "pidfd_open"):
        if is_ours(pid, cluster):
            os.kill(pid, number)
        return
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        if is_ours(pid, cluster):
            signal.pidfd_send_signal(handle, number)
    finally:
        os.close(handle)


def _suspects(cluster: Path) -> Iterator[int]:
    """Yield the processes that may be the server: all of them, or those that name its data directory."""
    if PROC.is_dir():
        yield from (int(place.name) for place in PROC.iterdir() if place.name.isdigit())
        return
    for line in _ps("-axww", "-o", "pid=,command=").splitlines():
        if str(cluster) in line:
            yield int(line.split()[0])


def _state(pid: int) -> str:
    """Return the one letter for what a process does, `X` when there is none."""
    if not PROC.is_dir():
        return _ps("-p", str(pid), "-o", "stat=").strip()[:1] or "X"
    try:
        return (PROC / str(pid) / "stat").read_text(errors="replace").rpartition(")")[2].split()[0]
    except OSError:
        return "X"


def _is_ours_by_proc(pid: int, cluster: Path) -> bool:
    """Backends have a title for a name, so only the server's main process is called `postgres`."""
    place = PROC / str(pid)
    try:
        arguments = [os.fsdecode(word) for word in (place / "cmdline").read_bytes().split(b"\0")]
    except OSError:
        return False
    if Path(arguments[0]).name != "postgres":
        return False
    told = arguments[arguments.index("-D") + 1] if "-D" in arguments[:-1] else ""
    return told == str(cluster) or _working_folder(place) == cluster


def _working_folder(place: Path) -> Path | None:
    try:
        return (place / "cwd").readlink()
    except OSError:
        return None


def _is_ours_by_ps(pid: int, cluster: Path) -> bool:
    command = _ps("-ww", "-p", str(pid), "-o", "command=").strip()
    return "postgres" in command and f" -D {cluster} " in f"{command} "


def _ps(*options: str) -> str:
    return subprocess.run(["ps", *options], capture_output=True, text=True, check=False).stdout
