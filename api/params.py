"""Query parameters, read once and strictly: an unknown or misspelt filter is refused, not silently ignored."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from starlette.datastructures import QueryParams
from starlette.requests import Request

from api.problems import bad_parameter
from domain.scalars import EARLIEST, LATEST

MOMENT = (
    "时刻（如 2026-09-30T16:30:00+08:00）或日期",
    "moment such as 2026-09-30T16:30:00+08:00, or a date",
)
NOT_AFTER = ("不晚于 {} 的时刻", "a moment that is not after {}")
LARGEST_POSITION = 2**62
MANY, LONG = 50, 200
"""How many values one filter takes, and how long a text."""
NONE = "none"
"""What a filter is sent to ask for what has none, such as cases without a unit."""
LISTS = frozenset((
    "workflow", "state", "phase", "community", "unit", "category", "channel", "rung", "clock", "role",
    "kind", "alarm", "act", "route", "outcome", "mode",
))  # fmt: skip
"""Filters that take several values and so may be sent several times."""
BEGINS = frozenset(("since",))
"""Moments that begin something: a date alone is its first moment. Any other is reached when its date is over."""
INSTANT = timedelta(microseconds=1)
_LOST_PLUS = re.compile(r"(\d) (\d\d:?\d\d)$")
"""A plus sign of an offset that was sent unescaped arrives as a space."""


class Params:
    """The parameters of one request. Every reader raises Problem bad_parameter."""

    def __init__(self, sent: QueryParams, known: Collection[str]) -> None:
        for name in sent:
            if name not in known:
                raise bad_parameter(name[:LONG], "unknown", " | ".join(sorted(known)))
            if name not in LISTS and len(sent.getlist(name)) > 1:
                raise bad_parameter(name, "repeated", ("一次", "once"))
        self._sent = sent

    def text(self, name: str) -> str:
        """A text, empty when it was not sent."""
        value = self._sent.get(name, "").strip()
        if len(value) > LONG:
            raise bad_parameter(name, "too_long", (f"最多 {LONG} 个字符", f"at most {LONG} characters"))
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Alternatives: sent several times, or with commas between; `none` asks for what has none."""
        values = [part.strip() for value in self._sent.getlist(name) for part in value.split(",")]
        found = tuple(dict.fromkeys(filter(None, values)))
        if len(found) > MANY or any(len(value) > LONG for value in found):
            most = (
                f"最多 {MANY} 个值，每个最多 {LONG} 个字符",
                f"at most {MANY} values of {LONG} characters",
            )
            raise bad_parameter(name, "too_long", most)
        return tuple("" if value == NONE else value for value in found)

    def flag(self, name: str) -> bool | None:
        """True or false; None when it was not sent."""
        value = self.text(name).lower()
        if value in ("", "true", "1", "false", "0"):
            return None if not value else value in ("true", "1")
        raise bad_parameter(name, "wrong_type", ("true 或 false", "true or false"))

    def whole(self, name: str, least: int, most: int) -> int | None:
        """A whole number within bounds; None when it was not sent."""
        value = self.text(name)
        if not value:
            return None
        if not (value.isascii() and value.isdigit()) or not least <= int(value) <= most:
            bounds = (f"{least} 到 {most} 的整数", f"whole number {least}..{most}")
            raise bad_parameter(name, "out_of_range", bounds)
        return int(value)

    def position(self, name: str) -> int | None:
        """A position of the log."""
        return self.whole(name, 0, LARGEST_POSITION)

    def one_of(self, name: str, choices: Collection[str], default: str) -> str:
        """One of a list of words."""
        value = self.text(name) or default
        if value not in choices:
            raise bad_parameter(name, "not_listed", " | ".join(filter(None, choices)))
        return value

    def moment(self, name: str, zone: ZoneInfo) -> datetime | None:
        """A moment; without an offset it is the office's time.

        A date alone is that whole day: of what begins by it 00:00, of everything else 24:00.
        """
        value = _LOST_PLUS.sub(r"\1+\2", self.text(name))
        if not value:
            return None
        at = _moment(value, zone, begins=name in BEGINS)
        if at is None or not EARLIEST <= at < LATEST:
            raise bad_parameter(name, "wrong_type", MOMENT)
        return at.astimezone(UTC)

    def window(self, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
        """`since` and `until`; one that ends before it begins is refused, because nothing could ever fit it."""
        since, until = self.moment("since", zone), self.moment("until", zone)
        if since is not None and until is not None:
            require_in_order(since, until - INSTANT)  # a day that ends as the other begins lies before it
        return since, until


def require_in_order(since: datetime, until: datetime, ends: tuple[str, str] = ("until", "until")) -> None:
    """Refuse a window that is turned round; `ends` says in both languages what it ends with."""
    if since > until:
        zh, en = NOT_AFTER
        raise bad_parameter("since", "out_of_range", (zh.format(ends[0]), en.format(ends[1])))


async def without_parameters(request: Request) -> None:
    """Refuse every parameter, on a path that takes none. A coroutine, since others are sent through a thread."""
    Params(request.query_params, ())


def _moment(value: str, zone: ZoneInfo, *, begins: bool) -> datetime | None:
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            day = datetime.combine(date.fromisoformat(value), time(), zone)
            return day if begins else day + timedelta(days=1)
        at = datetime.fromisoformat(value)
        return at if at.tzinfo else at.replace(tzinfo=zone)
    except (ValueError, OverflowError):
        return None
