"""Cases and the office as folded last, kept so that most decisions need no reading.

Nothing here needs to be fresh: what was decided on is named by version when the facts are stored, and a decision on
something stale is refused by the log and made again. A refusal has no such proof, so none is made from here.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence

from domain.case import Case
from domain.envelope import Event
from domain.fold import fold
from domain.office import STREAM, Office, evolve_office
from workflows.log import EventLog


class Shelf:
    """The cases used last, up to `size`, and the office."""

    def __init__(self, log: EventLog, size: int) -> None:
        self._log = log
        self._size = size
        self._cases: OrderedDict[str, Case] = OrderedDict()
        self._office: Office | None = None

    @property
    def office(self) -> Office | None:
        """The office as known, None before it was read."""
        return self._office

    def case(self, case_id: str) -> Case | None:
        """A case as known."""
        case = self._cases.get(case_id)
        if case is not None:
            self._cases.move_to_end(case_id)
        return case

    async def read(self, case_ids: Iterable[str]) -> tuple[Office, dict[str, Case | None]]:
        """The office and these cases as they are now, in one round trip."""
        known = {case_id: self._cases.get(case_id) for case_id in case_ids}
        office = self._office or Office()
        versions = {case_id: case.version if case else 0 for case_id, case in known.items()}
        found = await self._log.streams({**versions, STREAM: office.version})
        for event in found.pop(STREAM):
            office = evolve_office(office, event)
        self._keep_office(office)
        cases = {case_id: fold(events, known[case_id]) for case_id, events in found.items()}
        for case in cases.values():
            self._keep(case)
        return office, cases

    def add(self, before: Case | None, events: Sequence[Event]) -> None:
        """Keep a case after facts that were just stored on top of `before`."""
        self._keep(fold(events, before))

    def _keep(self, case: Case | None) -> None:
        if case is None:
            return
        known = self._cases.get(case.id)
        if known is None or known.version <= case.version:
            self._cases[case.id] = case
        self._cases.move_to_end(case.id)
        if len(self._cases) > self._size:
            self._cases.popitem(last=False)

    def _keep_office(self, office: Office) -> None:
        if self._office is None or self._office.version <= office.version:
            self._office = office
