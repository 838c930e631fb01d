"""What looks at an outfall prove: that it flows on dry days, or that it is dry on dry days and clean in rain."""

from __future__ import annotations

from collections.abc import Iterable

from domain.calendar import WorkCalendar
from domain.case_parts import Checklist


def is_dry(look: Checklist, hours: int) -> bool:
    """Whether it had not rained for so long."""
    return not look.says("raining") and look.dry_hours >= hours


def flows_when_dry(
    looks: Iterable[Checklist], calendar: WorkCalendar, *, dry_hours: int, days_apart: int
) -> bool:
    """Seen flowing on a dry day twice, so many days apart, or once with dye or a sample (D)."""
    seen = [look for look in looks if is_dry(look, dry_hours) and look.says("flowing")]
    if any(look.says("dye") or look.says("sample") for look in seen):
        return True
    days = [calendar.local(look.at).date() for look in seen]
    return bool(days) and (max(days) - min(days)).days >= days_apart


def is_clean(looks: Iterable[Checklist], *, dry_hours: int) -> bool:
    """The latest look on a dry day saw no flow, the latest in rain no sewage; each was looked at (A)."""
    told = sorted(looks, key=lambda look: look.at)
    dry = [look.says("flowing") for look in told if is_dry(look, dry_hours)]
    wet = [look.says("sewage") for look in told if look.says("raining")]
    return bool(dry) and bool(wet) and not dry[-1] and not wet[-1]
