"""The operating system account that the server runs under.

PostgreSQL refuses to run as root. Then an account that already exists is borrowed: none is created and no
folder that was there before changes hands.
"""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from api.postgres.errors import ServerUnavailable

BORROWED = ("postgres", "nobody")
# A fixed environment: no PGDATA, PGPORT or locale of the caller may reach the server.
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True)
class Account:
    """An existing account, and whether child processes must change to it."""

    name: str
    uid: int
    gid: int
    borrowed: bool = False

    def run(self, command: Sequence[str], *, seconds: float = 600) -> subprocess.CompletedProcess[str]:
        """Run a command as this account, detached from our terminal, and return what it said."""
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=seconds,
            check=False,
            cwd="/",
            env=ENVIRONMENT,
            umask=0o077,
            start_new_session=True,
            user=self.uid if self.borrowed else None,
            group=self.gid if self.borrowed else None,
            extra_groups=[] if self.borrowed else None,
        )

    def can_enter(self, folder: Path) -> bool:
        """Whether this account may reach what lies inside the folder (every parent is tried on the way)."""
        return self.run(["/bin/sh", "-c", 'test -x "$0"', str(folder)]).returncode == 0

    def own(self, path: Path) -> None:
        """Give a folder that was just made to this account."""
        if self.borrowed:
            os.chown(path, self.uid, self.gid)


def current(wanted: str | None) -> Account:
    """Return the account of this process; another one may be wanted by root alone."""
    uid = os.geteuid()
    name = _name_of(uid)
    if wanted and wanted != name:
        raise ServerUnavailable(
            f"Only root can run PostgreSQL as {wanted}, and this is {name}: unset BIHUAN_PG_USER."
        )
    return Account(name, uid, os.getegid())


def borrowed(wanted: str | None) -> Account:
    """Return the account that root lends the server: the wanted one, else the first of the usual ones."""
    for name in (wanted,) if wanted else BORROWED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid:
            return Account(name, entry.pw_uid, entry.pw_gid, borrowed=True)
    raise ServerUnavailable(
        f"PostgreSQL does not run as root and there is no account {wanted or ' or '.join(BORROWED)}: "
        "name an existing one that is not root in BIHUAN_PG_USER."
    )


def owning(path: Path, wanted: str | None) -> Account:
    """Return the account that existing data belong to: they keep it, whoever asks now."""
    found = path.stat()
    name = _name_of(found.st_uid)
    if not found.st_uid or (wanted and wanted != name):
        raise ServerUnavailable(
            f"The data in {path} belong to {name}, not to {wanted or 'an account that may run PostgreSQL'}: "
            f"set BIHUAN_PG_USER={name} or choose another BIHUAN_DATA_DIR."
        )
    return Account(name, found.st_uid, found.st_gid, borrowed=True)


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
