"""What devices prove themselves by: tokens of which only a digest is kept, each issued and revoked by name."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime
from typing import NamedTuple

from workflows.log import EventLog

_ISSUE = (
    "INSERT INTO bihuan.device_tokens (jurisdiction, token, device, digest, issued_at, issued_by)"
    " VALUES (%b::text, %b::text, %b::text, %b::bytea, %b::timestamptz, %b::text) ON CONFLICT DO NOTHING"
)
_FIND = (
    "SELECT device, digest FROM bihuan.device_tokens"
    " WHERE jurisdiction = %b::text AND token = %b::text AND revoked_at IS NULL"
)
_REVOKE = (
    "UPDATE bihuan.device_tokens SET revoked_at = %b::timestamptz, revoked_by = %b::text"
    " WHERE jurisdiction = %b::text AND (token = %b::text OR device = %b::text) AND revoked_at IS NULL"
    " RETURNING token"
)
_LIST = (
    "SELECT token, device, issued_at, issued_by, revoked_at, revoked_by FROM bihuan.device_tokens"
    " WHERE jurisdiction = %b::text AND (%b::text = '' OR device = %b::text) ORDER BY device, issued_at, token"
)


class Token(NamedTuple):
    """A token that was issued; its secret is known to the device alone."""

    token: str
    device: str
    issued_at: datetime
    issued_by: str
    revoked_at: datetime | None
    revoked_by: str | None


def digest_of(secret: str) -> bytes:
    """What is kept of a secret. It is 256 random bits, so nothing is gained by hashing it slowly."""
    return hashlib.sha256(secret.encode()).digest()


async def issue(log: EventLog, token: str, secret: str, device: str, by: str, now: datetime) -> None:
    """Let a device in by this token from now on. Raises LogUnavailable."""
    await log.ask(_ISSUE, [log.jurisdiction, token, device, digest_of(secret), now, by])


async def device_of(log: EventLog, token: str, secret: str) -> str | None:
    """The device that a token is of, when its secret is right and it is not revoked."""
    rows = await log.ask(_FIND, [log.jurisdiction, token])
    if not rows or not hmac.compare_digest(bytes(rows[0][1]), digest_of(secret)):
        return None
    return str(rows[0][0])


async def revoke(log: EventLog, named: str, by: str, now: datetime) -> list[str]:
    """Let a token, or every token of a device, in no more; those that were revoked by this."""
    rows = await log.ask(_REVOKE, [now, by, log.jurisdiction, named, named])
    return sorted(str(token) for (token,) in rows)


async def tokens(log: EventLog, device: str = "") -> list[Token]:
    """Every token there ever was, of one device or of all."""
    return [Token(*row) for row in await log.ask(_LIST, [log.jurisdiction, device, device])]
