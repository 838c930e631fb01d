"""A value that only somebody with its key can read: carried by facts, opened at the edges, used by no decision.

Facts are read back with their personal and confidential fields sealed. Nothing in fold, rules or read models may look
at one: a test puts objects in their place that fail on any use but being carried.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeGuard

MARK = "$e"
"""The key by which a stored sealed value is known; its value is the version of this form."""
FORM = 1


class Owner(NamedTuple):
    """Whose key a value is sealed with: the person or case it is about, and what for. Erasing takes away the key."""

    subject: str
    purpose: str


@dataclass(frozen=True, slots=True, repr=False)
class Sealed:
    """What is stored of a sealed value: algorithm, id of the key, nonce and ciphertext with its tag (both base64)."""

    alg: str
    kid: str
    n: str
    c: str

    def __repr__(self) -> str:
        """Nothing of the value, also not how long it is."""
        return f"<sealed by {self.kid}>"

    __str__ = __repr__

    def told(self) -> dict[str, str]:
        """What a reader is given who did not get it opened."""
        return {"hidden": "personal"}

    def stored(self) -> dict[str, Any]:
        """The form it lies in the log in."""
        return {MARK: FORM, "alg": self.alg, "kid": self.kid, "n": self.n, "c": self.c}


@dataclass(frozen=True, slots=True)
class Withheld:
    """Stands where a value was, for somebody who could read it otherwise: `erased`, `restricted` or `lost`."""

    why: str

    def told(self) -> dict[str, bool]:
        """What a reader is given in its place."""
        return {self.why: True}


def is_sealed(data: Any) -> TypeGuard[dict[str, Any]]:
    """Whether stored data are a sealed value."""
    return type(data) is dict and MARK in data


def sealed_of(data: Mapping[str, Any]) -> Sealed:
    """The sealed value of its stored form. Raises ValueError on another form or another version of it."""
    if data.get(MARK) != FORM:
        raise ValueError(f"a sealed value of form {data.get(MARK)!r}: a later version wrote it")
    found = {name: data.get(name) for name in ("alg", "kid", "n", "c")}
    if not all(isinstance(part, str) for part in found.values()):
        raise ValueError("a sealed value lacks a part")
    return Sealed(**found)  # type: ignore[arg-type]
