"""Finds the occasions of a party that a new one is counted after: by the claims of the log, which hold the count."""

from __future__ import annotations

from domain.counting_occasions import LOOKED_AT, SCOPE, prefix_of
from workflows.log import EventLog


async def earlier_occasions(log: EventLog, party: str) -> tuple[str, ...]:
    """The cases of the party's last occasions, the latest first; none when there were none. Raises LogUnavailable."""
    prefix = prefix_of(party)
    last = await log.last_claim(SCOPE, prefix)
    if last is None:
        return ()
    nth = int(last.removeprefix(prefix))
    found = [await log.claim(SCOPE, f"{prefix}{n}") for n in range(nth, max(0, nth - LOOKED_AT), -1)]
    return tuple(case for case in found if case is not None)
