"""Asks a second reader of transparency logs that is not ours either; it wants Python 3.12 (scripts/foreign-verifier).

Usage: second_foreign_audit.py FOLDER VKEY [OLDER_CHECKPOINT]. Prints what it checked, or leaves with an error.
"""

import sys
from pathlib import Path

import aics_tlog as tlog  # type: ignore[import-not-found]

WHOLE = 4_096
"""Up to so many leaves each one is looked at."""


def main(folder: str, vkey: str, older: str = "") -> None:
    """Signature, root of all tiles, the inclusion of leaves, and consistency with an older head."""
    reader, key = tlog.FileSystemTileReader(folder), tlog.parse_vkey(vkey)
    head = _opened((Path(folder) / "checkpoint").read_text("utf-8"), key)
    size = head.size
    if tlog.tree_root_from_tiles(reader, size) != head.root:
        sys.exit("the tiles do not give the root")
    for index in _looked_at(size):
        leaf = tlog.read_entry(reader, index, size)
        proof = tlog.inclusion_proof_from_tiles(reader, index, size)
        if not tlog.verify_leaf_inclusion(leaf, index, size, proof, head.root):
            sys.exit(f"InclusionProofInvalid: {index}")
    if older:
        before = _opened(Path(older).read_text("utf-8"), key)
        path = tlog.consistency_proof_from_tiles(reader, before.size, size)
        if not tlog.verify_consistency(before.size, size, before.root, head.root, path):
            sys.exit(f"ConsistencyProofInvalid: {before.size}")
    print(f"{head.origin} {size} {head.root.hex()}")


def _looked_at(size: int) -> list[int]:
    """Every leaf of a small log; of a large one every 16th and both ends: each proof is made from the tiles anew."""
    if size <= WHOLE:
        return list(range(size))
    return sorted({*range(0, size, 16), *range(300), *range(size - 300, size)})


def _opened(text: str, key: object) -> "tlog.CheckpointVerifyResult":
    found = tlog.verify_checkpoint(tlog.parse_note(text), key)
    if not found.ok:
        sys.exit(f"InvalidSignature: {found.error}")
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
