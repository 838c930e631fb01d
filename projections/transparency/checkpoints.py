"""C2SP tlog-checkpoint: which log, how many leaves, which root; signed as a note."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass

from projections.transparency.notes import BadNote, Signer, Verifier, open_note, sign_note
from projections.transparency.tiles import HASH_BYTES


@dataclass(frozen=True)
class Checkpoint:
    """The head of a log: `origin` names it, `root` is 32 bytes over `size` leaves."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode('ascii')}\n"


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> str:
    """The note of a checkpoint, always the same for the same one."""
    return sign_note(checkpoint.text, signer)


def open_checkpoint(note: str, verifier: Verifier) -> Checkpoint:
    """The checkpoint of a note that bears the log's own signature. Raises BadNote."""
    found = parse_checkpoint(open_note(note, verifier))
    if found.origin != verifier.name:
        raise BadNote(f"the checkpoint is of {found.origin}, the key of {verifier.name}")
    return found


def parse_checkpoint(text: str) -> Checkpoint:
    """Read the text of a checkpoint. Raises BadNote unless it is written in the one way there is."""
    lines = text.split("\n")
    try:
        found = Checkpoint(lines[0], int(lines[1]), b64decode(lines[2], validate=True))
    except (IndexError, ValueError):
        raise BadNote("a checkpoint is three lines: name, size and root") from None
    if found.text != text or len(found.root) != HASH_BYTES or found.size < 0:
        raise BadNote("a checkpoint is three lines: name, size and root")
    return found
