"""Asks a reader of transparency logs that is not ours; runs in an environment of its own (scripts/foreign-verifier).

Usage: foreign_audit.py FOLDER VKEY [OLDER_CHECKPOINT]. Prints what it checked, or leaves with an error.
"""

import sys
from pathlib import Path

from tlog_scales import tiles  # type: ignore[import-not-found]
from tlog_scales.backend import LocalBackend  # type: ignore[import-not-found]
from tlog_scales.reader import TilesReader  # type: ignore[import-not-found]
from tlog_scales.signing import Vkey  # type: ignore[import-not-found]
from tlog_scales.tlog import Checkpoint  # type: ignore[import-not-found]


def main(folder: str, vkey: str, older: str = "") -> None:
    """Signature, root, every leaf's inclusion, and consistency with an older head."""
    reader, key = TilesReader(LocalBackend(Path(folder))), Vkey.from_string(vkey)
    head = reader.get_checkpoint()
    head.verify(key)
    assert reader.calculate_root_hash() == head.root_hash, "the tiles do not give the root"
    for index in range(head.size):
        leaf = tiles.leaf_hash(reader.get_entry(index))
        reader.get_inclusion_proof(index, head.size).check(leaf, head.root_hash)
    if older:
        before = Checkpoint.from_text(Path(older).read_text("utf-8"))
        before.verify(key)
        reader.get_consistency_proof(before.size, head.size).check(before.root_hash, head.root_hash)
    print(f"{head.origin} {head.size} {head.root_hash.hex()}")


if __name__ == "__main__":
    main(*sys.argv[1:])
