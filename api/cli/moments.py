"""Moments as they are named on the command line."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from api.cli.console import Stop

DATE = re.compile(r"\d{4}-\d\d-\d\d")


def moment_named(text: str, zone: ZoneInfo, *, ends: bool = False) -> datetime:
    """A moment of the command line in UTC; without an offset it is the office's time.

    A date alone is its 00:00, or its 24:00 where something `ends` by it. Raises Stop.
    """
    try:
        moment = datetime.fromisoformat(text)
        if ends and DATE.fullmatch(text):
            moment += timedelta(days=1)
    except ValueError:
        raise Stop(f'"{text}" is no moment: write it as 2026-10-01 or 2026-10-01T09:30+08:00.', 2) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
