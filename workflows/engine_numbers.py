"""Case numbers: office code, date, running number, such as 330105009-20261125-0001.

A number is allotted before the case is filed and claimed in the same transaction as the filing. One whose filing was
refused goes to the next filing of that day in this process; where that is not known, or another process counts as
well, a gap may stay, which is allowed. Two may be allotted the same: the claim decides, the other takes the next.
"""

from __future__ import annotations

import re
from datetime import datetime, tzinfo
from heapq import heappop, heappush
from threading import Lock

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
        self._given_back: list[int] = []
        self._lock = Lock()

    async def allot(self, now: datetime) -> str:
        """The first number of the day that was given back, else the next."""
        date = f"{now.astimezone(self._zone):%Y%m%d}"
        if date != self._date:
            last = await self._last_claimed(date)
            if date != self._date:  # nobody else asked meanwhile
                self._begin(date, last)
        return f"{self._prefix(date)}{self._next():04d}"

    def give_back(self, case_no: str) -> None:
        """Let another case have a number that was not used; one of a day gone by, or not counted yet, is left out."""
        prefix = self._prefix(self._date)
        with self._lock:
            if case_no.startswith(prefix) and int(case_no.removeprefix(prefix)) <= self._last:
                heappush(self._given_back, int(case_no.removeprefix(prefix)))

    def forget(self) -> None:
        """Ask the log again: somebody else allots numbers too, also those that were given back here."""
        self._begin("", 0)

    def _begin(self, date: str, last: int) -> None:
        with self._lock:
            self._date, self._last, self._given_back = date, last, []

    def _next(self) -> int:
        with self._lock:
            if self._given_back:
                return heappop(self._given_back)
            self._last += 1
            return self._last

    async def _last_claimed(self, date: str) -> int:
        prefix = self._prefix(date)
        key = await self._log.last_claim(SCOPE, prefix)
        return int(key.removeprefix(prefix)) if key else 0

    def _prefix(self, date: str) -> str:
        return f"{self._log.jurisdiction}-{date}-"
