"""Keyed digests: of phone numbers, to find a person without storing what he gave, and of requests.

A number of eleven digits is guessed in minutes from a plain digest, so the key (a pepper) lies with the keys.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata

PEPPER_BYTES = 32
PEPPER = "pepper"
_CHINA = re.compile(r"^(?:\+|00)?86(?=1\d{10}$)")


def normalised(phone: str) -> str:
    """Digits alone, in one writing: without spaces, hyphens, brackets and the prefix of the country; "" when none."""
    text = unicodedata.normalize("NFKC", phone)
    kept = "".join(sign for sign in text if sign.isdecimal() or sign == "+")
    return _CHINA.sub("", kept).lstrip("+")


def keyed_digest(pepper: bytes, purpose: str, text: bytes) -> bytes:
    """HMAC-SHA256 of a text, 32 bytes; those of one purpose tell nothing of those of another."""
    named = purpose.encode()
    return hmac.new(pepper, len(named).to_bytes(2) + named + text, hashlib.sha256).digest()
