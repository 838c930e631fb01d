"""Witnesses: somebody outside the office who signs along only what goes on from what he saw before (C2SP tlog-witness).

He is sent a head with the proof that the last one he signed is its beginning; his line of signature goes under the
published head. Who set back database, files and key together would need him, too.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass

from projections.transparency import signing
from projections.transparency.checkpoints import Checkpoint, open_checkpoint
from projections.transparency.folder import Folder
from projections.transparency.notes import COSIGNATURE, ID_BYTES, BadNote, Verifier, signature_of, verifier_of
from projections.transparency.store import Store
from projections.transparency.tiles import CHECKPOINT
from projections.transparency.tree import Tree

PATH = "/add-checkpoint"
CONFLICT, OK = 409, 200
_TIME = slice(ID_BYTES, ID_BYTES + 8)
Post = Callable[[str, bytes], tuple[int, str]]
"""Sends a body to an address; status and text of the answer. Raises OSError when nobody answers."""


class WitnessRefuses(Exception):
    """A witness did not sign along; the message says what he answered."""


@dataclass(frozen=True)
class Witness:
    """A witness: his key, and where he takes heads."""

    key: Verifier
    url: str


def witness_of(text: str) -> Witness:
    """Read `NAME+ID+KEY@http…`. Raises BadNote."""
    key, parted, url = text.partition("@http")
    if not parted:
        raise BadNote("a witness is his public key, @, and an address with http")
    return Witness(verifier_of(key, COSIGNATURE), f"http{url}".rstrip("/"))


def cosigned(text: str, line: str, key: Verifier) -> bool:
    """Whether a line is that witness's cosignature/v1 of the text of a checkpoint. Raises BadNote for a torn one."""
    name, payload = signature_of(line)
    if name != key.name or payload[:ID_BYTES] != key.id:
        return False
    message = f"cosignature/v1\ntime {int.from_bytes(payload[_TIME], 'big')}\n{text}"
    return signing.holds(key.public, payload[_TIME.stop :], message.encode())


def request(old: int, proof: list[bytes], note: str) -> bytes:
    """What a witness is sent."""
    lines = [f"old {old}", *(b64encode(hashed).decode("ascii") for hashed in proof)]
    return "\n".join([*lines, "", note]).encode()


class Witnessing:
    """Has the published head signed along by witnesses."""

    def __init__(self, store: Store, folder: Folder, verifier: Verifier, post: Post) -> None:
        self._store, self._folder, self._verifier, self._post = store, folder, verifier, post

    def ask(self, witness: Witness) -> bool:
        """Have the published head signed; False when it is already. Raises WitnessRefuses, BadNote, OSError."""
        note = self._folder.note()
        head = self._store.last()
        if note is None or head is None:
            return False
        published = open_checkpoint(note, self._verifier)
        old = self._store.cosigned(witness.key.name)
        if published.size != head.size or old >= head.size:
            return False
        line = self._line(witness, published, head.note, old)
        self._store.cosign(head.size, witness.key.name, line)
        self._publish(head.size, head.note)
        return True

    def _line(self, witness: Witness, head: Checkpoint, note: str, old: int) -> str:
        """His line for a head; when he saw more or less than is known here, he is asked again from there."""
        status, said = self._sent(witness, head, note, old)
        if status == CONFLICT and said.strip().isdecimal() and int(said) <= head.size:
            status, said = self._sent(witness, head, note, int(said))
        lines = [line for line in said.split("\n") if line]
        if status != OK:
            told = " ".join(said.split())[:200]
            raise WitnessRefuses(
                f"the witness {witness.key.name} does not sign {head.size} facts: {status} {told}"
            )
        for line in lines:
            if cosigned(head.text, line, witness.key):
                return line
        raise WitnessRefuses(f"the witness {witness.key.name} answered without a signature that holds")

    def _sent(self, witness: Witness, head: Checkpoint, note: str, old: int) -> tuple[int, str]:
        tree = Tree(head.size, self._folder.hashes(head.size))
        proof = tree.consistency(old) if old else []
        return self._post(f"{witness.url}{PATH}", request(old, proof, note))

    def _publish(self, size: int, note: str) -> None:
        """The head with every line there is, unless a newer one was published meanwhile."""
        with self._store.turn():
            now = self._folder.note()
            if now is not None and open_checkpoint(now, self._verifier).size == size:
                lines = "".join(f"{line}\n" for line in self._store.cosignatures(size))
                self._folder.replace(CHECKPOINT, f"{note}{lines}".encode())
