"""Whether one condition is on, sample after sample: runs of samples, delays, hysteresis, means over windows.

Everything is a function of what was known before and of one reading; time is the time of measurement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from domain.changing import replace
from domain.facts.devices import NORMAL
from domain.sensing.definition import FAULT, IS, OVER, UNCHANGED, Condition, Term
from domain.sensing.reading import Reading

MEAN_DIGITS = 4
"""Decimals of a mean as it is told; it is judged unrounded."""


@dataclass(frozen=True, kw_only=True)
class Mean:
    """A window that is being filled: where it begins, the sum and number of its samples."""

    begins_at: datetime
    total: Decimal
    number: int


@dataclass(frozen=True, kw_only=True)
class Run:
    """What is remembered of one condition. The run is of samples that speak against what it is now."""

    on: bool = False
    since: datetime | None = None
    number: int = 0
    last_at: datetime | None = None
    mean: Mean | None = None
    same: Mapping[str, tuple[str, datetime]] = field(default_factory=dict)
    """By factor of an `unchanged` term: its value and since when it has that."""


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What a condition makes of a reading: whether it holds, since when that is so, and by which value."""

    at: datetime
    since: datetime
    holds: bool
    value: Decimal | None = None
    factor: str = ""
    limit: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What came of one reading for one condition.

    `sample` is what was judged by it, None when nothing was; `kept` the flag or mode for which it did not count
    although it would have held.
    """

    run: Run
    sample: Sample | None = None
    kept: str = ""


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What a condition is judged in beside the reading: minute of the day, words of its faults, the longest gap."""

    minute: int
    words: frozenset[str]
    gap_s: int


def see(condition: Condition, run: Run, reading: Reading, setting: Setting) -> Seen:
    """Judge a condition by one more reading."""
    if not _is_open(condition, setting.minute) or not condition.factors <= reading.by_factor.keys():
        return Seen(run=run)
    flag = next(
        (one.flag for name in sorted(condition.factors) if (one := reading.by_factor[name]).flag != NORMAL),
        "",
    )
    if flag or reading.mode in condition.quiet_modes:
        would = all(_holds(term, reading, setting, run, kept=True) for term in condition.terms)
        return Seen(run=run, kept=(flag or reading.mode) if would else "")
    if condition.mean_s:
        return _mean(condition, run, reading, setting)
    return _plain(condition, run, reading, setting)


def _plain(condition: Condition, run: Run, reading: Reading, setting: Setting) -> Seen:
    at, same = reading.measured_at, dict(run.same)
    since = at
    for term in condition.terms:
        if term.test == UNCHANGED:
            value = str(reading.by_factor[term.factor].value)
            if same.get(term.factor, ("", at))[0] != value:
                same[term.factor] = (value, at)
            since = min(since, same[term.factor][1])
    holds = _all(condition, reading, setting, run)
    sample = Sample(at=at, since=since, holds=holds, **_spoken_of(condition, reading))
    return Seen(run=_next(condition, replace(run, same=same), sample, setting.gap_s), sample=sample)


def _mean(condition: Condition, run: Run, reading: Reading, setting: Setting) -> Seen:
    """A window is judged when a sample of a later one comes; its moment is its end."""
    value = reading.by_factor[condition.terms[0].factor].value
    begins = _window(reading.measured_at, condition.mean_s)
    filled = run.mean
    if filled is not None and filled.begins_at == begins:
        grown = replace(filled, total=filled.total + value, number=filled.number + 1)
        return Seen(run=replace(run, mean=grown))
    run = replace(run, mean=Mean(begins_at=begins, total=value, number=1))
    if filled is None or filled.number < condition.mean_least:
        return Seen(run=run)
    mean = filled.total / filled.number
    at = filled.begins_at + timedelta(seconds=condition.mean_s)
    term = condition.terms[0]
    holds = _beyond(term, mean, on=run.on)
    sample = Sample(
        at=at,
        since=filled.begins_at,
        holds=holds,
        value=round(mean, MEAN_DIGITS),
        factor=term.factor,
        limit=term.limit,
    )
    return Seen(run=_next(condition, run, sample, max(setting.gap_s, condition.mean_s)), sample=sample)


def _window(at: datetime, length_s: int) -> datetime:
    """The beginning of the window a moment lies in; windows begin at multiples of their length."""
    seconds = int(at.timestamp())
    return at.replace(microsecond=0) - timedelta(seconds=seconds % length_s)


def _next(condition: Condition, run: Run, sample: Sample, gap_s: int) -> Run:
    """The run with one more sample: over when enough of them, for long enough, speak against what is."""
    if sample.holds == run.on:
        return replace(run, since=None, number=0, last_at=sample.at)
    broken = gap_s > 0 and run.last_at is not None and (sample.at - run.last_at).total_seconds() > gap_s
    since = sample.since if run.since is None or broken else run.since
    number = 1 if broken else run.number + 1
    wanted = (
        (condition.off_samples, condition.off_after_s)
        if run.on
        else (condition.samples, condition.on_after_s)
    )
    if number >= wanted[0] and (sample.at - since).total_seconds() >= wanted[1]:
        return replace(run, on=not run.on, since=None, number=0, last_at=sample.at)
    return replace(run, since=since, number=number, last_at=sample.at)


def _all(condition: Condition, reading: Reading, setting: Setting, run: Run) -> bool:
    if any(_holds(term, reading, setting, run) for term in condition.unless):
        return False
    return all(_holds(term, reading, setting, run) for term in condition.terms)


def _holds(term: Term, reading: Reading, setting: Setting, run: Run, *, kept: bool = False) -> bool:
    if term.test == FAULT:
        return not setting.words.isdisjoint(term.words)
    value = reading.by_factor[term.factor].value
    if term.test == UNCHANGED:
        return not kept and run.same.get(term.factor, ("",))[0] == str(value)
    return _beyond(term, value, on=run.on)


def _beyond(term: Term, value: Decimal, *, on: bool) -> bool:
    back = term.hysteresis if on else Decimal(0)
    if term.test == IS:
        return value == term.limit
    return value > term.limit - back if term.test == OVER else value < term.limit + back


def _spoken_of(condition: Condition, reading: Reading) -> dict[str, Any]:
    """The value the condition looks at first, with its limit."""
    for term in condition.terms:
        if term.factor:
            limit = None if term.test == UNCHANGED else term.limit
            return {"value": reading.by_factor[term.factor].value, "factor": term.factor, "limit": limit}
    return {}


def _is_open(condition: Condition, minute: int) -> bool:
    return not condition.hours or any(begins <= minute < ends for begins, ends in condition.hours)
