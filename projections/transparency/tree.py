"""Nodes, roots and proofs of a tree whose hashes lie in tiles (RFC 6962, 2.1.1 and 2.1.2), and their checks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from projections.transparency.merkle import Edge, node_hash, root_of
from projections.transparency.tiles import HEIGHT

Read = Callable[[int, int, int], Sequence[bytes]]
"""Hashes of a level of tiles: level, first, how many. Raises what its place raises when they are not there."""


class ProofFails(Exception):
    """A proof does not lead from what it begins with to the root it is for."""


class Tree:
    """A tree of a size, over hashes that are read where they lie."""

    def __init__(self, size: int, read: Read) -> None:
        self.size, self._read = size, read

    def node(self, height: int, index: int) -> bytes:
        """The root of the complete subtree of 2^height leaves, the index-th of its kind."""
        level, within = divmod(height, HEIGHT)
        return root_of(self._read(level, index << within, 1 << within))

    def edge(self) -> Edge:
        """The right edge of the whole tree."""
        return Edge(self.size, self._roots(0, self.size))

    def root(self) -> bytes:
        """The root of the whole tree."""
        return self.edge().root

    def inclusion(self, index: int) -> list[bytes]:
        """The proof that the leaf is in the tree, from its sibling up. Raises ValueError for a leaf that is not."""
        if not 0 <= index < self.size:
            raise ValueError(f"leaf {index} is not in a tree of {self.size}")
        return self._path(index, 0, self.size)

    def consistency(self, old: int) -> list[bytes]:
        """The proof that the tree of size `old` is the beginning of this one. Raises ValueError unless it may be."""
        if not 0 < old <= self.size:
            raise ValueError(f"a tree of {old} is not the beginning of one of {self.size}")
        return [] if old == self.size else self._subproof(old, 0, self.size, whole=True)

    def _roots(self, start: int, end: int) -> list[bytes]:
        """Roots of the complete subtrees of the leaves from start, which lies on a border of them, to end."""
        found = []
        while start < end:
            height = (end - start).bit_length() - 1
            found.append(self.node(height, start >> height))
            start += 1 << height
        return found

    def _range(self, start: int, end: int) -> bytes:
        return Edge(end - start, self._roots(start, end)).root

    def _path(self, index: int, start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        middle = start + _split(end - start)
        if index < middle:
            return [*self._path(index, start, middle), self._range(middle, end)]
        return [*self._path(index, middle, end), self._range(start, middle)]

    def _subproof(self, old: int, start: int, end: int, *, whole: bool) -> list[bytes]:
        if old == end:
            return [] if whole else [self._range(start, end)]
        middle = start + _split(end - start)
        if old <= middle:
            return [*self._subproof(old, start, middle, whole=whole), self._range(middle, end)]
        return [*self._subproof(old, middle, end, whole=False), self._range(start, middle)]


def _split(size: int) -> int:
    """The largest power of two below a size."""
    return 1 << ((size - 1).bit_length() - 1)


def require_included(hashed: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Raise ProofFails unless the proof leads from the leaf's hash to the root."""
    if not 0 <= index < size:
        raise ProofFails(f"leaf {index} is not in a tree of {size}")
    at, last, found = index, size - 1, hashed
    rest = list(proof)
    while last:
        if at & 1 or at < last:
            if not rest:
                raise ProofFails("the proof is too short")
            beside = rest.pop(0)
            found = node_hash(beside, found) if at & 1 else node_hash(found, beside)
        at, last = at >> 1, last >> 1
    if rest or found != root:
        raise ProofFails("the proof does not lead to the root")


def require_consistent(old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> None:
    """Raise ProofFails unless the proof shows that the old tree is the beginning of the new one."""
    if not 0 < old <= size:
        raise ProofFails(f"a tree of {old} is not the beginning of one of {size}")
    rest = list(proof)
    before, now = _followed(old, size, old_root, rest, whole=True)
    if rest or before != old_root or now != root:
        raise ProofFails("the proof does not lead from the old root to the new one")


def _followed(old: int, size: int, old_root: bytes, rest: list[bytes], *, whole: bool) -> tuple[bytes, bytes]:
    """Roots of the old and the new tree, as the proof was made: what stands beside comes last."""
    if old == size and whole:
        return old_root, old_root
    if not rest:
        raise ProofFails("the proof is too short")
    beside = rest.pop()
    if old == size:
        return beside, beside
    middle = _split(size)
    if old <= middle:
        before, now = _followed(old, middle, old_root, rest, whole=whole)
        return before, node_hash(now, beside)
    before, now = _followed(old - middle, size - middle, old_root, rest, whole=False)
    return node_hash(beside, before), node_hash(beside, now)
