"""Reads back what was published under a digest: it must be there, be readable, and be what its digest says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

from workflows.log import EventLog, LogError


class Digested(Protocol):
    """What knows the digest of its own content."""

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON."""
        ...


T = TypeVar("T", bound=Digested)


async def published(
    log: EventLog,
    digest: str,
    what: str,
    from_data: Callable[[Mapping[str, Any]], T],
    lost: type[LogError],
) -> T:
    """What is stored under this digest; `what` names the kind of thing. Raises `lost`, saying what is wrong."""
    data = await log.definition(digest)
    if data is None:
        raise lost(f"No {what} {digest} was ever published here.")
    try:
        found = from_data(data)
    except (KeyError, TypeError, ValueError) as error:
        raise lost(f"The {what} {digest} cannot be read: {error!r}.") from error
    if found.digest != digest:
        raise lost(f"The {what} stored as {digest} has the digest {found.digest}.")
    return found
