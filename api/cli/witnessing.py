"""Having heads signed along by witnesses outside the office: by the worker every few seconds, and by `audit seal`."""

from __future__ import annotations

import logging
from contextlib import closing
from threading import Event as Flag
from urllib.error import HTTPError
from urllib.request import Request, build_opener

import psycopg

from api.audit_places import AuditPlaces, audit_places, published_key
from api.cli.places import OpenOffice
from api.settings import Settings
from projections.transparency.folder import TileMissing
from projections.transparency.notes import BadNote
from projections.transparency.store import Store, log_id_of
from projections.transparency.tree import ProofFails
from projections.transparency.witness import Witness, Witnessing, WitnessRefuses, witness_of
from workflows.log import LogError, connect

LOG = logging.getLogger("bihuan.audit")
EVERY_S = 5.0
PATIENCE_S = 5.0
LONGEST = 64 * 1024
"""Bytes of an answer that are read."""
TROUBLE = (WitnessRefuses, BadNote, ProofFails, TileMissing, OSError)


def witnesses_of(settings: Settings) -> list[Witness]:
    """The witnesses that are set. Raises BadNote."""
    return [witness_of(text) for text in settings.audit_witnesses.split()]


def post(url: str, body: bytes) -> tuple[int, str]:
    """Send a body to a witness; what he answers, whatever the status. Raises OSError when nobody answers."""
    sent = Request(url, data=body, headers={"Content-Type": "text/plain; charset=utf-8"}, method="POST")  # noqa: S310 (witness_of takes http alone)
    try:
        with build_opener().open(sent, timeout=PATIENCE_S) as answer:
            return answer.status, answer.read(LONGEST).decode("utf-8", "replace")
    except HTTPError as error:
        with error:
            return error.code, error.read(LONGEST).decode("utf-8", "replace")


def ask_all(store: Store, places: AuditPlaces, witnesses: list[Witness]) -> dict[str, str]:
    """Ask every witness for the published head; what went wrong by the name of his key."""
    wrong = {}
    for witness in witnesses:
        try:
            Witnessing(store, places.published, published_key(places.published), post).ask(witness)
        except TROUBLE as error:
            wrong[witness.key.name] = str(error)
    return wrong


def keep_witnessed(office: OpenOffice, stop: Flag) -> None:
    """Have what is published signed along until told to stop; does nothing without witnesses."""
    said: dict[str, str] = {}
    witnesses = witnesses_of(office.settings)
    while witnesses and not stop.is_set():
        try:
            with closing(connect(office.dsn)) as connection:
                places = audit_places(office.settings, office.jurisdiction, log_id_of(connection))
                store = Store(connection, office.jurisdiction)
                while not stop.wait(EVERY_S):
                    wrong = ask_all(store, places, witnesses) if store.last() else {}
                    _tell({name: told for name, told in wrong.items() if said.get(name) != told})
                    said = wrong
        except (psycopg.Error, LogError) as error:
            LOG.warning("witnesses wait for the database: %s", error)
            stop.wait(EVERY_S)


def _tell(wrong: dict[str, str]) -> None:
    for name, told in wrong.items():
        LOG.error("not signed along by %s: %s", name, told)
