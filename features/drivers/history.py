"""The record of the office that is configured: nothing is played, invariants are held against what was done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from api.bootstrap import NotReady
from api.cli.console import Stop
from api.cli.places import open_office
from api.postgres import PostgresError
from domain.facts.calendar import CalendarPublished
from domain.facts.office import PlanAdopted
from domain.facts.schema import Fact
from domain.values import Place
from features.answers import Answer
from features.driver import (
    CaseSeen,
    CorrectionSeen,
    DeadlineSeen,
    FactSeen,
    Request,
    RestSeen,
    StageRefused,
)
from features.drivers.catalogue import Catalogue
from features.drivers.domain import FOUNDING
from features.drivers.record import Record
from features.looking import without_door
from workflows.log import LogError


class OnlyLookedAt(NotImplementedError):
    """A step that would play in an office where people work; invariants ask the record alone."""

    def __init__(self) -> None:
        super().__init__("the record of an office is only looked at: play this scenario on another driver")


class HistoryDriver:
    """The record of an office where people work: nothing can be done in it."""

    def __init__(self, catalogue: Catalogue, record: Record) -> None:
        self.catalogue = catalogue
        self.now = FOUNDING
        self.door = without_door()
        self._record = record

    def violations(self, kind: str) -> Sequence[str]:
        return self._record.violations(kind)

    def found(self, facts: Sequence[Fact]) -> None:
        """The office is there already."""

    def take(self, request: Request) -> Answer:
        raise OnlyLookedAt

    def publish(self, calendar: CalendarPublished) -> None:
        raise OnlyLookedAt

    def adopt(self, plan: PlanAdopted) -> None:
        raise OnlyLookedAt

    def turns(self, plan: str) -> Sequence[str]:
        raise OnlyLookedAt

    def case(self, case_id: str, at: datetime | None = None) -> CaseSeen | None:
        raise OnlyLookedAt

    def history(self, case_id: str) -> Sequence[FactSeen]:
        raise OnlyLookedAt

    def moves(self, case_id: str, actor: str) -> Mapping[str, str]:
        raise OnlyLookedAt

    def evidence(self, slot: str, taken_at: datetime, place: Place | None) -> Mapping[str, Any]:
        raise OnlyLookedAt

    def worklist(self, actor: str, state: str) -> Sequence[str]:
        raise OnlyLookedAt

    def figures(self) -> Mapping[str, int | None]:
        raise OnlyLookedAt

    def rate(self, name: str, at: datetime | None = None) -> Mapping[str, int]:
        raise OnlyLookedAt

    def rests(self, case_id: str, actor: str, clock: str) -> Sequence[RestSeen]:
        raise OnlyLookedAt

    def deadline(self, case_id: str, actor: str, clock: str) -> DeadlineSeen | None:
        raise OnlyLookedAt

    def corrections(self, case_id: str, actor: str) -> Sequence[CorrectionSeen]:
        raise OnlyLookedAt

    def readable(self, case_id: str, actor: str, field: str) -> bool:
        raise OnlyLookedAt


@dataclass(frozen=True)
class HistoryStage:
    """The office's record, judged once for all scenarios of a run."""

    catalogue: Catalogue
    record: Record

    @contextmanager
    def driver(self) -> Iterator[HistoryDriver]:
        yield HistoryDriver(self.catalogue, self.record)


@contextmanager
def stage(catalogue: Catalogue, _: Path) -> Iterator[HistoryStage]:
    """The stage of the office that is configured; it keeps nothing on disk. Raises StageRefused."""
    try:
        with open_office() as office:
            record = Record(office.dsn, office.jurisdiction, catalogue.loaded, catalogue.calendar)
            yield HistoryStage(catalogue, record)
    except (NotReady, Stop, LogError, PostgresError, psycopg.Error) as error:
        raise StageRefused(str(error).strip()) from None
