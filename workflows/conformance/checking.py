"""The whole history judged again: one pass in the order of the log, the office folded alongside.

A step that was not legal is told and then taken for what it was, as every later step was decided on it. Memory holds a
fixed number of cases, whatever the length of the log.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from domain.case import Case
from domain.conformance import Breach, asked_again, judged_again
from domain.context import Context
from domain.envelope import IMPORTED, Event
from domain.fold import fold
from domain.needs import needs_of
from domain.office import STREAM, Office, evolve_office
from workflows.conformance.reading import Flaw, Scope, facts, stream_before
from workflows.conformance.standing import CASES_KEPT, Cases, Causes, Versions
from workflows.conformance.violation import Violation
from workflows.log import LogReader
from workflows.whatif.world import CalendarOf

NUMBERS_KEPT = 10_000


@dataclass
class Checked:
    """What was judged so far, in facts; violations by kind."""

    judged: int = 0
    imported: int = 0
    office: int = 0
    position: int = 0
    found: Counter[str] = field(default_factory=Counter)


class Checker:
    """Judges a scope of a log once. `calendar` is what an office counts by at a place of its history."""

    def __init__(self, log: LogReader, scope: Scope, calendar: CalendarOf, *, kept: int = CASES_KEPT) -> None:
        """`kept` cases and causes are in memory at a time."""
        self.checked = Checked(position=scope.after)
        self._log, self._scope, self._calendar = log, scope, calendar
        self._cases, self._causes = Cases(log, scope, kept), Causes(log, kept)
        self._versions = Versions(log)
        self._unreadable: set[str] = set()
        self._recorded_at: datetime | None = None
        self._numbers: dict[str, str] = {}
        office = Office()
        for event in stream_before(log, STREAM, scope.after + 1):
            office = evolve_office(office, event)
        self._enter(office)

    def run(self, tell: Callable[[int], None] = lambda _: None) -> Iterator[Violation]:
        """Every violation in the order of the log; `tell` hears the position reached."""
        for one in facts(self._log, self._scope):
            if isinstance(one, Flaw):
                yield self._flaw(one)
                continue
            yield from self._told(one, list(self._breaches(one)))
            self.checked.position = one.envelope.position
            tell(one.envelope.position)

    def _breaches(self, event: Event) -> Iterator[Breach]:
        it = event.envelope
        if self._recorded_at is not None and it.recorded_at < self._recorded_at:
            yield Breach("order", "", it.recorded_at.isoformat(), self._recorded_at.isoformat())
        self._recorded_at = it.recorded_at
        if it.case_id == STREAM:
            yield from self._of_office(event)
        elif it.case_id not in self._unreadable:
            yield from self._of_case(event)
        self._causes.take(event)

    def _of_office(self, event: Event) -> Iterator[Breach]:
        self.checked.office += 1
        expected = self._office.version + 1
        if event.envelope.version != expected:
            yield Breach("version", "", str(event.envelope.version), str(expected))
        self._enter(evolve_office(self._office, event))

    def _of_case(self, event: Event) -> Iterator[Breach]:
        it = event.envelope
        self.checked.judged += 1
        self.checked.imported += it.door == IMPORTED
        before = self._cases.before(event)
        version = self._versions.get(it.digest)
        if version is None:
            yield Breach("definition", "lost", it.digest)
        else:
            workflow, machine = version
            request = asked_again(event)
            needed = needs_of(workflow, request, before)
            context = self._context(event, needed)
            yield from judged_again(before, event, request, workflow, machine, context)
        if before is None and self._office.published.get(it.workflow) != it.digest:
            yield Breach("definition", "force", it.digest, self._office.published.get(it.workflow, ""))
        if it.causation and not self._causes.known(it.causation, it.position):
            yield Breach("cause", it.causation)
        self._cases.take(event, before)

    def _context(self, event: Event, needed: frozenset[str]) -> Context:
        it, case_no = event.envelope, getattr(event.fact, "case_no", "")
        if not needed and not case_no:
            return self._plain
        earlier: tuple[str, ...] = getattr(event.fact, "earlier", ())
        others: dict[str, Case] = {}
        for case_id in needed - {it.case_id}:
            other = self._cases.at(case_id, it.position)
            if other is not None:
                others[case_id] = other
        return Context(
            calendar=self._plain.calendar,
            office=self._office,
            others=others,
            earlier=earlier,
            case_no=case_no,
        )

    def _enter(self, office: Office) -> None:
        """Go on with the office as it is from here."""
        self._office = office
        self._plain = Context(calendar=self._calendar(office), office=office)

    def _told(self, event: Event, breaches: list[Breach]) -> Iterator[Violation]:
        it = event.envelope
        for breach in breaches:
            self.checked.found[breach.kind] += 1
            yield Violation(
                kind=breach.kind,
                position=it.position,
                case_id=it.case_id,
                case_no=self._number(it.case_id),
                workflow=it.workflow,
                topic=event.fact.TOPIC,
                move=it.trigger,
                actor=it.actor,
                role=it.role,
                occurred_at=it.occurred_at,
                door=it.door,
                what=breach.what,
                recorded=breach.recorded,
                expected=breach.expected,
            )

    def _flaw(self, flaw: Flaw) -> Violation:
        if flaw.case_id:
            self._unreadable.add(flaw.case_id)
        self.checked.position = flaw.until
        self.checked.found[flaw.kind] += 1
        return Violation(
            kind=flaw.kind,
            position=flaw.position,
            case_id=flaw.case_id,
            case_no=self._number(flaw.case_id),
            what=flaw.reason or str(flaw.until),
        )

    def _number(self, case_id: str) -> str:
        """The number of a case as it is known now, since people look it up by that."""
        if case_id == STREAM or not case_id:
            return ""
        if case_id not in self._numbers:
            case = fold(stream_before(self._log, case_id, self._log.head() + 1))
            if len(self._numbers) >= NUMBERS_KEPT:
                self._numbers.clear()
            self._numbers[case_id] = case.case_no if case else ""
        return self._numbers[case_id]
