"""Verification against the database: every fact, leaf, head and file computed anew, and what was changed named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from projections.transparency.file_checks import FileChecks
from projections.transparency.findings import Finding, Findings, Report
from projections.transparency.folder import KEY, Folder
from projections.transparency.heads import Heads
from projections.transparency.leaf import Row, changed_columns, leaf_of
from projections.transparency.merkle import Edge, leaf_hash, root_of
from projections.transparency.notes import Verifier
from projections.transparency.pairs import belongs
from projections.transparency.store import Head, SealedLeaf, Store, Stretch
from projections.transparency.tiles import CHECKPOINT, HEIGHT, WIDTH

Tell = Callable[[int, int], None]
"""So many of so many facts."""
KEPT_ELSEWHERE = "checkpoint kept elsewhere"
FAR = 100_000
"""Places looked at beyond what there is, so that what was taken away at the end is named place by place."""
LONGEST_LEAF = 65_535
"""Bytes that a bundle can tell the length of."""
NO_LEAF = b"\x00"
"""Stands for a leaf that is not there; no leaf is like it."""


def verify_database(
    store: Store,
    folder: Folder,
    verifier: Verifier,
    *,
    against: str = "",
    tell: Tell = lambda _done, _all: None,
) -> Report:
    """Compare facts, leaves, heads and files. `against` is the note of a head that somebody kept elsewhere."""
    return _Verification(store, folder, verifier).run(against, tell)


class _Verification:
    def __init__(self, store: Store, folder: Folder, verifier: Verifier) -> None:
        self._store, self._folder, self._verifier = store, folder, verifier
        self._findings = Findings()
        self._heads = Heads(verifier, self._findings)
        self._edge = Edge()

    def run(self, against: str, tell: Tell) -> Report:
        if odd := self._store.oddities():
            told = tuple(Finding("database", one) for one in odd)
            return Report(origin=self._verifier.name, size=0, findings=told)
        published = self._published(against)  # before the database, which is never behind its files
        count, size = self._store.extent()
        if count != size:
            self._findings.add("database", f"its last checkpoint counts {size} facts, it has {count} leaves")
        checks = FileChecks(self._folder, published, self._findings)
        end = self._end(max(size, count))
        for stretch in self._store.stretches(end):
            self._check(stretch, checks)
            tell(stretch.stop, end)
        self._heads.unreached(end, "the database seals")
        checks.finish(leaves_stand=self._heads.good is not False)
        checks.foreign(lambda: max(published, self._store.count()))
        head = self._behind(end)
        return Report(
            origin=self._verifier.name,
            size=size,
            head=head,
            root=self._edge.root,
            findings=self._findings.all(),
        )

    def _behind(self, end: int) -> int:
        """Look at what is not sealed yet; the last position."""
        facts, places, head = self._store.tail(end)
        if head - end != places:
            self._findings.add("database", f"the facts after position {end} have holes")
        if facts != places:
            self._findings.add("database", f"of the facts after position {end} some are at one place")
        return head

    def _end(self, told: int) -> int:
        """Where to stop. Whoever writes a number of which there is nothing does not have it counted up to."""
        rows, leaves, nowhere = self._store.amounts()
        if nowhere:
            self._findings.add("database", f"{nowhere} facts are at no place of the log")
        return min(told, max(rows, leaves) + FAR)

    def _published(self, against: str) -> int:
        """Open the heads outside the database; the size of the published one, 0 while there is none that stands."""
        if against:
            self._heads.open(KEPT_ELSEWHERE, against)
        if self._folder.text(KEY) not in (None, f"{self._verifier}\n"):
            self._findings.add(KEY, "not the key this log is signed with")
        note = self._folder.note()
        if note is None:
            if self._store.last() is not None:
                self._findings.add(CHECKPOINT, "missing")
            return 0
        found = self._heads.open(CHECKPOINT, note)
        return found.size if found else 0

    def _check(self, stretch: Stretch, checks: FileChecks) -> None:
        """Compare leaves with rows, then, group by group, the tree with its heads and the files."""
        leaves = self._leaves(stretch)
        heads = {head.size: head for head in stretch.heads}
        for first in range(0, len(leaves), WIDTH):
            group = leaves[first : first + WIDTH]
            hashes = list(map(leaf_hash, group))
            root = root_of(hashes)
            self._grow(hashes, root, heads)
            checks.group(group, hashes, root)

    def _grow(self, hashes: list[bytes], root: bytes, heads: dict[int, Head]) -> None:
        """Add a group to the tree: as one subtree, unless a head counts some of it and not all."""
        first, last = self._edge.size + 1, self._edge.size + len(hashes)
        within = any(first <= size < last for size in heads) or self._heads.wanted_before(first, last)
        if len(hashes) == WIDTH and not within:
            self._edge.add_complete(root, HEIGHT)
            self._compare_heads(heads.get(last))
            return
        for size, hashed in enumerate(hashes, first):
            self._edge.add(hashed)
            self._compare_heads(heads.get(size))

    def _leaves(self, stretch: Stretch) -> list[bytes]:
        """Leaves as they are kept, each compared with its row."""
        start, stop, _, pairs = stretch
        if [pair[0] for pair in pairs] == list(range(start + 1, stop + 1)) and all(map(belongs, pairs)):
            return [pair[3] for pair in pairs]
        return self._one_by_one(start, stop)

    def _one_by_one(self, start: int, stop: int) -> list[bytes]:
        """The same, naming what differs."""
        rows, kept = self._store.rows_between(start, stop), self._store.sealed(start, stop)
        self._tell_shared((row.position for row in rows), "facts")
        self._tell_shared((leaf.leaf_index + 1 for leaf in kept), "leaves")
        by_position = {row.position: row for row in rows}
        by_index = {leaf.leaf_index: leaf for leaf in kept}
        return [
            self._compared(index + 1, by_position.get(index + 1), by_index.get(index))
            for index in range(start, stop)
        ]

    def _tell_shared(self, positions: Iterable[int], what: str) -> None:
        for position, times in Counter(positions).items():
            if times > 1:
                self._findings.at(position, f"there are {times} {what} here")

    def _compared(self, position: int, row: Row | None, kept: SealedLeaf | None) -> bytes:
        if row is None:
            self._findings.at(position, "the fact is missing")
        if kept is None:
            self._findings.at(position, "the leaf is missing")
            return NO_LEAF
        if row is not None:
            expected = leaf_of(self._store.jurisdiction, row, kept.salt)
            if expected != kept.leaf:
                for column in changed_columns(kept.leaf, expected):
                    self._findings.at(position, column)
            elif kept.event_id != row.event_id:
                self._findings.at(position, "event_id of the leaf")
        return kept.leaf if len(kept.leaf) <= LONGEST_LEAF else NO_LEAF

    def _compare_heads(self, head: Head | None) -> None:
        size = self._edge.size
        if head is not None:
            place = f"checkpoint row {size}"
            found = self._heads.open(place, head.note)
            if found is not None and (found.size, found.root) != (size, head.root):
                self._findings.add(place, "its note is of another head")
        if self._heads.wanted(size):
            self._heads.compare(size, self._edge.root)
