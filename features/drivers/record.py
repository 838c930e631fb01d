"""What was recorded in an office, judged once: every step that was not legal, by the way in which it was not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from domain.calendar import WorkCalendar
from workflows.conformance import KINDS, Checker, Scope, Violation, sentence
from workflows.loader import Catalogue, Labels
from workflows.log import LogReader

SHOWN = 20
"""Violations of one kind that are told; a specification that fails needs no more."""


class Record:
    """The record of an office in a database. Raises LogUnavailable when that does not answer."""

    def __init__(self, dsn: str, jurisdiction: str, catalogue: Catalogue, calendar: WorkCalendar) -> None:
        self._dsn, self._jurisdiction = dsn, jurisdiction
        self._catalogue, self._calendar = catalogue, calendar

    def violations(self, kind: str) -> Sequence[str]:
        """Sentences of the steps that were not legal in this way, named in either language or by its code."""
        names = {name: code for code, told in KINDS.items() for name in (code, told.zh, told.en) if told.zh}
        if kind not in names:
            raise LookupError(
                f"“{kind}”; there are: {'、'.join(told.zh for told in KINDS.values() if told.zh)}"
            )
        return self._found.get(names[kind], ())

    @cached_property
    def _found(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        with LogReader.open(self._dsn, self._jurisdiction) as log:
            checker = Checker(log, Scope(until=log.head()), lambda then: then.calendar or self._calendar)
            for violation in checker.run():
                told = found[violation.kind]
                if len(told) < SHOWN:
                    told.append(self._told(violation))
        return dict(found)

    def _told(self, violation: Violation) -> str:
        loaded = self._catalogue.workflows.get(violation.workflow)
        labels: Labels = loaded.labels if loaded else self._catalogue.labels
        named = violation.case_no or violation.case_id
        return f"{violation.position} {named}: {sentence(violation, labels)}"
