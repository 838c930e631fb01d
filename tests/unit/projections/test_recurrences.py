"""What the read model of recurrences knows of a case: its class, its place, its applicant, and whether it counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.envelope import Event
from domain.facts import intake, work
from domain.facts.schema import Fact
from domain.values import Place
from projections.recurrences import RecurrenceRow, evolve
from tests.calendars import at
from tests.support.given import happened
from tests.support.recurring import EXIT, FILED, opened
from tests.support.samples import HERE, reported

WHEN = at("2026-03-02 10:00")
REPORTED = RecurrenceRow(
    case_id="case-1",
    category="litter",
    placed=True,
    object_id="exit-d",
    lat_deg=EXIT.lat_deg,
    lon_deg=EXIT.lon_deg,
    applicant="resident-1",
)


def seen(*facts: Fact | Event) -> RecurrenceRow:
    row: RecurrenceRow | None = None
    for fact in facts:
        row = evolve(row, fact if isinstance(fact, Event) else happened(fact))
    assert row is not None
    return row


REPORT = reported(place=EXIT, reporter="resident-1")
CLOSED = work.CaseClosed(condition="no_relapse", outcome="solved", summary="-", public_summary="-")
FOUND = intake.VerificationAnswered(finding="true", place=HERE, files=())


def test_a_report_is_known_by_class_place_and_applicant() -> None:
    assert seen(REPORT) == REPORTED
    assert seen(reported(place=None)) == RecurrenceRow(case_id="case-1", category="litter")


def test_who_stays_anonymous_is_nobodys_applicant() -> None:
    assert seen(reported(place=EXIT, reporter="resident-1", anonymous=True)).applicant == ""


def test_it_counts_from_its_filing_under_the_class_it_was_filed_as() -> None:
    filed = happened(replace(FILED, category="hole"), when=WHEN)
    assert seen(REPORT, filed) == replace(REPORTED, category="hole", filed_at=WHEN)
    assert seen(REPORT, filed, intake.CaseReclassified(old="hole", new="bare", reason="-")).category == "bare"


def test_the_place_that_was_found_counts_where_the_report_had_none() -> None:
    found = seen(reported(place=None), FOUND)
    assert (found.lat_deg, found.lon_deg, found.placed) == (HERE.lat_deg, HERE.lon_deg, True)
    assert seen(reported(place=Place(address="-")), FOUND).lat_deg is None
    assert seen(REPORT, FOUND).object_id == "exit-d"


def test_a_merged_case_counts_through_its_master_until_it_is_taken_off() -> None:
    merged = intake.CaseMerged(master="case-2", ground="same_place")
    assert seen(REPORT, merged).merged
    assert not seen(REPORT, merged, intake.CaseUnmerged(master="case-2", reason="-")).merged


@pytest.mark.parametrize("end", [CLOSED, intake.CaseDeclined(reason="gone", explanation="-")])
def test_a_task_is_found_until_it_ends(end: Fact) -> None:
    task = opened("case-a", subject="resident-1")
    assert seen(task) == replace(REPORTED, placed=False, live_task=True)
    assert not seen(task, end).live_task
    assert seen(opened("case-a", place=None, category=None)) == RecurrenceRow(
        case_id="case-1", live_task=True
    )


def test_other_facts_leave_it_as_it_is() -> None:
    assert seen(REPORT, work.WorkNoted(step="progress")) == REPORTED


def test_a_task_with_an_outline_is_found_while_it_runs() -> None:
    outlined = opened("case-a", area=("30.3,120.1", "30.3,120.2", "30.4,120.2"))
    called_off = intake.CaseEnded(reason="cancelled", explanation="-")
    assert seen(outlined).area
    assert not seen(opened("case-a")).area
    planned = replace(outlined, kind="campaign", rule="planned", cases=())
    assert (seen(planned).area, seen(planned).live_task) == (True, False)
    assert not seen(outlined, CLOSED).area
    assert not seen(outlined, called_off).area
