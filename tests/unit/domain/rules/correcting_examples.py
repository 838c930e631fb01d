"""Rules of corrections: what may be put right, and with whom."""

from __future__ import annotations

from domain.facts.office import RoleGiven
from domain.facts.work import WorkNoted
from tests.support.given import happened
from tests.support.small_office import OFFICE, office_of
from tests.unit.domain.rules.example import Shown, holds, refuses, rule

CORRECT = {"on": "record.corrected", "by": "steward-1"}
NOTED = happened(WorkNoted(step="progress", text="路口东侧"), by="roads-1")
REPORT, NOTE = {"fact": "event-1"}, {"fact": "event-2"}
GATE = office_of(RoleGiven(person="gate-1", role="gateway", unit="desk"), before=OFFICE)

SHOWN: tuple[Shown, ...] = (
    rule("text_correctable", "not_correctable", **CORRECT)(  # type: ignore[arg-type]
        holds("what was told in the report", sends={**REPORT, "field": "narrative"}),
        holds("a telephone number", sends={**REPORT, "field": "reporter_phone"}),
        holds("a note of the work", NOTED, sends={**NOTE, "field": "text"}),
        refuses("a category, by which things were decided", sends={**REPORT, "field": "category"}),
        refuses("files", sends={**REPORT, "field": "files"}),
        refuses("a field of another fact", NOTED, sends={**NOTE, "field": "narrative"}),
        refuses("a fact of another case", sends={"fact": "event-9", "field": "narrative"}),
    ),
    rule("second_person_differs", "second_person_needed", **CORRECT)(  # type: ignore[arg-type]
        holds("a colleague"),
        refuses("the same person", sends={"second": "steward-1"}),
        refuses("somebody from outside", sends={"second": "resident-1"}),
        refuses("a device", sends={"second": "gate-1"}, office=GATE),
    ),
)
