"""What is told when a command fails, and with which exit code: a sentence, never a traceback, for what is no bug.

Codes: 1 it did not work, 2 the command line is wrong, 3 the data are (rows, files, catalogues), 4 two digests differ,
5 a proof fails, 6 the installation needs something, 130 it was interrupted.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from importlib import import_module

from api.cli.console import Stop

FAILED, BAD_DATA, PROOF_FAILS, UNFIT = 1, 3, 5, 6
Tell = Callable[[Exception], str]


def _unreachable(error: Exception) -> str:
    first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return f"The database does not answer ({first}). Check that it runs and BIHUAN_DATABASE_URL; `bihuan doctor` looks."


def _no_right(error: Exception) -> str:
    first = str(error).strip().splitlines()[0]
    return f"The database refuses ({first}). Give the role of BIHUAN_DATABASE_URL that right."


def _unfit_files(error: Exception) -> str:
    return f"{error}: `bihuan audit verify` tells what else; `bihuan audit seal` makes what is missing anew."


BY_NAME: dict[str, tuple[int, Tell]] = {
    "api.settings.SettingsRefused": (FAILED, str),
    "api.postgres.errors.ServerUnavailable": (FAILED, str),
    "api.postgres.errors.UnfitDatabase": (UNFIT, str),
    "api.migrate.MigrationRefused": (FAILED, str),
    "api.backups.errors.BackupRefused": (FAILED, str),
    "api.bootstrap.NotReady": (FAILED, str),
    "api.bootstrap.BadCalendar": (BAD_DATA, str),
    "workflows.engine_calendars.CalendarTaken": (BAD_DATA, str),
    "workflows.engine_calendars.RunningYearLost": (BAD_DATA, str),
    "workflows.loader.problems.BadCatalogue": (BAD_DATA, str),
    "api.importing.rows.BadFile": (BAD_DATA, str),
    "api.importing.history.steps.BadHistory": (BAD_DATA, str),
    "workflows.log.errors.LogError": (FAILED, str),
    "projections.rebuild.NewerRelease": (FAILED, lambda error: f"{error}. Use that newer release."),
    "projections.transparency.sealing.SealRefused": (PROOF_FAILS, str),
    "projections.transparency.folder.TileConflict": (
        PROOF_FAILS,
        lambda error: f"{error}. Take another folder.",
    ),
    "projections.transparency.folder.TileMissing": (PROOF_FAILS, _unfit_files),
    "projections.transparency.key_file.KeyRefused": (UNFIT, str),
    "projections.transparency.notes.BadNote": (
        BAD_DATA,
        lambda error: f"{error}; check the key and the file.",
    ),
    "domain.errors.Refused": (BAD_DATA, lambda error: f"Refused: {error}."),
    "psycopg.OperationalError": (FAILED, _unreachable),
    "psycopg.errors.InsufficientPrivilege": (FAILED, _no_right),
}
"""By the dotted name of the class, so that nothing is imported before it is needed."""


def told(error: Exception) -> Stop | None:
    """The sentence and code of what is no bug of ours; None for anything else."""
    if isinstance(error, Stop):
        return error
    for cls in _known(type(error)):
        code, tell = BY_NAME[cls]
        return Stop(tell(error), code)
    return _of_the_system(error) if isinstance(error, OSError) else None


def _known(cls: type) -> Iterator[str]:
    for base in cls.__mro__:
        name = f"{base.__module__}.{base.__qualname__}"
        if name in BY_NAME:
            yield name


def _of_the_system(error: OSError) -> Stop | None:
    where = f"{error.filename}: " if error.filename else ""
    if isinstance(error, IsADirectoryError):
        return Stop(f"{where}this is a folder; name the file in it.", BAD_DATA)
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return Stop(f"{where}there is no such file; check the name.", BAD_DATA)
    if isinstance(error, PermissionError):
        return Stop(f"{where}this account may not use it; check the rights.", FAILED)
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
        return Stop(f"{where}nothing can be written ({error.strerror}); make room or choose another folder.")
    if error.errno in (errno.EADDRINUSE, errno.EADDRNOTAVAIL):
        return Stop(
            f"{where}this address cannot be used ({error.strerror}); choose another --host or --port."
        )
    return None


def load(name: str) -> type[Exception]:
    """The class of a name in the table; a test looks whether each is there."""
    module, _, attribute = name.rpartition(".")
    found: type[Exception] = getattr(import_module(module), attribute)
    return found
