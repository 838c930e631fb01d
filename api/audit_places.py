"""Where the transparency log of an office lies: its name, the folder it is published in, the file of its key.

All three are told by the identity of the database's log, so that a demo and an office of one data directory, or two
databases one after the other, never write into each other's log; a restored database keeps its own.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from api.settings import Settings
from projections.ports import Connection
from projections.transparency.folder import KEY, Folder
from projections.transparency.key_file import KeyRefused, make_key, read_key
from projections.transparency.leaf import SALT_BYTES
from projections.transparency.notes import BadNote, Signer, Verifier, verifier_of
from projections.transparency.sealing import Sealer
from projections.transparency.signing import KEY_BYTES
from projections.transparency.store import Store, log_id_of

NAMED = 8
"""Characters of the log's identity that stand in names."""


@dataclass(frozen=True)
class AuditPlaces:
    """The name that every head is signed under, the folder, the key's file, and that of what was erased."""

    origin: str
    folder: Path
    key: Path
    erased: Path

    @property
    def published(self) -> Folder:
        """The files."""
        return Folder(self.folder)


def audit_places(settings: Settings, jurisdiction: str, log_id: str) -> AuditPlaces:
    """Where the log of a database lies."""
    named = f"{jurisdiction}-{log_id[:NAMED]}"
    home = settings.home / "audit"
    return AuditPlaces(
        origin=f"bihuan.local/{jurisdiction}/{log_id[:NAMED]}",
        folder=home / named,
        key=settings.signing_key_file or home / f"{named}.key",
        erased=home / f"{named}.erased",
    )


def signer_at(places: AuditPlaces, *, first: bool) -> Signer:
    """The key that signs; a new one only for a log that nothing was signed of. Raises KeyRefused."""
    found = read_key(places.key, places.origin)
    if found is not None:
        return found
    if not first:
        raise KeyRefused(
            f"{places.key}: the signing key of {places.origin} is missing; put its backup back. "
            "No other key may sign this log."
        )
    return make_key(places.key, places.origin, lambda: secrets.token_bytes(KEY_BYTES))


def key_for_the_first_time(settings: Settings, jurisdiction: str, connection: Connection) -> AuditPlaces:
    """Where the log of a database lies; its key is made when nothing was signed yet. Raises KeyRefused."""
    places = audit_places(settings, jurisdiction, log_id_of(connection))
    signer_at(places, first=_unsigned(places, Store(connection, jurisdiction)))
    return places


def sealer_at(places: AuditPlaces, store: Store) -> Sealer:
    """The sealer of a log, with its key. Raises KeyRefused."""
    signer = signer_at(places, first=_unsigned(places, store))
    return Sealer(store, places.published, signer, lambda: secrets.token_bytes(SALT_BYTES))


def _unsigned(places: AuditPlaces, store: Store) -> bool:
    return store.last() is None and places.published.note() is None


def published_key(folder: Folder) -> Verifier:
    """The public key that lies with a log. Raises BadNote."""
    text = folder.text(KEY)
    if text is None:
        raise BadNote(f"{folder.path / KEY}: there is no public key; nothing was sealed into this folder yet")
    return verifier_of(text)


def trusted_key(places: AuditPlaces, named: str) -> Verifier:
    """The key to check by: the one that is named, else that of the key's file, else the published one.

    Raises BadNote, KeyRefused.
    """
    if named:
        return verifier_of(named)
    signer = read_key(places.key, places.origin)
    return signer.verifier if signer else published_key(places.published)
