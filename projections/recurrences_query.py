"""Asking for the cases that may be one matter with another: wider than the rules, which judge what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import cos, radians

from psycopg import sql

from projections.books import Books
from projections.conditions import AllOf, AnyOf, Condition, Is, Parameters, where
from projections.query import Query
from projections.recurrences import RECURRENCES

METRES_PER_DEGREE = 111_195.0
REACH_M = 500.0
"""How far away a case may lie to be looked at; more than any number of metres a catalogue calls one place."""
LARGEST = 500
"""Cases looked at for one filing, the last filed first: a command names no more."""


@dataclass(frozen=True, kw_only=True)
class Sought:
    """What the cases sought share with one case, filed since when; tasks that still run are found whenever opened."""

    case_id: str
    category: str
    since: datetime
    object_id: str = ""
    lat_deg: float | None = None
    lon_deg: float | None = None
    applicant: str = ""


def alike(books: Books, sought: Sought) -> Query[tuple[str, ...]]:
    """The ids of those cases, and of every running task with an outline, whatever it is about."""
    params = Parameters()
    shared = _shared(sought)
    counted = AnyOf(
        (
            Is("live_task", "=", True),
            AllOf((Is("filed_at", ">=", sought.since), Is("merged", "=", False))),
        )
    )
    like_it = AllOf((Is("category", "=", sought.category), counted, AnyOf(shared)))
    found: tuple[Condition, ...] = (
        Is("case_id", "<>", sought.case_id),
        AnyOf((like_it, Is("area", "=", True))),
    )
    text = sql.SQL(
        "SELECT case_id FROM {table} WHERE {where} ORDER BY filed_at DESC NULLS FIRST, case_id LIMIT {limit}"
    )
    return Query(
        text.format(
            table=books.table(RECURRENCES.name), where=where(found, params), limit=sql.Literal(LARGEST)
        ),
        params.values,
        lambda rows: tuple(row[0] for row in rows),
    )


def shares_anything(sought: Sought) -> bool:
    """Whether there is anything another case could share."""
    return bool(sought.category) and bool(_shared(sought))


def _shared(sought: Sought) -> tuple[Condition, ...]:
    found: list[Condition] = []
    if sought.object_id:
        found.append(Is("object_id", "=", sought.object_id))
    if sought.applicant:
        found.append(Is("applicant", "=", sought.applicant))
    if sought.lat_deg is not None and sought.lon_deg is not None:
        found.append(AllOf(_box(sought.lat_deg, sought.lon_deg)))
    return tuple(found)


def _box(lat: float, lon: float) -> tuple[Condition, ...]:
    off = REACH_M / METRES_PER_DEGREE
    wide = off / max(cos(radians(lat)), 0.01)
    return (
        Is("lat_deg", ">=", lat - off),
        Is("lat_deg", "<=", lat + off),
        Is("lon_deg", ">=", lon - wide),
        Is("lon_deg", "<=", lon + wide),
    )
