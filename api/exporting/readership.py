"""For whom an export is made: somebody with posts in the office, or nobody in particular."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from api.exporting.about import About, staff_of, units_of
from api.exporting.columns import FACTS
from api.exporting.pseudonyms import Pseudonyms, as_they_are
from api.exporting.telling import Teller
from api.wording import Wording
from domain.definition import Workflow
from domain.office import Office, Person, Post
from workflows.engine_definitions import DefinitionLost
from workflows.loader import Catalogue, workflow_from_data

Definition = Callable[[str], Mapping[str, Any] | None]
"""The data of a published workflow by its digest, as the log has them."""
NOBODY = Person(id="", posts=(Post(role="auditor", unit=""),))
"""Who reads when nobody is named: staff of the lowest view, to whom nothing personal is shown."""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The office that is exported: what stands in its log, in whose words, in which time."""

    jurisdiction: str
    office: Office
    catalogue: Catalogue
    zone: ZoneInfo
    is_demo: bool


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is wanted; `person` is None for an export that goes to nobody in particular."""

    person: Person | None
    language: str
    table: str = FACTS
    folder: Path | None = None


def read_by(ground: Ground, wish: Wish, position: int, definition: Definition) -> tuple[Teller, About]:
    """Who tells, and about what, up to a position. Persons are named anew unless somebody reads who sees their ids."""
    person = wish.person or NOBODY
    teller = Teller(
        person=person,
        office=ground.office,
        persons=as_they_are if wish.person else Pseudonyms(),
        wording=_wordings(ground.catalogue, wish.language),
        workflow=_definitions(definition),
    )
    wording = teller.wording("")
    about = About(
        jurisdiction=ground.jurisdiction,
        position=position,
        reader=person.id,
        zone=ground.zone,
        language=wish.language,
        is_demo=ground.is_demo,
        staff=staff_of(ground.office, teller.persons, wording),
        units=units_of(ground.office, wording),
        folder=wish.folder,
        table=wish.table,
    )
    return teller, about


def _wordings(catalogue: Catalogue, language: str) -> Callable[[str], Wording]:
    """Words of a workflow; one that left the catalogue keeps its ids."""

    def wording(workflow: str) -> Wording:
        loaded = catalogue.workflows.get(workflow)
        return Wording(loaded.labels if loaded else catalogue.labels, language)

    return cache(wording)


def _definitions(definition: Definition) -> Callable[[str], Workflow]:
    """Definitions by digest, each read once."""

    def workflow(digest: str) -> Workflow:
        data = definition(digest)
        if data is None:
            raise DefinitionLost(f"the definition {digest} is not in the log")
        return workflow_from_data(data)

    return cache(workflow)
