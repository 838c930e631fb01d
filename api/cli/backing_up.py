"""`bihuan backup take`, `list`, `restore`: copies of an installation with the embedded server."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from api import identity
from api.backups.copies import Base, Copies
from api.backups.files import mirror, put_back
from api.backups.restoring import finish, lay_out
from api.backups.taking import take
from api.cli.console import Stop, out, out_json, say
from api.cli.failures import BAD_DATA, FAILED
from api.cli.moments import moment_named
from api.cli.places import some_database
from api.embedded import embedded_server
from api.settings import Settings, load_settings
from workflows.log import connect

MIB = 1024 * 1024
_HEADS = "SELECT coalesce(max(position), 0), max(recorded_at) FROM bihuan.events"


def settings_for_backups(folder: Path) -> Settings:
    """The settings, when this installation can be copied into that folder. Raises Stop."""
    settings = load_settings()
    if settings.database_url:
        raise Stop(
            "BIHUAN_DATABASE_URL names a server of your own: copy it with its own means (pgBackRest, Barman, "
            "pg_basebackup). docs/guides/back-up-and-restore.md says what must be in the copy.",
            FAILED,
        )
    home, target = settings.home.resolve(), folder.resolve()
    if target.is_relative_to(home) or home.is_relative_to(target):
        raise Stop(
            f"{folder} and the data in {home} lie in each other: copies go to another disk or machine.",
            BAD_DATA,
        )
    return settings


def run_take(folder: Path, *, keep: int, as_json: bool) -> None:
    """Take a base and copy the files; remove what is too old."""
    settings, copies = settings_for_backups(folder), Copies(folder)
    began = time.monotonic()
    with embedded_server(settings, (lambda _: None) if as_json else say).lease(existing=True) as lease:
        base = take(lease, copies, identity.now())
    files = mirror(settings.home, folder)
    gone = copies.forget(keep=keep, older_than=None, now=identity.now())
    if as_json:
        out_json(_told(base) | {"files": files, "removed": [one.path.name for one in gone]})
        return
    out(f"{base.path}: {base.size / MIB:.0f} MiB, whole, taken in {time.monotonic() - began:.1f} s.")
    out(f"{files} new files of evidence and published log; {len(gone)} older bases removed.")
    say(
        "The signing key is not in this copy; keep one of it apart (`bihuan audit seal` tells where it lies)."
    )


def run_list(folder: Path, *, as_json: bool) -> None:
    """Tell bases and the end of the journal."""
    copies = Copies(folder)
    bases, journal = copies.bases(), sorted(copies.journal_files())
    if as_json:
        out_json({"bases": [_told(base) for base in bases], "journal": journal[-1] if journal else None})
        return
    for base in bases:
        out(f"{base.taken_at.isoformat()}  {base.size / MIB:8.0f} MiB  {base.path}")
    if not bases:
        raise Stop(f"{folder} has no base: `bihuan backup take {folder}` takes one.", BAD_DATA)
    out(
        f"Journal: {len(journal)} files{f', the last is {journal[-1]}' if journal else ': nothing was received'}."
    )


def run_restore(folder: Path, *, until: str, as_json: bool) -> None:
    """Lay the data out, let the server read the journal, tell how far it came and how long it took."""
    settings, copies = settings_for_backups(folder), Copies(folder)
    at = moment_named(until, ZoneInfo(settings.timezone), ends=True) if until else None
    began = time.monotonic()
    embedded = embedded_server(settings, (lambda _: None) if as_json else say)
    with embedded.turn():
        base = lay_out(embedded.layout, embedded.programs, copies, at)
    with embedded.lease() as lease:
        finish(lease, embedded.layout)
        position, recorded_at = _last_fact(settings)
    files = put_back(folder, settings.home)
    seconds = time.monotonic() - began
    if as_json:
        last = recorded_at.isoformat() if recorded_at else None
        out_json(
            _told(base)
            | {"position": position, "recorded_at": last, "files": files, "seconds": round(seconds, 2)}
        )
        return
    when = f", recorded {recorded_at.isoformat()}" if recorded_at else ""
    out(
        f"Restored in {seconds:.1f} s from the base of {base.taken_at.isoformat()}: up to position {position}{when}."
    )
    out(f"{files} files of evidence and published log were put back.")
    out("Now `bihuan doctor`; put the signing key back if it was lost. Then take a new base.")


def _last_fact(settings: Settings) -> tuple[int, datetime | None]:
    with some_database(settings) as dsn, connect(dsn) as connection:
        row = connection.execute(_HEADS).fetchone()
    return (int(row[0]), row[1]) if row else (0, None)


def _told(base: Base) -> dict[str, object]:
    return {"base": str(base.path), "taken_at": base.taken_at.isoformat(), "bytes": base.size}
