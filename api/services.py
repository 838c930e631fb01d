"""What an application works with, put together once by `bootstrap.build` and handed to every door."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from psycopg_pool import AsyncConnectionPool

from api.audit_places import AuditPlaces
from api.evidence import Evidence
from api.past import PastModels
from api.privacy import Privacy
from api.revealing import Revealing
from api.settings import Settings
from projections.books import Books
from projections.waiting import Watch
from workflows.engine import Engine
from workflows.keys import KeyStore
from workflows.loader import Catalogue, Labels
from workflows.log import EventLog

DEMO, TRIAL = "demo", "trial"
EXPORTS = 2
"""Exports that one process writes at a time; others wait."""
Reads = AsyncConnectionPool[psycopg.AsyncConnection[Any]]


@dataclass(frozen=True, kw_only=True)
class Services:
    """One office's engine, log, read side and files, with the clock and ids everything is given."""

    settings: Settings
    dsn: str
    jurisdiction: str
    is_demo: bool
    catalogue: Catalogue
    log: EventLog
    keys: KeyStore
    revealing: Revealing
    engine: Engine
    books: Books
    reads: Reads
    watch: Watch
    privacy: Privacy
    past: PastModels
    evidence: Evidence
    audit: AuditPlaces
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    exports: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(EXPORTS))
    """A place for each export that may be written at a time."""
    tally: Counter[int] = field(default_factory=Counter)
    """Requests answered by this process, by status."""

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone: that of its settings."""
        return ZoneInfo(self.settings.timezone)

    @property
    def mark(self) -> str:
        """What this database is: a demo for ever, or trial data until people sign in as themselves."""
        return DEMO if self.is_demo else TRIAL

    def labels(self, workflow: str = "") -> Labels:
        """Labels of a workflow and what all share; a workflow that left the catalogue keeps its ids."""
        loaded = self.catalogue.workflows.get(workflow)
        return loaded.labels if loaded else self.catalogue.labels

    def label_anywhere(self, section: str, key: str, language: str) -> str:
        """The label of a state or category, from the first workflow that has one; the key when none does."""
        for loaded in self.catalogue.workflows.values():
            if found := loaded.labels.label(section, key):
                return found.text(language)
        return key
