"""What `bihuan doctor` looks at for the record's sake: whether it is sealed, whether it is kept elsewhere too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg

from api.audit_places import audit_places
from api.cli.doctor_journal import journal_finding
from api.cli.finding import Finding
from api.settings import Settings
from projections.transparency.checkpoints import open_checkpoint
from projections.transparency.folder import KEY, Folder
from projections.transparency.notes import BadNote, verifier_of
from projections.transparency.store import UNSEALED, Store, log_id_of

SEALED_LATE_S = 30.0


def record_findings(
    settings: Settings, connection: psycopg.Connection[Any], jurisdiction: str
) -> Iterator[Finding]:
    """The transparency log, and the receiver of the journal."""
    yield _sealed(settings, connection, jurisdiction)
    if not settings.database_url:
        yield journal_finding(connection, "journal")


def _sealed(settings: Settings, connection: psycopg.Connection[Any], jurisdiction: str) -> Finding:
    places = audit_places(settings, jurisdiction, log_id_of(connection))
    store = Store(connection, jurisdiction)
    size, published = store.extent()[1], _published(places.published)
    if published > size:
        seen = f"the database seals {size} facts, {published} were published in {places.folder}"
        return Finding("sealing", False, seen, "restore a newer backup; nothing is signed until then")
    if size and not places.key.exists():
        return Finding("sealing", False, f"{places.key} is missing", "put the backup of the signing key back")
    row = connection.execute(UNSEALED.replace("%b", "%s"), [jurisdiction, jurisdiction]).fetchone()
    waited_s = float(row[1]) if row else 0.0
    seen = f"{size} facts under the last checkpoint"
    if waited_s > SEALED_LATE_S:
        return Finding(
            "sealing", False, f"{seen}, the next waits for {waited_s:.0f} s", "run `bihuan worker`"
        )
    return Finding("sealing", True, seen)


def _published(folder: Folder) -> int:
    """The size of the published log; 0 while nothing that stands was published."""
    note, key = folder.note(), folder.text(KEY)
    try:
        return open_checkpoint(note, verifier_of(key.strip())).size if note and key else 0
    except BadNote:
        return 0
