"""Put a server back from its copies: the base, then the journal up to its end or to a moment.

Whatever can be refused is refused before anything is written. The new data directory is made beside its place and
takes its name only when it is complete, so that an interrupted restore leaves nothing that a server would start on.
"""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import psycopg

from api.backups.continuity import is_usable, reach
from api.backups.copies import Base, Copies
from api.backups.errors import BackupRefused
from api.backups.programs import program, run
from api.backups.unfinished import MARK, is_marked
from api.postgres import Lease, ServerUnavailable, cluster, wait_until
from api.postgres.account import Account
from api.postgres.layout import Layout

FRESH, JOURNAL = "cluster.restoring", "journal.restoring"
RECOVERY_S = 3600.0
_SETTINGS = ("restore_command", "recovery_target_time", "recovery_target_action", "synchronous_standby_names")


def require_free(layout: Layout) -> None:
    """Raises BackupRefused when data are there: they are never overwritten, unless a restore left them unfinished."""
    if layout.cluster.exists() and not is_marked(layout):
        raise BackupRefused(
            f"{layout.cluster} is there: a restore does not overwrite data. Stop everything that uses it and "
            "move it away (keep it until the restored office was looked at), then try again."
        )


def choose(
    layout: Layout, programs: Path, copies: Copies, until: datetime | None, *, give_up_missing: bool
) -> Base:
    """The base to restore from, when everything is there that it needs. Raises BackupRefused; changes nothing."""
    require_free(layout)
    copies.require_own()
    base = copies.newest(until)
    run(
        [program(programs, "pg_verifybackup"), "--quiet", str(base.path)],
        f"The base {base.path} is not whole",
    )
    missing = reach(base, copies).missing
    if missing and until is None and not give_up_missing:
        raise BackupRefused(
            f"The journal in {copies.folder} lacks {missing}: look for it, since nothing that came after can be put "
            "back without. --give-up-missing restores what came before."
        )
    return base


def lay_out(layout: Layout, copies: Copies, base: Base, until: datetime | None) -> None:
    """Make the data directory of a server from its copies. Raises BackupRefused; no data may be there."""
    fresh, journal = layout.home / FRESH, layout.home / JOURNAL
    for left in (fresh, journal):
        shutil.rmtree(left, ignore_errors=True)
    try:
        shutil.copytree(base.path, fresh, symlinks=True)
        _copy_journal(copies, journal)
    except shutil.Error as error:
        raise BackupRefused(
            f"{base.path} cannot be copied into {layout.home} ({_first_reason(error)}): make room and see that both "
            "can be used, then try again."
        ) from error
    _tell_recovery(fresh, journal, until)
    (fresh / MARK).touch()
    for made in (fresh, journal):
        _give(made, layout.account)
    fresh.rename(layout.cluster)


def undo(layout: Layout) -> None:
    """Stop what was being restored and remove it, if anything was; the copies are as they were."""
    fresh = layout.home / FRESH
    for left in (fresh, layout.home / JOURNAL):
        shutil.rmtree(left, ignore_errors=True)
    if is_marked(layout):
        cluster.stop(layout)
        layout.cluster.rename(fresh)  # so that there is never a part of it under its name
        shutil.rmtree(fresh, ignore_errors=True)


def declare_whole(layout: Layout) -> None:
    """What was put back is data like any other from now on."""
    (layout.cluster / MARK).unlink()


def told_of(error: ServerUnavailable, until: datetime | None) -> Exception:
    """What the server's refusal to start means for who asked for a moment."""
    reason = str(error)
    if until is None or "recovery" not in reason:
        return error
    if "consistent recovery point" in reason:
        return BackupRefused(f"The base was still being taken at {until.isoformat()}: name a later moment.")
    return BackupRefused(
        f"The journal ends before {until.isoformat()}: name an earlier moment, or restore without --until "
        "to put back all there is."
    )


def _first_reason(error: shutil.Error) -> str:
    """`copytree` collects one reason for every file."""
    found = error.args[0] if error.args else []
    return str(found[0][2]).partition(": ")[0] if isinstance(found, list) and found else str(error)


def finish(lease: Lease, layout: Layout) -> None:
    """Wait until the server has read the journal and takes writes; forget how it was restored.

    Raises ServerUnavailable, with its own last words, when it ends meanwhile: it answers as soon as what it has read
    can be used, which may be before it finds that the journal does not reach.
    """
    try:
        with psycopg.connect(lease.admin_dsn, autocommit=True) as connection:
            _finish(connection, layout)
    except (psycopg.OperationalError, ServerUnavailable) as error:
        reason = cluster.reason_in(layout.log.read_text(errors="replace"))
        raise ServerUnavailable(f"PostgreSQL ends: {reason} (more in {layout.log}).") from error
    shutil.rmtree(layout.home / JOURNAL, ignore_errors=True)


def _finish(connection: psycopg.Connection[tuple[object, ...]], layout: Layout) -> None:
    if not wait_until(lambda: not _recovers(connection), RECOVERY_S):
        raise BackupRefused(f"The server still reads the journal after an hour: look into {layout.log}.")
    for name in _SETTINGS:
        connection.execute(f"ALTER SYSTEM RESET {name}".encode())
    connection.execute("SELECT pg_reload_conf()")


def _copy_journal(copies: Copies, journal: Path) -> None:
    journal.mkdir(mode=0o700)
    for name, path in copies.journal_files().items():
        if is_usable(path):
            shutil.copy2(path, journal / name)


def _tell_recovery(data: Path, journal: Path, until: datetime | None) -> None:
    """Later lines of this file win, so what the copied server had set is answered here."""
    lines = [
        f"restore_command = {_quoted(f'cp {_shell(journal)}/%f %p')}",
        "recovery_target_timeline = 'latest'",
        "recovery_target_action = 'promote'",
        "synchronous_standby_names = ''",
    ]
    if until is not None:
        lines.append(f"recovery_target_time = '{until.isoformat()}'")
    with (data / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines))
    (data / "recovery.signal").touch()


def _shell(path: Path) -> str:
    return "'" + str(path).replace("'", "'\\''").replace("%", "%%") + "'"


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def _give(folder: Path, account: Account) -> None:
    account.own(folder)
    folder.chmod(0o700)
    for path in folder.rglob("*"):
        account.own(path)


def _recovers(connection: psycopg.Connection[tuple[object, ...]]) -> bool:
    row = connection.execute("SELECT pg_is_in_recovery()").fetchone()
    return row is None or bool(row[0])
