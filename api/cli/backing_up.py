"""`bihuan backup take`, `list`, `restore`: copies of an installation with the embedded server."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from api import identity
from api.backups.copies import Base, Copies
from api.backups.files import mirror, put_back
from api.backups.restoring import choose, declare_whole, finish, lay_out, require_free, told_of, undo
from api.backups.taking import take
from api.backups.unfinished import unfinished
from api.cli.backup_parts import FACTS, Part, parts_of, servers_of, settings_for_backups
from api.cli.console import Stop, out, out_json, say
from api.cli.failures import BAD_DATA
from api.cli.moments import moment_named
from api.cli.places import Server, database_in
from api.postgres import EmbeddedServer, ServerUnavailable
from workflows.log import connect

MIB = 1024 * 1024
_HEADS = "SELECT coalesce(max(position), 0), max(recorded_at) FROM bihuan.events"


NO_KEYS = "Keys of personal data are not in this copy: --keys DIR copies them, to a place apart."
BY_HAND = (
    "Signing key and wrapping key are never copied: keep one of each apart (`doctor` tells where they lie)."
)


def run_take(folder: Path, keys: Path | None, *, keep: int, as_json: bool) -> None:
    """Take a base of each server and copy the files; remove what is too old."""
    settings = settings_for_backups(folder, keys)
    told: dict[str, object] = {}
    # Facts first: a copy of facts needs every key they were sealed with, and a key too many does no harm.
    for part in reversed(parts_of(settings, folder, keys, (lambda _: None) if as_json else say)):
        began = time.monotonic()
        with part.server.lease(existing=True) as lease:
            base = take(lease, part.copies, identity.now())
        gone = part.copies.forget(keep=keep, older_than=part.stays, now=identity.now())
        told[part.name] = _told(base) | {"removed": [one.path.name for one in gone]}
        if not as_json:
            took = time.monotonic() - began
            out(f"{base.path}: {base.size / MIB:.0f} MiB of {part.name}, whole, taken in {took:.1f} s.")
            out(f"{len(gone)} older bases of {part.name} removed.")
    files = mirror(settings.home, folder)
    if as_json:
        out_json(told | {"files": files})
        return
    out(f"{files} new files of evidence and published log.")
    if keys is None:
        say(NO_KEYS)
    say(BY_HAND)


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


def run_restore(folder: Path, keys: Path | None, *, until: str, give_up_missing: bool, as_json: bool) -> None:
    """Lay the data out, let the servers read their journals, tell how far they came and how long it took."""
    settings = settings_for_backups(folder, keys, whole=False)
    at = moment_named(until, ZoneInfo(settings.timezone), ends=True) if until else None
    began = time.monotonic()
    parts = parts_of(settings, folder, keys, (lambda _: None) if as_json else say)
    bases = {part.name: _chosen(part, _moment_for(part, at), give_up_missing) for part in parts}
    servers = servers_of(settings)
    with unfinished(settings.home, [server.layout for server in servers]):
        for server in servers:
            _undo(server)
        # Files first: where they do not fit, nothing was begun that a second try would find in its way.
        files = put_back(folder, settings.home)
        position, recorded_at = _put_back_servers(parts, bases, at)
    told = Restored(bases, position, recorded_at, files, time.monotonic() - began)
    if as_json:
        out_json(told.data)
    else:
        _tell_restored(told, keys)


def _chosen(part: Part, at: datetime | None, give_up_missing: bool) -> Base:
    server = part.server
    return choose(server.layout, server.programs, part.copies, at, give_up_missing=give_up_missing)


def _moment_for(part: Part, at: datetime | None) -> datetime | None:
    """Keys are always wanted as they were last: what was made since the moment is of no harm, what lacks is lost."""
    return at if part.name == FACTS else None


def _put_back_servers(
    parts: Sequence[Part], bases: Mapping[str, Base], at: datetime | None
) -> tuple[int, datetime | None]:
    """All of them or none; the last fact and its moment."""
    with ExitStack() as undone:
        for part in parts:
            _restore(part, bases[part.name], _moment_for(part, at), undone)
        last = _last_fact(parts[-1].server)
        undone.pop_all()
    for part in parts:
        declare_whole(part.server.layout)
    return last


def _restore(part: Part, base: Base, at: datetime | None, undone: ExitStack) -> None:
    """Put one server back; until all are, leaving `undone` removes it again."""
    layout = part.server.layout
    with part.server.turn():
        require_free(layout)
        undone.callback(_undo, part.server)
        lay_out(layout, part.copies, base, at)
    try:
        with part.server.lease() as lease:
            finish(lease, layout)
    except ServerUnavailable as error:
        raise told_of(error, at) from error


def _undo(server: EmbeddedServer) -> None:
    with server.turn():
        undo(server.layout)


@dataclass(frozen=True)
class Restored:
    """What a restore came to: the bases by part, the last fact, files put back, seconds."""

    bases: Mapping[str, Base]
    position: int
    recorded_at: datetime | None
    files: int
    seconds: float

    @property
    def data(self) -> dict[str, object]:
        """The same as plain data."""
        return {
            **{name: _told(base) for name, base in self.bases.items()},
            "position": self.position,
            "recorded_at": self.recorded_at.isoformat() if self.recorded_at else None,
            "files": self.files,
            "seconds": round(self.seconds, 2),
        }


def _tell_restored(told: Restored, keys: Path | None) -> None:
    base = told.bases[FACTS]
    when = f", recorded {told.recorded_at.isoformat()}" if told.recorded_at else ""
    out(
        f"Restored in {told.seconds:.1f} s from the base of {base.taken_at.isoformat()}: "
        f"up to position {told.position}{when}."
    )
    out(f"{told.files} files of evidence and published log were put back.")
    out("Now `bihuan doctor`; put signing key and wrapping key back if they were lost. Then take a new base.")
    if keys is None:
        say("Keys of personal data were not restored: --keys DIR names their copies.")


def _last_fact(facts: EmbeddedServer) -> tuple[int, datetime | None]:
    with facts.lease(existing=True) as lease, connect(database_in(Server(lease.admin_dsn))) as connection:
        row = connection.execute(_HEADS).fetchone()
    return (int(row[0]), row[1]) if row else (0, None)


def _told(base: Base) -> dict[str, object]:
    return {"base": str(base.path), "taken_at": base.taken_at.isoformat(), "bytes": base.size}
