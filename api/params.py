"""Query parameters, read once and strictly: an unknown or misspelt filter is refused, not silently ignored."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from starlette.datastructures import QueryParams

from api.problems import bad_parameter
from domain.scalars import EARLIEST, LATEST

MOMENT = "moment such as 2026-09-30T16:30:00+08:00, or a date"
LARGEST_POSITION = 2**62
MANY, LONG = 50, 200
"""How many values one filter takes, and how long a text."""
NONE = "none"
"""What a filter is sent to ask for what has none, such as cases without a unit."""
_LOST_PLUS = re.compile(r"(\d) (\d\d:?\d\d)$")
"""A plus sign of an offset that was sent unescaped arrives as a space."""


class Params:
    """The parameters of one request. Every reader raises Problem bad_parameter."""

    def __init__(self, sent: QueryParams, known: Collection[str]) -> None:
        for name in sent:
            if name not in known:
                raise bad_parameter(name[:LONG], "unknown", " | ".join(sorted(known)))
        self._sent = sent

    def text(self, name: str) -> str:
        """A text, empty when it was not sent."""
        value = self._sent.get(name, "").strip()
        if len(value) > LONG:
            raise bad_parameter(name, "too_long", f"at most {LONG} characters")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Alternatives: sent several times, or with commas between; `none` asks for what has none."""
        values = [part.strip() for value in self._sent.getlist(name) for part in value.split(",")]
        found = tuple(dict.fromkeys(filter(None, values)))
        if len(found) > MANY or any(len(value) > LONG for value in found):
            raise bad_parameter(name, "too_long", f"at most {MANY} values of {LONG} characters")
        return tuple("" if value == NONE else value for value in found)

    def flag(self, name: str) -> bool | None:
        """True or false; None when it was not sent."""
        value = self.text(name).lower()
        if value in ("", "true", "1", "false", "0"):
            return None if not value else value in ("true", "1")
        raise bad_parameter(name, "wrong_type", "true or false")

    def whole(self, name: str, least: int, most: int) -> int | None:
        """A whole number within bounds; None when it was not sent."""
        value = self.text(name)
        if not value:
            return None
        if not (value.isascii() and value.isdigit()) or not least <= int(value) <= most:
            raise bad_parameter(name, "out_of_range", f"whole number {least}..{most}")
        return int(value)

    def position(self, name: str) -> int | None:
        """A position of the log."""
        return self.whole(name, 0, LARGEST_POSITION)

    def one_of(self, name: str, choices: Collection[str], default: str) -> str:
        """One of a list of words."""
        value = self.text(name) or default
        if value not in choices:
            raise bad_parameter(name, "not_listed", " | ".join(choices))
        return value

    def moment(self, name: str, zone: ZoneInfo) -> datetime | None:
        """A moment; without an offset it is the office's time, a date alone means the end of that day."""
        value = _LOST_PLUS.sub(r"\1+\2", self.text(name))
        if not value:
            return None
        at = _moment(value, zone)
        if at is None or not EARLIEST <= at < LATEST:
            raise bad_parameter(name, "wrong_type", MOMENT)
        return at.astimezone(UTC)


def _moment(value: str, zone: ZoneInfo) -> datetime | None:
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            return datetime.combine(date.fromisoformat(value), time.max, zone) + timedelta(microseconds=1)
        at = datetime.fromisoformat(value)
        return at if at.tzinfo else at.replace(tzinfo=zone)
    except (ValueError, OverflowError):
        return None
