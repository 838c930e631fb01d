"""Rules of single places: the river chiefs' ladder, the peaks at a metro exit."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from domain.rules.rule import Attempt, rule
from domain.scalars import is_given


@rule("not_urged")
def street_urged_first(attempt: Attempt) -> bool:
    """The street chief urged, and was answered or left without an answer past its time (浙江省河长制规定 7-11)."""
    case = attempt.known
    ignored = case.street_supervisions > 0 and any(
        clock.has_run_out(attempt.now) for clock in case.clocks_named("supervision")
    )
    return case.supervised_by_street or ignored


@rule("no_written_reply", body=True)
def reply_in_writing(attempt: Attempt) -> bool:
    """A letter or a message of the system is attached, or the decision is written out (浙江省河长制规定11)."""
    return bool(attempt.files("reply_letter")) or is_given(attempt.get("instruction"))


@rule("chief_not_told")
def chief_told(attempt: Attempt) -> bool:
    """The river chief who reported was told after the last check (浙江省河长制规定11)."""
    case = attempt.known
    if case.channel != "river_chief":
        return True
    since = case.last_check_at
    return any(
        contact.purpose == "inform"
        and contact.reached
        and contact.subject in case.reported_by
        and (since is None or contact.at >= since)
        for contact in case.contacts
    )


@rule("not_in_peak", "calendar", body=True)
def checked_in_peak(attempt: Attempt) -> bool:
    """Bikes and vendors: a photo taken in the same or the next peak after the work was done, or ordered and done."""
    if not attempt.has_flag("peak"):
        return True
    done = [at for at in (attempt.known.work_reported_at, attempt.known.corrected_at) if at is not None]
    good = _peaks_after(attempt, max(done)) if done else []
    taken = [file.taken_at for file in attempt.files() if file.taken_at is not None]
    return any(start <= at <= end and at >= max(done) for at in taken for start, end in good)


def _peaks_after(attempt: Attempt, reported: datetime) -> list[tuple[datetime, datetime]]:
    """The peak the report fell into, if any, and the next one."""
    local = attempt.context.calendar.local(reported)
    midnight = datetime.combine(local.date(), time(), local.tzinfo)
    ahead = [
        (midnight + timedelta(days=day, minutes=first), midnight + timedelta(days=day, minutes=last))
        for day in (0, 1)
        for first, last in _peak_hours(attempt)
    ]
    coming = [peak for peak in ahead if peak[1] >= local]
    within = coming[0][0] <= local
    return coming[: 2 if within else 1]


def _peak_hours(attempt: Attempt) -> tuple[tuple[int, int], ...]:
    """Beginning and end of each peak, minutes after midnight."""
    return tuple(
        (attempt.parameter(f"peak_{n}_from_minute"), attempt.parameter(f"peak_{n}_until_minute"))
        for n in (1, 2)
    )


RULES = (street_urged_first, reply_in_writing, chief_told, checked_in_peak)
