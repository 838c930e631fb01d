"""Authenticated encryption and key wrapping, and the only place here that knows whose code does it.

An algorithm is a slot: the row of a key says which one it is for, so that old values stay readable when new keys are
made for another. `A256GCM` is AES-256 in GCM (NIST SP 800-38D), `SM4GCM` the same mode with the block cipher SM4
(GB/T 32907, RFC 8998); keys are wrapped by AES key wrap (RFC 3394).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import keywrap
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from workflows.keys.errors import KeysRefused

NONCE_BYTES = 12
TAG_BYTES = 16
KEK_BYTES = 32


class UnknownAlgorithm(KeysRefused):
    """A key is for an algorithm this version does not know."""


class NotAuthentic(KeysRefused):
    """A sealed value is not the one that was stored there: it was changed, or comes from another place."""


class _Mode(Protocol):
    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...


class _Sm4Gcm:
    """SM4 in GCM behind the face that the library gives AES."""

    def __init__(self, key: bytes) -> None:
        self._algorithm = algorithms.SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        made = Cipher(self._algorithm, modes.GCM(nonce)).encryptor()
        made.authenticate_additional_data(associated_data)
        return made.update(data) + made.finalize() + made.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        text, tag = data[:-TAG_BYTES], data[-TAG_BYTES:]
        made = Cipher(self._algorithm, modes.GCM(nonce, tag)).decryptor()
        made.authenticate_additional_data(associated_data)
        return made.update(text) + made.finalize()


class Algorithm(NamedTuple):
    """How long its keys are, in bytes, and what works with one."""

    key_bytes: int
    make: Callable[[bytes], _Mode]


ALGORITHMS: dict[str, Algorithm] = {"A256GCM": Algorithm(32, AESGCM), "SM4GCM": Algorithm(16, _Sm4Gcm)}


def algorithm_of(name: str) -> Algorithm:
    """The algorithm of a name. Raises UnknownAlgorithm."""
    try:
        return ALGORITHMS[name]
    except KeyError:
        raise UnknownAlgorithm(
            f"{name!r} is no algorithm this version knows ({', '.join(ALGORITHMS)}): use the version that wrote it."
        ) from None


class Key:
    """A key in memory, ready for use."""

    __slots__ = ("_mode", "alg", "kid")

    def __init__(self, kid: str, alg: str, secret: bytes) -> None:
        """Raises UnknownAlgorithm."""
        self.kid, self.alg = kid, alg
        self._mode = algorithm_of(alg).make(secret)

    def __repr__(self) -> str:
        """Nothing of the secret."""
        return f"<key {self.kid} for {self.alg}>"

    def encrypt(self, nonce: bytes, plain: bytes, bound_to: bytes) -> bytes:
        """Ciphertext and tag. The same nonce must never come twice with one key."""
        return self._mode.encrypt(nonce, plain, bound_to)

    def decrypt(self, nonce: bytes, cipher: bytes, bound_to: bytes) -> bytes:
        """The plain bytes. Raises NotAuthentic unless exactly they were encrypted for exactly that place."""
        try:
            return self._mode.decrypt(nonce, cipher, bound_to)
        except (InvalidTag, ValueError):
            raise NotAuthentic(
                f"A value sealed by the key {self.kid} was changed or moved since it was stored."
            ) from None


def wrap(kek: bytes, key: bytes) -> bytes:
    """A key wrapped by another (RFC 3394): 8 bytes longer, always the same for the same two."""
    return keywrap.aes_key_wrap(kek, key)


def unwrap(kek: bytes, wrapped: bytes) -> bytes:
    """The wrapped key. Raises KeysRefused when it was wrapped by another one."""
    try:
        return keywrap.aes_key_unwrap(kek, wrapped)
    except keywrap.InvalidUnwrap:
        raise KeysRefused("A key was wrapped by another wrapping key than the one of its name.") from None
