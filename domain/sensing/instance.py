"""One alarm of one device: a state machine over readings in the order they were measured, and what it asks for.

Raised and cleared are what the signal does; a lead is what people see of it. Between the two stand: joining a live
lead, snoozing, shadow mode, flapping, and clearing itself once the signal was normal for long enough. Pure and total:
the same readings give the same acts, whoever judges them and in however many goes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from domain.changing import replace
from domain.sensing.act import (
    AGAIN,
    CLEARED,
    FLAPPING,
    IN_SHADOW,
    KEPT,
    LIVE,
    OPENED,
    RECOVERED,
    SNOOZED,
    SUPPRESSED,
    Act,
    Standing,
)
from domain.sensing.definition import ACTIVE, OFF, SHADOW, AlarmDefinition
from domain.sensing.reading import Reading
from domain.sensing.running import Run, Sample, Seen, Setting, see


@dataclass(frozen=True, kw_only=True)
class Instance:
    """What is remembered of one alarm of one device.

    `live` says by which route its latest lead was asked for, while that has not ended; "" for none. `flips` are
    clearings of the last hours, of whichever lead. `muted`: raised, but nobody was told, since it was snoozed.
    """

    runs: Mapping[int, Run] = field(default_factory=dict)
    raised_since: datetime | None = None
    normal_since: datetime | None = None
    counted_at: datetime | None = None
    touched_at: datetime | None = None
    live: str = ""
    lead: int = 0
    count: int = 0
    flips: tuple[datetime, ...] = ()
    flapping: bool = False
    muted: bool = False
    keeping: bool = False
    """The samples before were kept and not counted although they would have raised it."""
    acts: int = 0


def step(
    definition: AlarmDefinition,
    instance: Instance,
    reading: Reading,
    *,
    standing: Standing,
    minute: int = 0,
    words: frozenset[str] = frozenset(),
) -> tuple[Instance, tuple[Act, ...]]:
    """The alarm after one more reading, measured no earlier than those before, and what that asks for.

    `minute` is the minute of the office's day it was measured in, `words` what its fault codes mean.
    """
    if standing.mode == OFF:
        return instance, ()
    if standing.ended == instance.lead and instance.live == LIVE:
        instance = replace(instance, live="", flapping=False)
    setting = Setting(minute=minute, words=words, gap_s=definition.gap_s)
    seen = {
        nth: see(condition, instance.runs.get(nth, Run()), reading, setting)
        for nth, condition in enumerate(definition.conditions)
    }
    going = _Going(definition, instance, reading, standing)
    going.signal(seen)
    return going.instance, tuple(going.acts)


def renewed(instance: Instance, at: datetime) -> Instance:
    """The same alarm under another version of its definition: its leads stay, its conditions are judged from new."""
    return replace(instance, runs={}, raised_since=None, normal_since=at if instance.live else None)


class _Going:
    """One step, part by part."""

    def __init__(
        self, definition: AlarmDefinition, instance: Instance, reading: Reading, standing: Standing
    ) -> None:
        self.definition, self.instance = definition, instance
        self.reading, self.standing = reading, standing
        self.acts: list[Act] = []

    def signal(self, seen: Mapping[int, Seen]) -> None:
        """Take in what the conditions made of the reading, then ask what follows."""
        was = self.instance.raised_since is not None
        runs = {**self.instance.runs, **{nth: one.run for nth, one in seen.items()}}
        self.instance = replace(self.instance, runs=runs)
        samples = {nth: one.sample for nth, one in seen.items() if one.sample is not None}
        kept = next((one.kept for one in seen.values() if one.kept), "")
        if kept:
            self._keep(kept)
        if not samples:
            return
        chief = _chief(samples, runs)
        is_raised = any(run.on for run in runs.values())
        self._count(chief, is_raised=is_raised, kept=bool(kept))
        if is_raised and (not was or self._may_be_told(chief.at)):
            self._raise(chief, fresh=not was)
        elif was and not is_raised:
            self._clear(chief)
        if not is_raised:
            self._recover(chief)

    def _keep(self, kept: str) -> None:
        """A value that does not count: once in a row it is noted that it would have."""
        if not self.instance.keeping:
            route = self.instance.live or KEPT
            by_flag = kept != self.reading.mode
            self._act(SUPPRESSED, route, flag=kept if by_flag else "")
        self.instance = replace(self.instance, keeping=True)

    def _count(self, sample: Sample, *, is_raised: bool, kept: bool) -> None:
        """A sample that counts; after a gap nobody knows how it was meanwhile."""
        now, gap = self.instance, self.definition.gap_s
        apart = (sample.at - now.counted_at).total_seconds() if now.counted_at else 0
        normal = sample.at if gap and apart > gap and now.normal_since else now.normal_since
        is_told = is_raised and now.raised_since is not None and not now.muted
        touched = sample.at if is_told else now.touched_at
        self.instance = replace(
            now, counted_at=sample.at, keeping=kept, normal_since=normal, touched_at=touched
        )

    def _may_be_told(self, at: datetime) -> bool:
        """Raised as before, but what kept it from people is over: a snooze, or shadow mode."""
        now = self.instance
        was_shadow = now.live == IN_SHADOW and self.standing.mode == ACTIVE
        return (now.muted or was_shadow) and not self.standing.snoozes(at)

    def _raise(self, sample: Sample, *, fresh: bool) -> None:
        now, at = self.instance, sample.at
        since = at if fresh else now.raised_since
        if self.standing.snoozes(at):
            self.instance = replace(now, raised_since=since, normal_since=None, muted=True)
            self._act(OPENED, SNOOZED, sample)
            return
        route = IN_SHADOW if self.standing.mode == SHADOW else LIVE
        if now.live == route and self._joins(at):
            self.instance = replace(now, count=now.count + 1)
            kind = AGAIN
        else:
            self.instance = replace(now, lead=now.lead + 1, count=1, live=route, flapping=False)
            kind = OPENED
        self.instance = replace(
            self.instance, raised_since=since, normal_since=None, touched_at=at, muted=False
        )
        self._act(kind, route, sample)

    def _joins(self, at: datetime) -> bool:
        """Soon enough after the live lead was last heard of; one that flaps takes everything until somebody looked."""
        touched = self.instance.touched_at
        within = timedelta(seconds=self.definition.join_s)
        return self.instance.flapping or (touched is not None and at - touched <= within)

    def _clear(self, sample: Sample) -> None:
        now, at = self.instance, sample.at
        told = bool(now.live) and not now.muted
        self.instance = replace(now, raised_since=None, normal_since=at, muted=False)
        if not told:
            return
        horizon = at - timedelta(seconds=self.definition.flips_within_s)
        flips = (*(one for one in now.flips if one > horizon), at)
        self.instance = replace(self.instance, touched_at=at, flips=flips)
        self._act(CLEARED, now.live, sample)
        if 0 < self.definition.flips <= len(flips) and not now.flapping:
            self.instance = replace(self.instance, flapping=True)
            self._act(FLAPPING, now.live, sample)

    def _recover(self, sample: Sample) -> None:
        """Normal for long enough, the lead clears itself, unless it flaps: then a person looks first.

        Whether a live one could be cleared is seen at its case (`Standing.ended`): somebody may have it in hand.
        """
        now = self.instance
        if not now.live or now.flapping or now.normal_since is None:
            return
        normal_s = int((sample.at - now.normal_since).total_seconds())
        if normal_s >= self.definition.recover_s:
            left = now.live if now.live == LIVE else ""
            self.instance = replace(now, live=left, normal_since=None)
            self._act(RECOVERED, now.live, sample, count=normal_s)

    def _act(self, kind: str, route: str, sample: Sample | None = None, **more: Any) -> None:
        at = self.reading.measured_at
        told = sample or Sample(at=at, since=at, holds=False)
        now = self.instance = replace(self.instance, acts=self.instance.acts + 1)
        act = Act(
            nth=now.acts,
            kind=kind,
            route=route,
            lead=now.lead,
            at=told.at,
            value=told.value,
            factor=told.factor,
            limit=told.limit,
            mode=self.reading.mode,
            count=now.count,
            sequence=self.reading.sequence,
        )
        self.acts.append(replace(act, **more))


def _chief(samples: Mapping[int, Sample], runs: Mapping[int, Run]) -> Sample:
    """The sample to speak of: of a condition that is on, else one that holds, else the first."""
    ranked = sorted(samples, key=lambda nth: (not runs[nth].on, not samples[nth].holds, nth))
    return samples[ranked[0]]
