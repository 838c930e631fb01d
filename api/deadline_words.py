"""Why a deadline is at its moment, told step by step in sentences with every number: start, rests, changes, end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from api.case_view import View
from api.language import ENGLISH
from api.pages.moments import shown_due, shown_moment
from api.time_left import told_length
from domain.calendar import TimeUnit, WorkCalendar
from domain.clock_arithmetic import LENGTH_US, paused_between
from domain.clock_recount import OF_WORKING_DAYS, rolls
from domain.codec import to_data
from domain.envelope import ASKED, ClockEffect, Event

MOMENT = timedelta(microseconds=1)
"""24:00 is the end of its day."""
Steps = Iterable[tuple[Event, ClockEffect]]
TEXTS = {
    "asked": ("{at} 起算，到期时刻为所定的 {due}。", "Counted from {at}; the moment that was set is {due}."),
    "started": (
        "{at} 起算，期限 {limit}（{how}），到 {due}，按日历 {calendar}。",
        "Counted from {at}: {limit} ({how}) end at {due} by the calendar {calendar}.",
    ),
    "paused": ("{at} 暂停（{fact}），已用 {used}。", "It rests from {at} ({fact}); {used} were used."),
    "resumed": (
        "{at} 恢复，暂停 {paused}，到期改为 {due}，按日历 {calendar}。",
        "It goes on from {at} after a rest of {paused}, and ends at {due} by the calendar {calendar}.",
    ),
    "moved": (
        "{at} {fact}：到期由 {old} 改为 {due}，按日历 {calendar}。",
        "{at}, {fact}: {old} became {due} by the calendar {calendar}.",
    ),
    "stopped": ("{at} 停止（{fact}）。", "It stopped at {at} ({fact})."),
    "estimated": (
        "{years} 年放假安排尚未公布，到期时刻为预估；公布后重算，原值保留。",
        "An estimate: the holidays of {years} are not announced yet; counted again then, this moment stays visible.",
    ),
}
HOW = {
    "work_hour": ("只数上班时间", "office time alone"),
    "work_day": (
        "起算日不计，只数工作日，末日到下班为止",
        "the first day not counted, working days alone, to the close of office",
    ),
    "natural_day": ("起算日不计，末日到24时为止", "the first day not counted, to the end of the last one"),
    "month": ("到对应日24时为止", "to the end of the same day of the month"),
    "": ("昼夜连续计算", "day and night"),
}
OF_UNIT = ("，按{unit}的办公时间 {hours}", "; in the office hours of {unit}, {hours}")
"""Said where working time is counted in the hours of the unit that holds the clock."""
ROLL = ("，末日逢休息日顺延到下一个工作日", "; a last day off ends on the next working day")


def why_of(view: View, steps: Steps) -> list[str]:
    """One sentence for each step of a clock from its last start."""
    found, begun, due, paused_at = [], None, None, None
    for event, effect in steps:
        begun = effect if begun is None or effect.effect == "started" else begun
        told = _Told(view, event, effect, begun)
        found.append(told.sentence(due, paused_at))
        due, at = effect.due_at or due, event.envelope.occurred_at
        paused_at = at if effect.effect == "paused" else None if effect.effect == "resumed" else paused_at
    return found


def estimate_of(view: View, begun: datetime, due: datetime) -> str:
    """That a moment may still move, and for the sake of which years."""
    calendar = view.calendar
    years = range(calendar.local(begun).year, calendar.local(due - MOMENT).year + 1)
    missing = (str(year) for year in years if year not in calendar.covers)
    return _text("estimated", view).format(
        years="、".join(missing) if not _english(view) else ", ".join(missing)
    )


class _Told:
    """One step, and what is needed to tell it."""

    def __init__(self, view: View, event: Event, effect: ClockEffect, begun: ClockEffect) -> None:
        """`begun` is how the clock was started."""
        self.view, self.event, self.effect, self.begun = view, event, effect, begun
        self.unit = begun.unit
        self.zone = ZoneInfo(view.calendar.timezone)

    def sentence(self, due: datetime | None, paused_at: datetime | None) -> str:
        """The step in words; `due` is when the clock was due before, `paused_at` since when it rested."""
        effect = self.effect
        kind = ASKED if effect.effect == "started" and effect.rule == ASKED else effect.effect
        begun = effect.started_at or self.event.envelope.occurred_at
        return _text(kind, self.view).format(
            at=shown_moment(begun, self.zone),
            due=shown_due(effect.due_at or due, self.zone),
            old=shown_due(due, self.zone),
            limit=f"{effect.amount} {self.view.wording.of('units', self.unit)}",
            how=self._how(),
            fact=self.view.wording.of("topics", self.event.fact.TOPIC),
            used=self._amount(effect.used),
            paused=self._amount(self._rested(paused_at, begun)),
            calendar=effect.calendar,
        )

    def _how(self) -> str:
        at = int(_english(self.view))
        roll = ROLL[at] if rolls(self.view.workflow, self.effect.clock) else ""
        return HOW.get(self.unit, HOW[""])[at] + self._whose_hours(at) + roll

    def _whose_hours(self, at: int) -> str:
        begun = self.begun
        if not begun.hours or begun.unit not in OF_WORKING_DAYS:
            return ""
        unit = self.view.wording.unit(self.view.office, begun.hours_of)
        return OF_UNIT[at].format(unit=unit, hours=begun.hours.replace(" ", ", " if at else "、"))

    def _rested(self, since: datetime | None, until: datetime) -> int:
        """How long it rested, by the calendar it goes on with."""
        if since is None or not self.unit:
            return 0
        return paused_between(self._calendar(), TimeUnit(self.unit), since, until)

    def _calendar(self) -> WorkCalendar:
        known = self.view.office.calendar_named(self.effect.calendar)
        calendar = known.counted if known else self.view.calendar
        return calendar.with_hours(self.begun.hours)

    def _amount(self, amount: int) -> str:
        """Seconds of open time, or days."""
        if self.unit in LENGTH_US:
            return told_length(amount, TimeUnit(self.unit), self.view.wording.language)
        day = TimeUnit.WORK_DAY if self.unit == TimeUnit.WORK_DAY else TimeUnit.NATURAL_DAY
        return f"{amount} {self.view.wording.of('units', day)}"


def moves_of(view: View, steps: Steps) -> Iterator[dict[str, str | int | None]]:
    """What gave the clock another moment while it ran or rested: the old one, the new one and by what."""
    due: datetime | None = None
    for event, effect in steps:
        if effect.effect == "moved" and effect.due_at != due:
            cause, wording = str(getattr(event.fact, "cause", "")), view.wording
            yield {
                "at": _iso(event.envelope.occurred_at),
                "topic": event.fact.TOPIC,
                "label": wording.of("topics", event.fact.TOPIC),
                "cause": cause,
                "cause_label": wording.value("cause", cause) if cause else "",
                "old_due_at": _iso(due),
                "new_due_at": _iso(effect.due_at),
                "calendar": effect.calendar,
                "position": event.envelope.position,
            }
        due = effect.due_at or due


def _iso(moment: datetime | None) -> str | None:
    data: str | None = to_data(moment)
    return data


def _english(view: View) -> bool:
    return view.wording.language == ENGLISH


def _text(key: str, view: View) -> str:
    return TEXTS[key][int(_english(view))]
