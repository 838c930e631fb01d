"""What every format needs besides the cases: where the export stands, who reads, who and what may be referred to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

from api.exporting.columns import FACTS
from api.exporting.pseudonyms import Persons
from api.exporting.telling import ToldCase
from api.wording import Wording
from domain.office import Office


@dataclass(frozen=True)
class Member:
    """A member of staff by his posts: title of the first, all roles, all units."""

    title: str
    roles: tuple[str, ...]
    units: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class About:
    """Of which office, up to which position, in whose words and rights."""

    jurisdiction: str
    position: int
    reader: str
    zone: ZoneInfo
    language: str
    is_demo: bool
    staff: Mapping[str, Member]
    """By the name a person has in this export."""
    units: Mapping[str, tuple[str, str]]
    """Name and kind by id."""
    folder: Path | None = None
    """Where a format may keep what has to wait; the system's own place without one."""
    table: str = FACTS
    """Which rows a format with one table holds."""


Take = Callable[[ToldCase], None]
Opened = Callable[[BinaryIO, About], AbstractContextManager[Take]]
"""A format: given a file, takes cases one by one, and finishes the file when the block is left without an error."""


def staff_of(office: Office, persons: Persons, wording: Wording) -> dict[str, Member]:
    """Everybody who holds or held a post."""
    return {
        persons(person): Member(
            title=wording.post(office, posts[0]) if posts else "",
            roles=tuple(sorted({post.role for post in posts})),
            units=tuple(sorted({post.unit for post in posts} - {""})),
        )
        for person, posts in office.posts.items()
    }


def units_of(office: Office, wording: Wording) -> dict[str, tuple[str, str]]:
    """Every unit the office knows or knew."""
    return {key: (wording.unit(office, key), unit.kind) for key, unit in office.units.items()}
