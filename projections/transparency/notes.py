"""C2SP signed-note: a text with lines of signatures under it, and the keys they are checked by, as text."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256

from projections.transparency import signing

ED25519, COSIGNATURE = b"\x01", b"\x04"
"""What a key is for: to sign notes, or to sign along with a log (tlog-cosignature)."""
DASH = "\u2014 "
PRIVATE = "PRIVATE+KEY"
ID_BYTES = 4


class BadNote(Exception):
    """A note or key that is not written as it must be, or not signed by whom it must be; the message says which."""


@dataclass(frozen=True)
class Verifier:
    """A public key with its name."""

    name: str
    public: bytes
    kind: bytes = ED25519

    @property
    def id(self) -> bytes:
        """Four bytes by which a line of signature names its key."""
        return sha256(self.name.encode() + b"\n" + self.kind + self.public).digest()[:ID_BYTES]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{_text(self.kind + self.public)}"


@dataclass(frozen=True)
class Signer:
    """A private key with its name. Its text is kept in a file and shown to nobody."""

    name: str
    seed: bytes

    @property
    def verifier(self) -> Verifier:
        """What its signatures are checked by."""
        return Verifier(self.name, signing.public_of(self.seed))

    def private_text(self) -> str:
        """The key as text, as tools for signed notes write it."""
        return f"{PRIVATE}+{self.name}+{self.verifier.id.hex()}+{_text(ED25519 + self.seed)}"

    def __repr__(self) -> str:
        return f"Signer({self.name!r})"


def verifier_of(text: str, kind: bytes = ED25519) -> Verifier:
    """Read a public key of a kind. Raises BadNote."""
    name, id_hex, key = _parted(text.strip(), 3)
    found = Verifier(name, _key(key, kind), kind)
    _require_id(found, id_hex)
    return found


def signer_of(text: str) -> Signer:
    """Read a private key. Raises BadNote, without a word of it."""
    private, key_word, name, id_hex, key = _parted(text.strip(), 5)
    if f"{private}+{key_word}" != PRIVATE:
        raise BadNote("this is no private key for signed notes")
    found = Signer(name, _key(key))
    _require_id(found.verifier, id_hex)
    return found


def sign_note(text: str, signer: Signer) -> str:
    """The note of a text, which ends with a line break."""
    payload = signer.verifier.id + signing.sign(signer.seed, text.encode())
    return f"{text}\n{DASH}{signer.name} {_text(payload)}\n"


def open_note(note: str, verifier: Verifier) -> str:
    """The text of a note. Raises BadNote unless it bears that key's signature; other lines are left alone."""
    text, parted, lines = note.rpartition("\n\n")
    if not parted or not lines.endswith("\n"):
        raise BadNote("a note is a text, an empty line and lines of signatures")
    text += "\n"
    found = [payload for name, payload in map(signature_of, lines[:-1].split("\n")) if name == verifier.name]
    ours = [payload[ID_BYTES:] for payload in found if payload[:ID_BYTES] == verifier.id]
    if not ours:
        raise BadNote(f"no signature of the key {verifier.name}+{verifier.id.hex()}")
    if not all(signing.holds(verifier.public, signature, text.encode()) for signature in ours):
        raise BadNote(f"the signature of {verifier.name} does not fit the text")
    return text


def signature_of(line: str) -> tuple[str, bytes]:
    """Name and payload of a line of signature. Raises BadNote."""
    name, _, payload = line.removeprefix(DASH).partition(" ")
    if not line.startswith(DASH) or not name:
        raise BadNote("a line of signature is not written as it must be")
    return name, _bytes(payload)


def _require_id(verifier: Verifier, id_hex: str) -> None:
    if verifier.id.hex() != id_hex:
        raise BadNote(f"the key of {verifier.name} does not fit its id {id_hex}")


def _parted(text: str, parts: int) -> list[str]:
    found = text.split("+", parts - 1)
    if len(found) != parts or not all(found):
        raise BadNote("a key is a name, an id and base64, with + between them")
    return found


def _key(text: str, kind: bytes = ED25519) -> bytes:
    data = _bytes(text)
    if data[:1] != kind or len(data) != 1 + signing.KEY_BYTES:
        raise BadNote("this is no Ed25519 key of the kind that is wanted")
    return data[1:]


def _text(data: bytes) -> str:
    return b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    """Base64 in the one way to write it: the last character has bits that are decoded to nothing."""
    try:
        data = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadNote("this is no base64") from None
    if _text(data) != text:
        raise BadNote("this is no base64 as it is written")
    return data
