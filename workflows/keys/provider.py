"""The port to whatever keeps the key that wraps all others: a file, a PKCS#11 token, a key service."""

from __future__ import annotations

from typing import Protocol


class KeyProvider(Protocol):
    """Wraps keys. The wrapping key itself need never leave it.

    Every method raises KeysRefused when the wrapping key is not there or does not fit.
    """

    @property
    def current(self) -> str:
        """Name of the newest wrapping key: the one to wrap with from the next rotation on."""
        ...

    def wrap(self, kek: str, key: bytes) -> bytes:
        """A key of 16 or 32 bytes, wrapped (RFC 3394) with the wrapping key of this name."""
        ...

    def unwrap(self, kek: str, wrapped: bytes) -> bytes:
        """The key again; `kek` is the name of the wrapping key it was wrapped with."""
        ...
