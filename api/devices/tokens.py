"""The text a device proves itself by: `bhd.` with the token's id and a secret that is shown once."""

from __future__ import annotations

import re
import secrets
from typing import NamedTuple

TOKEN_BYTES, SECRET_BYTES = 6, 32
_TEXT = re.compile(r"bhd\.([0-9a-f]{12})\.([A-Za-z0-9_-]{43})")


class Proof(NamedTuple):
    """A token's id, which lists show, and its secret, which nobody keeps but the device."""

    token: str
    secret: str

    @property
    def text(self) -> str:
        """What the device sends."""
        return f"bhd.{self.token}.{self.secret}"


def new_proof() -> Proof:
    """A token nobody can guess."""
    return Proof(secrets.token_hex(TOKEN_BYTES), secrets.token_urlsafe(SECRET_BYTES))


def proof_of(header: str) -> Proof | None:
    """The token of an `Authorization` header; None for anything else."""
    scheme, _, text = header.strip().partition(" ")
    found = _TEXT.fullmatch(text.strip()) if scheme.lower() == "bearer" else None
    return Proof(found[1], found[2]) if found else None
