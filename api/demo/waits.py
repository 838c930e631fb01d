"""How long a move lets wait: each answers with the moment of the move, drawn from the story's dice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from api.demo.story import Scene
from domain.calendar import TimeUnit
from domain.clock_arithmetic import due_at

Wait = Callable[[Scene], datetime]
EARLY = timedelta(minutes=3)
"""What a look takes, and how far from the ends of a peak it is kept."""
BRISK = (0.04, 0.2)
"""The part of its time a brisk case takes."""
MINUTES = {"minute": 1, "work_hour": 60, "urgent_hour": 60}
DAY_MINUTES = 450
LEISURELY = 900
"""With so many minutes of office time or more to handle a case, nobody hurries."""


def office(least: float, most: float) -> Wait:
    """Minutes of office time."""
    return lambda scene: scene.world.moments.office(scene.at, scene.dice.uniform(least, most))


def hurried(least: float, most: float) -> Wait:
    """Minutes of office time where there are days to handle the case, fewer where there are hours."""

    def wait(scene: Scene) -> datetime:
        handle = scene.case.clock("handle")
        limit = handle.amount * MINUTES.get(handle.unit, DAY_MINUTES) if handle else DAY_MINUTES
        pace = min(1.0, limit / LEISURELY)
        return scene.world.moments.office(scene.at, scene.dice.uniform(least, most) * pace)

    return wait


def wall(least: float, most: float) -> Wait:
    """Minutes by any clock."""
    return lambda scene: scene.world.moments.wall(scene.at, scene.dice.uniform(least, most))


def daytime(least: float, most: float) -> Wait:
    """Minutes, then the next moment at which residents are about."""
    return lambda scene: scene.world.moments.daytime(scene.at, scene.dice.uniform(least, most), scene.dice)


def share(clock: str, least: float, most: float) -> Wait:
    """A part of what a clock has left; above 1 is late. Slow stories take the longer, brisk ones hardly any."""

    def wait(scene: Scene) -> datetime:
        running, moments = scene.case.clock(clock), scene.world.moments
        if running is None or running.due_at <= scene.at:
            return moments.office(scene.at, scene.dice.uniform(30, 240))
        low, high = BRISK if scene.story.brisk else (1.1, 2.4) if scene.has("slow") else (least, most)
        part = (running.due_at - scene.at) * scene.dice.uniform(low, high)
        return moments.office(scene.at + part, scene.dice.uniform(1, 9))

    return wait


def past(clock: str, least: float, most: float) -> Wait:
    """Minutes of office time after a clock has run out."""

    def wait(scene: Scene) -> datetime:
        running = scene.case.clock(clock)
        late = max(scene.at, running.due_at) if running else scene.at
        return scene.world.moments.office(late, scene.dice.uniform(least, most))

    return wait


def days(least: int, most: int) -> Wait:
    """Working days later, some time in the day."""

    def wait(scene: Scene) -> datetime:
        moments = scene.world.moments
        later = due_at(moments.calendar, scene.at, scene.dice.randint(least, most), TimeUnit.WORK_DAY)
        return moments.office(later - timedelta(hours=9), scene.dice.uniform(5, 420))

    return wait


def after_term(least: float, most: float) -> Wait:
    """Minutes of office time after the term of the order has run out."""

    def wait(scene: Scene) -> datetime:
        order = scene.case.order
        late = max(scene.at, order.term_due_at) if order else scene.at
        return scene.world.moments.office(late, scene.dice.uniform(least, most))

    return wait


def for_assignment(least: float, most: float) -> Wait:
    """Office time; at once where only the peak that runs or the next one proves anything."""

    def wait(scene: Scene) -> datetime:
        if "peak" in scene.category.flags:
            return scene.world.moments.wall(scene.at, scene.dice.uniform(3, 15))
        return scene.world.moments.office(scene.at, scene.dice.uniform(least, most))

    return wait


def for_check(least: float, most: float) -> Wait:
    """Office time; where only a peak proves anything, inside the first good one that is left."""

    def wait(scene: Scene) -> datetime:
        found = _peaks_left(scene)
        if "peak" not in scene.category.flags or not found:
            return scene.world.moments.office(scene.at, scene.dice.uniform(least, most))
        begins, ends = found[0]
        span = (ends - begins).total_seconds() / 60
        return scene.world.moments.wall(begins, scene.dice.uniform(0, min(span, 75)))

    return wait


def peak_missed(scene: Scene) -> bool:
    """Whether a check can prove nothing any more: the peak after the work and the next one are over."""
    return "peak" in scene.category.flags and not _peaks_left(scene)


def _peaks_left(scene: Scene) -> list[tuple[datetime, datetime]]:
    """What is left of the peak in which the work was done and of the next one, with time enough for a look."""
    if "peak" not in scene.category.flags:
        return []
    case, moments, numbers = scene.case, scene.world.moments, scene.workflow.parameters
    done = max(at for at in (case.work_reported_at, case.corrected_at, case.opened_at) if at is not None)
    day = moments.midnight(moments.calendar.local(done).date())
    hours = [(numbers[f"peak_{n}_from_minute"], numbers[f"peak_{n}_until_minute"]) for n in (1, 2)]
    peaks = [
        (day + timedelta(days=n, minutes=first), day + timedelta(days=n, minutes=last))
        for n in range(3)
        for first, last in hours
    ]
    after = [peak for peak in peaks if peak[1] > done]
    good = after[: 2 if after[0][0] <= done else 1]
    left = [(max(first + EARLY, scene.at + EARLY), last - EARLY) for first, last in good]
    return [(first, last) for first, last in left if first < last]
