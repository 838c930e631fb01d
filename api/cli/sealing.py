"""The worker's sealing: every second, whatever is new; a refusal is said once and looked at again."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Event as Flag

import psycopg

from api.audit_places import audit_places, sealer_at
from api.cli.places import OpenOffice
from projections.transparency.key_file import KeyRefused
from projections.transparency.sealing import Sealer, SealRefused
from projections.transparency.store import Store, log_id_of
from workflows.log import LogError, connect

LOG = logging.getLogger("bihuan.audit")
EVERY_S = 1.0
AGAIN_S = 5.0
"""How long it waits after a refusal or for a database that is away."""


@contextmanager
def sealer(office: OpenOffice) -> Iterator[Sealer]:
    """The sealer of an office over a connection of its own. Raises KeyRefused, LogUnavailable."""
    with closing(connect(office.dsn)) as connection:
        places = audit_places(office.settings, office.jurisdiction, log_id_of(connection))
        yield sealer_at(places, Store(connection, office.jurisdiction))


def seal_once(office: OpenOffice) -> int:
    """Seal what is new. Raises SealRefused, KeyRefused."""
    with sealer(office) as opened:
        return opened.seal()


def keep_sealing(office: OpenOffice, stop: Flag) -> None:
    """Seal until told to stop. Whoever else seals takes turns with this one."""
    said = ""
    while not stop.is_set():
        try:
            with sealer(office) as opened:
                while not stop.is_set():
                    opened.seal()
                    said = ""
                    stop.wait(EVERY_S)
        except (SealRefused, KeyRefused, psycopg.Error, LogError, OSError) as error:
            if str(error) != said:
                LOG.error("not sealed: %s", error)
            said = str(error)
            stop.wait(AGAIN_S)
