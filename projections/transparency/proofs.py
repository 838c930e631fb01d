"""C2SP tlog-proof: a file that shows, without a network, that a leaf stands under a signed head."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from dataclasses import dataclass

from projections.transparency.checkpoints import open_checkpoint
from projections.transparency.folder import Folder
from projections.transparency.merkle import leaf_hash
from projections.transparency.notes import BadNote, Verifier
from projections.transparency.tiles import WIDTH, TilePath, entries_of
from projections.transparency.tree import Tree, require_included

FIRST = "c2sp.org/tlog-proof@v1"


class NotSealed(Exception):
    """The leaf does not stand under the published head yet."""


@dataclass(frozen=True)
class Proof:
    """A leaf, where it stands, and what leads from it to the root; `extra` in the file is the leaf itself."""

    leaf: bytes
    index: int
    path: tuple[bytes, ...]
    checkpoint: str

    def __str__(self) -> str:
        lines = [FIRST, f"extra {_text(self.leaf)}", f"index {self.index}", *map(_text, self.path)]
        return "\n".join([*lines, "", self.checkpoint])


def prove(folder: Folder, verifier: Verifier, index: int) -> Proof:
    """The proof of a leaf out of the published files. Raises NotSealed, BadNote, TileMissing."""
    note = folder.note()
    size = open_checkpoint(note, verifier).size if note is not None else 0
    if note is None or not 0 <= index < size:
        raise NotSealed
    path = Tree(size, folder.hashes(size)).inclusion(index)
    number, at = divmod(index, WIDTH)
    width = min(WIDTH, size - number * WIDTH)
    leaf = entries_of(folder.read(TilePath(None, number, width)))[at]
    return Proof(leaf, index, tuple(path), note)


def parse_proof(text: str) -> Proof:
    """Read a proof that carries its leaf. Raises BadNote."""
    head, parted, note = text.partition("\n\n")
    lines = head.split("\n")
    try:
        if lines[0] != FIRST or not parted:
            raise ValueError
        leaf = b64decode(lines[1].removeprefix("extra "), validate=True)
        index = int(lines[2].removeprefix("index "))
        found = Proof(leaf, index, tuple(b64decode(line, validate=True) for line in lines[3:]), note)
    except (ValueError, IndexError, binascii.Error):
        raise BadNote("this is no proof of a transparency log") from None
    if str(found) != text:
        raise BadNote("this proof is not written as it must be")
    return found


def require_proven(proof: Proof, verifier: Verifier) -> None:
    """Raise BadNote unless the head is signed by that key, ProofFails unless the leaf stands under it."""
    head = open_checkpoint(proof.checkpoint, verifier)
    require_included(leaf_hash(proof.leaf), proof.index, head.size, proof.path, head.root)


def _text(data: bytes) -> str:
    return b64encode(data).decode("ascii")
