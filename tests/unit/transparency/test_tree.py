"""The tree against RFC 6962 as it is written: hashes, edges, proofs of every small size and of random large ones."""

import random
from hashlib import sha256

import pytest

from projections.transparency.merkle import EMPTY, Edge, leaf_hash, node_hash, root_of
from projections.transparency.tree import ProofFails, Tree, require_consistent, require_included
from tests.support.tlog import levels_of, plain_root

SIZES = (1, 2, 3, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537)
SEED = 20_261_129
HASHES = [leaf_hash(n.to_bytes(4, "big")) for n in range(70_000)]
LEVELS = levels_of(HASHES)


def tree(size: int) -> Tree:
    """A tree over the first so many hashes."""

    def read(level: int, first: int, count: int) -> list[bytes]:
        found = LEVELS[level][first : first + count]
        assert len(found) == count
        assert (first + count) << 8 * level <= size
        return found

    return Tree(size, read)


def test_the_tree_without_leaves_has_the_root_of_nothing() -> None:
    assert EMPTY == sha256(b"").digest() == Edge().root == tree(0).root() == root_of([])


def test_leaves_and_nodes_are_hashed_apart() -> None:
    assert leaf_hash(b"") == bytes.fromhex("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")
    assert node_hash(HASHES[0], HASHES[1]) == sha256(b"\x01" + HASHES[0] + HASHES[1]).digest()


@pytest.mark.parametrize("size", [*SIZES, *random.Random(SEED).sample(range(1, 70_000), 5)])
def test_every_way_to_a_root_gives_the_same(size: int) -> None:
    edge = Edge()
    for hashed in HASHES[:size]:
        edge.add(hashed)

    assert edge.root == plain_root(HASHES[:size]) == tree(size).root()
    assert tree(size).edge().root == edge.root


def test_an_edge_goes_on_where_it_was_read() -> None:
    edge = tree(300).edge()
    grown = edge.copy()
    for hashed in HASHES[300:700]:
        grown.add(hashed)

    assert (edge.size, grown.root) == (300, tree(700).root())
    with pytest.raises(ValueError, match="2 roots"):
        Edge(3, [])


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 257, 700, 65_537])
def test_every_leaf_is_proven_and_no_other(size: int) -> None:
    whole, some = tree(size), random.Random(SEED)
    for index in {0, size - 1, *some.choices(range(size), k=20)}:
        path = whole.inclusion(index)
        require_included(HASHES[index], index, size, path, whole.root())
        for wrong in ([*path, EMPTY], path[:-1], [EMPTY, *path[1:]]):
            if wrong != path:
                with pytest.raises(ProofFails):
                    require_included(HASHES[index], index, size, wrong, whole.root())
        with pytest.raises(ProofFails):
            require_included(EMPTY, index, size, path, whole.root())


def test_no_tree_has_a_leaf_behind_its_end() -> None:
    with pytest.raises(ValueError, match="leaf 5"):
        tree(5).inclusion(5)
    with pytest.raises(ProofFails):
        require_included(HASHES[5], 5, 5, [], tree(5).root())


def test_every_small_tree_is_the_beginning_of_every_larger_one() -> None:
    for size in range(1, 40):
        for old in range(1, size + 1):
            proof = tree(size).consistency(old)
            require_consistent(old, tree(old).root(), size, tree(size).root(), proof)
            with pytest.raises(ProofFails):
                require_consistent(old, EMPTY, size, tree(size).root(), proof)
            with pytest.raises(ProofFails):
                require_consistent(old, tree(old).root(), size, tree(size).root(), [*proof, EMPTY])


@pytest.mark.parametrize(("old", "size"), [(255, 257), (256, 65_537), (300, 70_000), (65_536, 65_537)])
def test_large_trees_are_consistent_too(old: int, size: int) -> None:
    proof = tree(size).consistency(old)
    require_consistent(old, tree(old).root(), size, tree(size).root(), proof)
    with pytest.raises(ProofFails):
        require_consistent(old, tree(old).root(), size, tree(size).root(), proof[:-1])


@pytest.mark.parametrize("old", [0, 6])
def test_nothing_shows_that_a_longer_tree_or_none_is_the_beginning(old: int) -> None:
    with pytest.raises(ValueError, match="beginning"):
        tree(5).consistency(old)
    with pytest.raises(ProofFails):
        require_consistent(old, EMPTY, 5, tree(5).root(), [EMPTY])
