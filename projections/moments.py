"""Countable moments of a case: what happened or fell due in it, when, for whom it counts, what it came to.

`domain.countables` says which of them a formula may count. They are kept as canonical JSON in the row of their case,
because a read model has one row per key, and are unfolded where they are counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import orjson


class Moment(NamedTuple):
    """One countable moment. `position` and `ended` are those of the facts behind its beginning and its end.

    `unit` is whose figure it is: the lead unit, or the desk or community that had the duty; empty while nobody has.
    `live` as long as its deadline can still be stopped, moved or paused; `rest_at` is when it was paused. While it
    is, `time_unit` and `amount` are its limit, and `fixed` says that somebody named the due moment.
    """

    kind: str
    at: datetime
    position: int
    unit: str = ""
    due_at: datetime | None = None
    ended_at: datetime | None = None
    ended: int = 0
    verdict: str = ""
    detail: str = ""
    extensions: int = 0
    score: int = 0
    by: str = ""
    live: bool = False
    rest_at: datetime | None = None
    time_unit: str = ""
    amount: int = 0
    fixed: bool = False


Moments = tuple[Moment, ...]
FIELDS = Moment._fields
MOMENTS = ("at", "due_at", "ended_at", "rest_at")
SQL_TYPES = {
    "kind": "text",
    "at": "timestamptz",
    "position": "bigint",
    "unit": "text",
    "due_at": "timestamptz",
    "ended_at": "timestamptz",
    "ended": "bigint",
    "verdict": "text",
    "detail": "text",
    "extensions": "bigint",
    "score": "bigint",
    "by": "text",
    "live": "boolean",
    "time_unit": "text",
    "fixed": "boolean",
}
"""What is asked of them in SQL, and as what."""


def dump(moments: Moments) -> str:
    """Canonical JSON: a list of objects, moments in UTC (as all facts have them), empty fields left out."""
    return orjson.dumps([_told(moment) for moment in moments]).decode()


def _told(moment: Moment) -> dict[str, str | int | datetime]:
    return {name: value for name, value in zip(FIELDS, moment, strict=True) if value}


def load(text: str) -> Moments:
    """Read what `dump` wrote."""
    return tuple(_read(told) for told in orjson.loads(text))


def _read(told: dict[str, str | int]) -> Moment:
    moments = {name: datetime.fromisoformat(str(told[name])) for name in MOMENTS if name in told}
    return Moment(**{**told, **moments})  # type: ignore[arg-type]


def span(moments: Iterable[Moment]) -> tuple[datetime, datetime]:
    """The first and the last moment by which any of these can fall into a window."""
    ends = [moment.at for moment in moments]
    ends += [end for moment in moments for end in (moment.due_at, moment.ended_at) if end is not None]
    return min(ends), max(ends)


class Exclusion(NamedTuple):
    """A case was left out of a figure: which, why, who approved it, in which fact."""

    indicator: str
    ground: str
    by: str
    position: int


Exclusions = tuple[Exclusion, ...]


def dump_exclusions(exclusions: Exclusions) -> str:
    """Canonical JSON: a list of lists."""
    return orjson.dumps([list(exclusion) for exclusion in exclusions]).decode()


def load_exclusions(text: str) -> Exclusions:
    """Read what `dump_exclusions` wrote."""
    return tuple(Exclusion(*told) for told in orjson.loads(text))
