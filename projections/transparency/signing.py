"""Ed25519, and the only place that knows whose code does it."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY_BYTES = 32
"""Of a seed, and of a public key."""


def public_of(seed: bytes) -> bytes:
    """The public key of a seed."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(seed: bytes, message: bytes) -> bytes:
    """64 bytes, always the same for the same message."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)


def holds(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the signature is that key's, of that message."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
