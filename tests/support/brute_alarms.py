"""Leads counted again from what devices sent, the slow and plain way; shares no code with the product.

Knows one alarm: ammonia over 1.0 in two counted samples running, no more than 90 minutes apart, back under 0.9.
Readings may be five minutes late. A lead that was normal for a quarter of an hour is gone, unless its alarm came and
went four times within two hours; raised again, an alarm is the same lead while that is not gone and the last word of
it is at most half an hour old, or it flaps. In seconds; `Sent` is what a device sent, in the order it arrived.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

LATENESS, GAP, JOIN, GONE, CROWDED = 300, 5400, 1800, 900, 7200
OVER, BACK = 1000, 900
"""In thousandths of a milligram a litre."""


@dataclass(frozen=True)
class Sent:
    """A reading as it arrived; `thousandths` of a milligram a litre."""

    device: str
    sequence: int
    measured: int
    arrived: int
    thousandths: int
    counts: bool


@dataclass(frozen=True)
class Look:
    """Somebody looked whether anything has to be judged."""

    at: int


@dataclass
class Tally:
    """What there should be."""

    opened: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    checks: set[str] = field(default_factory=set)
    late: int = 0
    duplicates: int = 0
    conflicts: int = 0
    judged: int = 0


def tally(history: list[Sent | Look]) -> Tally:
    """Count everything again."""
    found = Tally()
    for device, heard in in_time(history, found).items():
        found.judged += len(heard)
        leads, flapped = leads_of([(one.measured, one.thousandths) for one in heard if one.counts])
        found.opened[device] = leads
        if flapped:
            found.checks.add(device)
    return found


def in_time(history: list[Sent | Look], found: Tally) -> dict[str, list[Sent]]:
    """The readings of each device that came in time, in the order they were measured."""
    first: dict[tuple[str, int], Sent] = {}
    closed: dict[str, int] = defaultdict(lambda: -1)
    kept: dict[str, list[Sent]] = defaultdict(list)
    for one in history:
        if isinstance(one, Look):
            for device, list_ in kept.items():
                newest = max(list_, key=lambda r: r.measured)
                if max(r.arrived for r in list_) + LATENESS <= one.at:
                    closed[device] = max(closed[device], newest.measured)
            continue
        known = first.setdefault((one.device, one.sequence), one)
        if known is not one:
            same = (known.measured, known.thousandths, known.counts) == (
                one.measured,
                one.thousandths,
                one.counts,
            )
            found.duplicates += same
            found.conflicts += not same
        elif one.measured < closed[one.device]:
            found.late += 1
        else:
            kept[one.device].append(one)
            closed[one.device] = max(closed[one.device], one.measured - LATENESS)
    return {device: sorted(list_, key=lambda r: r.measured) for device, list_ in kept.items()}


def leads_of(samples: list[tuple[int, int]]) -> tuple[int, bool]:
    """How many leads the counted samples of one device come to, and whether one of them ever flapped."""
    swings = swings_of(samples)
    leads, flapped = 0, False
    alive, flaps, spoken = False, False, 0
    for n, (up, down) in enumerate(swings):
        if not (alive and (flaps or up - spoken <= JOIN)):
            leads, flaps = leads + 1, False
        alive = True
        if down is None:
            continue
        spoken = down
        crowd = [other for _, other in swings[: n + 1] if other is not None and other > down - CROWDED]
        if len(crowd) >= 4:
            flaps = flapped = True
        next_up = swings[n + 1][0] if n + 1 < len(swings) else None
        if not flaps and quiet(samples, down, next_up):
            alive = False
    return leads, flapped


def swings_of(samples: list[tuple[int, int]]) -> list[tuple[int, int | None]]:
    """When the alarm was raised and when it was normal again."""
    found: list[tuple[int, int | None]] = []
    for n, (at, value) in enumerate(samples):
        is_up = bool(found) and found[-1][1] is None
        if is_up and value <= BACK:
            found[-1] = (found[-1][0], at)
        elif not is_up and value > OVER and n > 0:
            earlier, before = samples[n - 1]
            just_down = bool(found) and found[-1][1] is not None and earlier <= (found[-1][1] or 0)
            if before > OVER and at - earlier <= GAP and not just_down:
                found.append((at, None))
    return found


def quiet(samples: list[tuple[int, int]], down: int, until: int | None) -> bool:
    """Whether it was seen to be normal for a quarter of an hour; nobody knows what was in a gap."""
    since = down
    heard = down
    for at, _ in samples:
        if at <= down or (until is not None and at >= until):
            continue
        if at - heard > GAP:
            since = at
        heard = at
        if at - since >= GONE:
            return True
    return False
