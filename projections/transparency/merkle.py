"""Hashes of RFC 6962, section 2.1, and the right edge of a growing tree. All hashes are 32 bytes of SHA-256."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()
"""The root of a tree without leaves."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


class Edge:
    """The right edge of a tree: all it takes to add leaves and to know the root.

    It holds the roots of the complete subtrees that the leaves fall into, the largest first: one for every bit that
    is set in the size.
    """

    def __init__(self, size: int = 0, roots: Iterable[bytes] = ()) -> None:
        self.size, self._roots = size, list(roots)
        if len(self._roots) != size.bit_count():
            raise ValueError(f"an edge of {size} leaves has {size.bit_count()} roots, not {len(self._roots)}")

    def add(self, hashed: bytes) -> None:
        """Add the hash of one more leaf."""
        full = self.size
        while full & 1:
            hashed, full = node_hash(self._roots.pop(), hashed), full >> 1
        self._roots.append(hashed)
        self.size += 1

    def add_complete(self, root: bytes, height: int) -> None:
        """Add 2^height leaves at once by their root; so many must be a divisor of the size. Raises ValueError."""
        if self.size & (1 << height) - 1:
            raise ValueError(f"a subtree of {1 << height} leaves cannot begin at {self.size}")
        full = self.size >> height
        while full & 1:
            root, full = node_hash(self._roots.pop(), root), full >> 1
        self._roots.append(root)
        self.size += 1 << height

    def copy(self) -> Edge:
        """The same edge, to go on from without changing this one."""
        return Edge(self.size, self._roots)

    @property
    def root(self) -> bytes:
        """The root of the tree as it is."""
        if not self._roots:
            return EMPTY
        found = self._roots[-1]
        for left in reversed(self._roots[:-1]):
            found = node_hash(left, found)
        return found


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over hashes of leaves, or of subtrees of one size."""
    if len(hashes) & (len(hashes) - 1) == 0 and hashes:  # complete: pair by pair, level by level
        level = list(hashes)
        while len(level) > 1:
            level = [node_hash(level[n], level[n + 1]) for n in range(0, len(level), 2)]
        return level[0]
    edge = Edge()
    for hashed in hashes:
        edge.add(hashed)
    return edge.root
