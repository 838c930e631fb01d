"""The calendar deadlines are counted by: published for a year, and what a deadline says of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from domain.facts.calendar import CalendarYear, Holiday
from features.cells import moment as read_moment
from features.steps.tables import Table, pairs
from features.story import Story
from features.vocabulary import sentence

DAY = re.compile(r"\d{4}-\d\d-\d\d")
WORKED = ("上班", "worked")
DEADLINE_ROWS = {
    "预估": "estimated",
    "原期限": "was",
    "重算原因": "cause",
    "日历": "calendar",
    "办公时间": "hours",
    "estimated": "estimated",
    "was due": "was",
    "counted again for": "cause",
    "calendar": "calendar",
    "office hours": "hours",
}
YES_NO = {True: ("是", "yes"), False: ("否", "no")}


@sentence(
    "given",
    "when",
    zh=(
        "发布{year:number}年放假安排",
        "发布2027年放假安排",
        "从此按这一年的放假安排计时,在办案卷的时限重算;下面的表每行一个假期和起止,“上班”一行写调休上班的日子",
    ),
    en=("the holidays of {year:number} are announced", "the holidays of 2027 are announced"),
)
def _(story: Story, year: str, datatable: Table | None = None) -> None:
    """A calendar with this year arranged so is published: a table of holidays, and a row `worked` for weekends."""
    story.settle()
    known = story.driver.catalogue.published
    story.calendars += 1
    years = [one for one in known.years if one.year != int(year)]
    story.driver.publish(
        replace(known, calendar=f"spec-{year}.{story.calendars}", years=(*years, _year(int(year), datatable)))
    )


def _year(number: int, table: Table | None) -> CalendarYear:
    told = {
        name: [date.fromisoformat(day) for day in DAY.findall(text)] for name, text in pairs(table).items()
    }
    return CalendarYear(
        year=number,
        status="official",
        source="specification",
        holidays=tuple(
            Holiday(name=name, first=days[0], last=days[-1])
            for name, days in told.items()
            if name not in WORKED
        ),
        make_up_days=tuple(day for name, days in told.items() if name in WORKED for day in days),
    )


@sentence(
    "then",
    zh=(
        "{who}查看{clock}时限,写明",
        "“派遣员”查看“处置”时限,写明",
        "时限说明里写的:是不是预估、原期限、重算原因、日历、办公时间;下面的表每行一项",
    ),
    en=("{who} is told of the deadline {clock}", '"dispatcher" is told of the deadline "Handle"'),
)
def _(story: Story, who: str, clock: str, datatable: Table | None = None) -> None:
    """What the explanation of a deadline says: whether it is an estimate, 原期限, 重算原因, 日历, 办公时间."""
    story.settle()
    name = story.words.clock(story.workflow(), clock)
    found = story.driver.deadline(story.case_id(), story.cast.person(who), name)
    assert found is not None, f"the clock “{clock}” does not run"
    wanted = pairs(datatable)
    assert wanted.keys() <= DEADLINE_ROWS.keys(), f"these can be asked: {'、'.join(DEADLINE_ROWS)}"
    for row, text in wanted.items():
        meant = DEADLINE_ROWS[row]
        if meant == "estimated":
            assert text in YES_NO[found.estimated], f"estimated: {found.estimated}"
        elif meant == "was":
            was = read_moment(story.driver.catalogue.calendar, text) if text else None
            assert found.was_due_at == was, f"it was due at {found.was_due_at}"
        else:
            assert getattr(found, meant) == text, f"it says {found}"
