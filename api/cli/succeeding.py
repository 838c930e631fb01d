"""`bihuan audit succeed`: ends a transparency log that cannot go on, and begins another that says so.

After a restore from which published facts are missing for good nothing more is signed: whoever signed would fork his
own log. What was published stays where it is, as the evidence of what there was; the log that begins has a name and a
key of its own, and its first file tells which one it goes on from, up to where, and why.
"""

from __future__ import annotations

from contextlib import closing

import psycopg

from api.audit_places import AuditPlaces, audit_places, published_key, sealer_at, signer_at
from api.cli.console import Stop, out, say
from api.cli.failures import FAILED
from api.cli.places import open_office
from projections.transparency.checkpoints import Checkpoint, open_checkpoint
from projections.transparency.notes import sign_note
from projections.transparency.store import Store, log_id_of
from workflows.log import connect

PREDECESSOR = "predecessor"
"""The file of a log that goes on from another one."""
_TOLD = "bihuan/succession/v1\n{new}\n{old}\n{size}\n{kept}\n{reason}\n"
_END = "SELECT bihuan.audit_end(%s, %s, %s)"


def run_succeed(reason: str) -> None:
    """End the log of this database, begin another, seal what there is."""
    told = " ".join(reason.split())
    if not told:
        raise Stop("Say why with --reason: it is signed and published with the log that begins.", 2)
    with open_office(quiet=True) as office, closing(connect(office.dsn)) as connection:
        store = Store(connection, office.jurisdiction)
        old = audit_places(office.settings, office.jurisdiction, log_id_of(connection))
        published, kept = _published(old), store.count()
        if published.size <= kept:
            raise Stop(
                f"{old.origin} can go on: {published.size} facts are published and the database seals {kept}. "
                "`bihuan audit seal` seals; a log is ended only when published facts are lost.",
                FAILED,
            )
        with psycopg.connect(office.dsn) as owner:  # the application's role may not end a log
            owner.execute(_END, [office.jurisdiction, old.published.note(), told])
        new = audit_places(office.settings, office.jurisdiction, log_id_of(connection))
        _tell_predecessor(new, old, published, kept, told)
        size = sealer_at(new, store).seal()
    out(f"{old.origin} ended at {published.size} facts, {published.size - kept} of them are lost.")
    out(f"{new.origin} begins: {size} facts are sealed, in {new.folder}.")
    out(f"Public key, to be handed out by another way: {published_key(new.published)}")
    say(f"Keep {old.folder}: it proves what is missing. Start `bihuan serve` and `bihuan worker` anew.")


def _published(places: AuditPlaces) -> Checkpoint:
    note = places.published.note()
    if note is None:
        raise Stop(f"Nothing was published in {places.folder}: `bihuan audit seal` seals.", FAILED)
    return open_checkpoint(note, published_key(places.published))


def _tell_predecessor(
    new: AuditPlaces, old: AuditPlaces, published: Checkpoint, kept: int, reason: str
) -> None:
    """A note signed by the key of the log that begins, before its first head."""
    text = _TOLD.format(new=new.origin, old=old.origin, size=published.size, kept=kept, reason=reason)
    new.published.keep(PREDECESSOR, sign_note(text, signer_at(new, first=True)).encode())
