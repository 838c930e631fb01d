"""Moving a case to another version of its workflow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from domain.facts.intake import Attribute
from domain.facts.schema import PUBLIC, STATE, Fact


@dataclass(frozen=True, kw_only=True)
class CaseMigrated(Fact):
    """版本迁移: the case follows another version of its workflow from now on."""

    TOPIC = "case.migrated"
    from_digest: Annotated[str, PUBLIC]
    to_digest: Annotated[str, PUBLIC]
    mapping: Annotated[Mapping[str, Attribute] | None, PUBLIC, STATE] = None
    """States renamed, the old name to the new one."""


FACTS: tuple[type[Fact], ...] = (CaseMigrated,)
