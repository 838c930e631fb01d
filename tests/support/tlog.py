"""A transparency log computed the plain way, from the definitions, to hold the quick way to it."""

from collections.abc import Sequence

from projections.transparency.merkle import EMPTY, node_hash


def plain_root(hashes: Sequence[bytes]) -> bytes:
    """RFC 6962, section 2.1, word by word."""
    if not hashes:
        return EMPTY
    if len(hashes) == 1:
        return hashes[0]
    middle = 1
    while middle * 2 < len(hashes):
        middle *= 2
    return node_hash(plain_root(hashes[:middle]), plain_root(hashes[middle:]))


def levels_of(hashes: Sequence[bytes]) -> list[list[bytes]]:
    """Hashes of every level of tiles: the leaves', then the roots of full tiles below."""
    levels = [list(hashes)]
    while levels[-1]:
        below = levels[-1]
        levels.append([plain_root(below[at : at + 256]) for at in range(0, len(below) // 256 * 256, 256)])
    return levels
