"""Where the server's files lie: its home with data, log and locks, and the short folder of its socket."""

import hashlib
import os
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from api.postgres import account as accounts
from api.postgres.account import Account
from api.postgres.errors import ServerUnavailable

# For root alone, when the server's account cannot reach the data directory.
SHARED_PLACE = Path("/var/lib/bihuan")
# A socket's path may have 104 bytes on the narrowest system, `/.s.PGSQL.5432` and the end mark included.
LONGEST_SOCKET_FOLDER = 88
SHORT_PLACES = ("/tmp", "/var/tmp")  # noqa: S108 - what is found there is checked before use


@dataclass(frozen=True)
class Layout:
    """The account of the server and the folder that holds everything of it."""

    account: Account
    home: Path

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.home / "cluster"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.home / "server.log"

    @property
    def turn(self) -> Path:
        """Lock file: held while the server is being started or stopped."""
        return self.home / "turn.lock"

    @property
    def users(self) -> Path:
        """Lock file: shared by all who use the server."""
        return self.home / "users.lock"


def settle(data_dir: Path, pg_user: str | None, shared_place: Path) -> Layout:
    """Decide on account and home, and make the home when it is not there.

    Root's server runs under a borrowed account, which often cannot reach a folder in somebody's home. Rather
    than opening that folder to everyone, the data then lie in a shared place under the digest of its path.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    data_dir = data_dir.resolve()
    near = data_dir / "postgres"
    if os.geteuid() != 0:
        layout = Layout(accounts.current(pg_user), near)
    else:
        layout = _settle_as_root(near, shared_place / digest(data_dir), pg_user)
    _make_folder(layout.home, layout.account)
    if not os.access(layout.home, os.R_OK | os.W_OK | os.X_OK):
        owner = accounts.owning(layout.home, None).name
        raise ServerUnavailable(
            f"The database in {layout.home} belongs to {owner}: run this as {owner} or as root, "
            "or choose another BIHUAN_DATA_DIR."
        )
    return layout


def digest(path: Path) -> str:
    """Return a short name for a path, the same in every process."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def make_socket_folder(layout: Layout) -> Path:
    """Return a folder for the socket: short, private to the account, and known by the home's digest.

    Access to it is the only authentication of the embedded server, so one that somebody else owns or can
    enter is never taken.
    """
    for folder in _socket_folders(layout):
        if not _fits_a_socket(folder) or not layout.account.can_enter(folder.parent):
            continue
        try:
            _make_folder(folder, layout.account)
        except OSError:
            continue
        if _is_private(folder, layout.account):
            return folder
    tried = ", ".join(str(folder.parent) for folder in _socket_folders(layout))
    raise ServerUnavailable(
        f"No private folder for PostgreSQL's socket can be made in {tried}: "
        "set TMPDIR to a folder of yours with a short path."
    )


def remove_socket_folders(layout: Layout) -> None:
    """Remove the socket's folder after the server, and what a killed server left in it."""
    for folder in _socket_folders(layout):
        if folder.is_dir() and _is_private(folder, layout.account):
            clear_sockets(folder)
            with suppress(OSError):
                folder.rmdir()


def clear_sockets(folder: Path) -> None:
    """Remove the socket of a server that is gone, and the mark beside it."""
    for mark in folder.glob(".s.PGSQL.*"):
        mark.unlink(missing_ok=True)


def _socket_folders(layout: Layout) -> list[Path]:
    parents = dict.fromkeys([tempfile.gettempdir(), *SHORT_PLACES])
    return [Path(parent) / f"bihuan-{digest(layout.home)}" for parent in parents]


def _settle_as_root(near: Path, far: Path, pg_user: str | None) -> Layout:
    for home in (near, far):
        if (home / "cluster").is_dir():
            return Layout(accounts.owning(home / "cluster", pg_user), home)
    account = accounts.borrowed(pg_user)
    free = not near.exists() or near.stat().st_uid == account.uid
    return Layout(account, near if free and account.can_enter(near.parent) else far)


def _make_folder(folder: Path, account: Account) -> None:
    """Make a folder private to the account, unless it exists; nobody ever sees it half made."""
    if folder.exists():
        return
    folder.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
    try:
        account.own(fresh)
        fresh.rename(folder)
    except OSError:
        fresh.rmdir()
        if not folder.is_dir():
            raise


def _fits_a_socket(folder: Path) -> bool:
    text = os.fsencode(folder)
    return len(text) <= LONGEST_SOCKET_FOLDER and not set(b',"') & set(text)


def _is_private(folder: Path, account: Account) -> bool:
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == account.uid and not found.st_mode & 0o077
