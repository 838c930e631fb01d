"""Take a base of a running server, and check that it is whole."""

from __future__ import annotations

import shutil
from datetime import datetime

from api.backups.copies import Base, Copies
from api.backups.programs import program, run, system_of
from api.postgres import Lease


def take(lease: Lease, copies: Copies, at: datetime) -> Base:
    """Copy the server as it is, with the journal of meanwhile, and verify every file by its manifest.

    Nobody has to wait: the server goes on. Raises BackupRefused; nothing half made is left under a name.
    """
    copies.require_own(system_of(lease))
    copies.own()
    unfinished = copies.begin(at)
    try:
        run(
            [
                program(lease.programs, "pg_basebackup"),
                f"--dbname={lease.admin_dsn}",
                f"--pgdata={unfinished}",
                "--wal-method=stream",
                "--checkpoint=fast",
                "--manifest-checksums=SHA256",
                "--no-password",
            ],
            "The base cannot be taken",
        )
        run(
            [program(lease.programs, "pg_verifybackup"), "--quiet", str(unfinished)],
            "The base that was taken is not whole",
        )
        return copies.finish(unfinished)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
