"""Moments of the command line mean what they mean over HTTP."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from api.cli.console import Stop
from api.cli.moments import moment_named

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "ends", "hour"),
    [
        ("2026-11-27", False, datetime(2026, 11, 26, 16, tzinfo=UTC)),
        ("2026-11-27", True, datetime(2026, 11, 27, 16, tzinfo=UTC)),
        ("2026-11-27T09:00", True, datetime(2026, 11, 27, 1, tzinfo=UTC)),
        ("2026-11-27T09:00Z", False, datetime(2026, 11, 27, 9, tzinfo=UTC)),
    ],
)
def test_a_date_begins_a_window_at_midnight_and_ends_it_at_the_next(
    text: str, ends: bool, hour: datetime
) -> None:
    assert moment_named(text, ZONE, ends=ends) == hour


def test_what_is_no_moment_is_refused() -> None:
    with pytest.raises(Stop, match="no moment"):
        moment_named("soon", ZONE)
