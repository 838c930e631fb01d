"""A folder of copies of one server: bases by their moment, and the journal that continues them.

`base/20261129T190001Z` is a data directory as `pg_basebackup` writes it, with its manifest. `journal/00000001` holds
the journal of one timeline; a restore begins a new one, so that two of them never write into each other's files.
Nothing is called a base before it is whole and verified.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from api.backups.errors import BackupRefused

NAME = "%Y%m%dT%H%M%SZ"
UNFINISHED = ".unfinished-"
PARTIAL = ".partial"
_SEGMENT = re.compile(r"[0-9A-F]{24}")
_START = re.compile(r"START WAL LOCATION: \S+ \(file ([0-9A-F]{24})\)")
_SYSTEM = re.compile(rb'"System-Identifier": ([0-9]+)')
_WHOSE = "copies-of"
"""The file that says what the copies in a folder are of."""


@dataclass(frozen=True)
class Base:
    """One base: when it was begun, where it lies, the first file of the journal that it needs."""

    taken_at: datetime
    path: Path
    first_segment: str

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(file.stat().st_size for file in self.path.rglob("*") if file.is_file())

    @property
    def system(self) -> int | None:
        """The number of the server it was taken from, if its manifest tells."""
        manifest = self.path / "backup_manifest"
        if not manifest.is_file():
            return None
        with manifest.open("rb") as file:
            found = _SYSTEM.search(file.read(1024))
        return int(found[1]) if found else None


class Copies:
    """The copies of one server, and what that server holds: facts or keys."""

    def __init__(self, folder: Path, of: str = "") -> None:
        self.folder, self.of = folder, of

    def require_own(self, system: int | None = None) -> None:
        """Raises BackupRefused when the folder has copies of another content, or of another server than `system`.

        PostgreSQL gives every data directory a number; a base has it in its manifest.
        """
        noted = self.folder / _WHOSE
        said = noted.read_text("utf-8").strip() if noted.is_file() else self.of
        if said != self.of:
            raise BackupRefused(
                f"{self.folder} holds copies of {said}, not of {self.of}: name them the other way round, "
                f"`bihuan backup … FACTS --keys KEYS`."
            )
        for base in self.bases() if system is not None else ():
            if base.system not in (None, system):
                raise BackupRefused(
                    f"{self.folder} holds copies of another installation: choose a folder of its own for this one."
                )

    def own(self) -> None:
        """Note what the copies are of."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.folder / _WHOSE).write_text(f"{self.of}\n", "utf-8")

    def bases(self) -> list[Base]:
        """Every whole base, the oldest first."""
        found = []
        for path in sorted((self.folder / "base").glob("*Z")):
            label = path / "backup_label"
            start = _START.search(label.read_text("utf-8")) if label.is_file() else None
            if start is not None:
                found.append(Base(_moment(path.name), path, start[1]))
        return found

    def newest(self, before: datetime | None = None) -> Base:
        """The base to restore from: the last one that was taken before a moment. Raises BackupRefused."""
        fitting = [base for base in self.bases() if before is None or base.taken_at <= before]
        if not fitting:
            when = f" from before {before.isoformat()}" if before else ""
            raise BackupRefused(
                f"{self.folder} has no base{when}: name a folder that `bihuan backup take` made."
            )
        return fitting[-1]

    def begin(self, at: datetime) -> Path:
        """A fresh folder for a base that is being taken; what an interrupted one left is removed."""
        parent = self.folder / "base"
        parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in parent.glob(f"{UNFINISHED}*"):
            shutil.rmtree(left)
        return parent / f"{UNFINISHED}{at.astimezone(UTC).strftime(NAME)}"

    def finish(self, unfinished: Path) -> Base:
        """Give a base that was verified its name."""
        name = unfinished.name.removeprefix(UNFINISHED)
        unfinished.rename(unfinished.with_name(name))
        return next(base for base in self.bases() if base.path.name == name)

    def journal(self, timeline: int) -> Path:
        """Where the journal of a timeline goes."""
        folder = self.folder / "journal" / f"{timeline:08X}"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def journal_files(self) -> dict[str, Path]:
        """Every file of the journal under the name it is restored by; an unfinished one where there is no whole one."""
        found: dict[str, Path] = {}
        for path in sorted((self.folder / "journal").glob("*/*")):
            name = path.name.removesuffix(PARTIAL)
            if path.suffix != PARTIAL or name not in found:
                found[name] = path
        return found

    def forget(self, *, keep: int, older_than: timedelta | None, now: datetime) -> list[Base]:
        """Remove all bases but the last `keep`, and those older than a time, with the journal only they need.

        The newest base always stays. Returns what was removed.
        """
        bases = self.bases()
        gone = bases[: max(0, len(bases) - keep)]
        if older_than is not None:
            gone = [base for base in bases[:-1] if base in gone or now - base.taken_at > older_than]
        for base in gone:
            shutil.rmtree(base.path)
        if gone:
            self._forget_journal(self.bases()[0].first_segment)
        return gone

    def _forget_journal(self, first: str) -> None:
        """Names of one timeline sort by age; those of another are older when their number is smaller."""
        for path in (self.folder / "journal").glob("*/*"):
            name = path.name.removesuffix(PARTIAL)
            if _SEGMENT.fullmatch(name) and name < first:
                path.unlink()


def _moment(name: str) -> datetime:
    return datetime.strptime(name, NAME).replace(tzinfo=UTC)
