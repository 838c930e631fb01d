"""Sealing: leaves for new facts, a signed head over all, and the files, in an order in which any step may be the last.

Nothing is signed that does not go on from what was signed and published before. Whoever finds that it does not
stops and says so: a log that was forked by its own office proves nothing any more.
"""

from __future__ import annotations

from collections.abc import Callable

from projections.transparency.checkpoints import Checkpoint, open_checkpoint, sign_checkpoint
from projections.transparency.folder import KEY, Folder, Step, TileConflict, TileMissing, unnoticed
from projections.transparency.leaf import Row, leaf_of
from projections.transparency.merkle import EMPTY, Edge, leaf_hash
from projections.transparency.notes import BadNote, Signer
from projections.transparency.publishing import publish
from projections.transparency.store import Store
from projections.transparency.tree import Tree

BATCH = 10_000
"""Facts under one head at most."""


class SealRefused(Exception):
    """Nothing is signed: what is there does not go on from what was signed before. The message says what to do."""


BACKWARDS = (
    "The database is older than what was published: it seals {size} facts, {path} counts {published}. "
    "Restore a newer backup; nothing is signed until then."
)
FORKED = (
    "The leaves in the database are not those that were published at {size} in {path}: "
    "`bihuan audit verify` names what was changed; nothing is signed until then."
)
UNSIGNED = (
    "{what} does not stand ({error}): put back the signing key it was made by, or the file; "
    "`bihuan audit verify` names what was changed."
)
INCONSISTENT = (
    "The leaves in the database do not give the root of its last checkpoint ({size}): "
    "`bihuan audit verify` names what was changed."
)
GAP = "The log has a hole at position {position}: compare it with the backup; nothing is signed until then."


class Sealer:
    """Seals one log. `new_salt` gives 32 random bytes; `step` is told what comes next."""

    def __init__(
        self,
        store: Store,
        folder: Folder,
        signer: Signer,
        new_salt: Callable[[], bytes],
        step: Step = unnoticed,
        batch: int = BATCH,
    ) -> None:
        self._store, self._folder, self._signer = store, folder, signer
        self._new_salt, self._step, self._batch = new_salt, step, batch
        self._verifier = signer.verifier
        self._edge: Edge | None = None

    def seal(self) -> int:
        """Seal what is new and return the size of the log. Raises SealRefused; what was begun before is finished."""
        with self._store.turn():
            edge, self._edge = self._resumed(), None
            while rows := self._store.rows(edge.size, self._batch):
                edge = self._sealed(edge, rows)
                if len(rows) < self._batch:
                    break  # what came meanwhile is for the next head, or there would be one for every few facts
            self._edge = edge
            return edge.size

    def _resumed(self) -> Edge:
        """The edge to go on from, proven to go on from the last head of the database and from the published one."""
        published, last = self._published(), self._last()
        if published.size > last.size:
            path = self._folder.path
            raise SealRefused(BACKWARDS.format(size=last.size, path=path, published=published.size))
        edge = self._known(last) or self._proven(published, last)
        if edge.root != last.root:
            raise SealRefused(INCONSISTENT.format(size=last.size))
        if published.size == last.size and published.root != last.root:
            raise SealRefused(FORKED.format(size=published.size, path=self._folder.path))
        if published.size < last.size:
            self._publish(published.size, last.size, self._note)
        return edge

    def _known(self, last: Checkpoint) -> Edge | None:
        return self._edge if self._edge and self._edge.size == last.size else None

    def _proven(self, published: Checkpoint, last: Checkpoint) -> Edge:
        """The edge of the last head, out of the published tiles where that leads to it, else out of the leaves."""
        edge = self._grown(self._of_tiles(published), published, last.size)
        return edge if edge.root == last.root else self._grown(Edge(), published, last.size)

    def _grown(self, edge: Edge, published: Checkpoint, size: int) -> Edge:
        for leaf in self._store.leaves(edge.size, size):
            edge.add(leaf_hash(leaf))
            if edge.size == published.size and edge.root != published.root:
                raise SealRefused(FORKED.format(size=published.size, path=self._folder.path))
        return edge

    def _of_tiles(self, published: Checkpoint) -> Edge:
        try:
            edge = Tree(published.size, self._folder.hashes(published.size)).edge()
        except TileMissing:
            return Edge()
        return edge if edge.root == published.root else Edge()

    def _published(self) -> Checkpoint:
        note = self._folder.note()
        return self._opened(note, f"The checkpoint in {self._folder.path}")

    def _last(self) -> Checkpoint:
        head = self._store.last()
        self._note = head.note if head else ""
        found = self._opened(head.note if head else None, "The last checkpoint of the database")
        if head and (head.size, head.root) != (found.size, found.root):
            raise SealRefused(INCONSISTENT.format(size=head.size))
        return found

    def _opened(self, note: str | None, what: str) -> Checkpoint:
        if note is None:
            return Checkpoint(self._verifier.name, 0, EMPTY)
        try:
            return open_checkpoint(note, self._verifier)
        except BadNote as error:
            raise SealRefused(UNSIGNED.format(what=what, error=error)) from None

    def _sealed(self, edge: Edge, rows: list[Row]) -> Edge:
        """Leaves and head in one transaction, then the files."""
        for expected, row in enumerate(rows, edge.size + 1):
            if row.position != expected:
                raise SealRefused(GAP.format(position=expected))
        salts = [self._new_salt() for _ in rows]
        leaves = [leaf_of(self._store.jurisdiction, row, salt) for row, salt in zip(rows, salts, strict=True)]
        grown = edge.copy()
        for leaf in leaves:
            grown.add(leaf_hash(leaf))
        note = sign_checkpoint(Checkpoint(self._verifier.name, grown.size, grown.root), self._signer)
        self._step("store")
        self._store.seal(edge.size, rows, salts, leaves, grown.root, note)
        self._step("stored")
        self._publish(edge.size, grown.size, note)
        return grown

    def _publish(self, old: int, size: int, note: str) -> None:
        try:
            self._folder.keep(KEY, f"{self._verifier}\n".encode())
            try:
                publish(self._folder, self._store.leaves, old, size, note)
            except TileMissing:  # what is missing follows from the leaves
                publish(self._folder, self._store.leaves, 0, size, note)
        except TileConflict as conflict:
            raise SealRefused(
                f"{self._folder.path}: {conflict}; `bihuan audit verify` names what was changed."
            ) from None
