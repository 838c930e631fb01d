"""Case numbers: office code, date, running number, such as 330105009-20261125-0001.

A number is allotted before the case is filed and claimed in the same transaction as the filing; one that was not used
in the end is a gap, which is allowed. Two processes may allot the same: the claim decides, the other takes the next.
"""

from __future__ import annotations

import re
from datetime import datetime, tzinfo

from workflows.log import EventLog

SCOPE = "case_no"
"""Of the claim; `domain.claims` makes it."""
CASE_NO = re.compile(r"[0-9a-z_]{1,40}-[0-9]{8}-[0-9]{4,}")
"""A case number; no case id looks like this."""


class CaseNumbers:
    """Allots numbers of one office, by the date in its time zone."""

    def __init__(self, log: EventLog, zone: tzinfo) -> None:
        self._log = log
        self._zone = zone
        self._date = ""
        self._last = 0

    async def allot(self, now: datetime) -> str:
        """The next number of the day."""
        date = f"{now.astimezone(self._zone):%Y%m%d}"
        if date != self._date:
            last = await self._last_claimed(date)
            if date != self._date:  # nobody else asked meanwhile
                self._date, self._last = date, last
        self._last += 1
        return f"{self._prefix(date)}{self._last:04d}"

    def forget(self) -> None:
        """Ask the log again: somebody else allots numbers too."""
        self._date = ""

    async def _last_claimed(self, date: str) -> int:
        prefix = self._prefix(date)
        key = await self._log.last_claim(SCOPE, prefix)
        return int(key.removeprefix(prefix)) if key else 0

    def _prefix(self, date: str) -> str:
        return f"{self._log.jurisdiction}-{date}-"
