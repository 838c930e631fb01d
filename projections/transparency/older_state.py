"""Whether a database that lacks published facts is an earlier state of itself, as after an older backup was restored.

It is one when its last signed head lies on the way to the published one, the published files stand, and nothing else
was found. Somebody who deletes the end of everything leaves the same state, so it stays a failure.
"""

from __future__ import annotations

import json

from projections.transparency.findings import Missing, Report
from projections.transparency.folder import Folder
from projections.transparency.notes import Verifier
from projections.transparency.store import Store
from projections.transparency.tiles import CHECKPOINT, WIDTH, TilePath, entries_of
from projections.transparency.verifying import KEPT_ELSEWHERE
from projections.transparency.verifying_files import verify_files


def missing_of(
    store: Store, folder: Folder, verifier: Verifier, report: Report, *, against: str = ""
) -> Missing | None:
    """What such a database lacks at its end, going by the report on it; None when it is no earlier state."""
    if not report.findings or {one.place for one in report.findings} - {CHECKPOINT, KEPT_ELSEWHERE}:
        return None
    last = store.last()
    heads = {last.note if last else "", against}
    files = [verify_files(folder, verifier, against=head) for head in heads]
    if any(one.findings for one in files):
        return None
    published = files[0].size
    after = _as_published(store, folder, report.size, published)
    return Missing(after, published - after) if after < published else None


def _as_published(store: Store, folder: Folder, sealed: int, published: int) -> int:
    """The position up to which facts go on as published; those after the last seal lost their leaves, not their ids."""
    at = sealed
    while at < published:
        number = at // WIDTH
        tile = TilePath(None, number, min(WIDTH, published - number * WIDTH))
        entries = entries_of(folder.read(tile))[at - number * WIDTH :]
        rows = store.rows(at, len(entries))
        for entry, row in zip(entries, rows, strict=False):
            if (row.position, row.event_id) != (at + 1, json.loads(entry)["e"]):
                return at
            at += 1
        if len(rows) < len(entries):
            return at
    return at
