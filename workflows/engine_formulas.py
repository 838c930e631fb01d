"""Rates and rules of points by digest, from the log: what was published once stays readable for ever."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from domain.facts.office import FormulaPublished
from domain.formula import Formula, formula_from_data, formula_to_data
from workflows.engine_office import OfficeBook
from workflows.engine_published import published
from workflows.log import EventLog, LogError


class FormulaLost(LogError):
    """A formula that is in force is not in the log, or is not what its digest says."""


class NotRaised(ValueError):
    """A formula was changed without a higher version: nobody could tell the two apart."""


class Formulas:
    """What is published, read once and kept."""

    def __init__(self, log: EventLog, office: OfficeBook) -> None:
        self._log = log
        self._office = office
        self._kept: dict[str, Formula] = {}

    async def get(self, digest: str) -> Formula:
        """The formula of this digest. Raises FormulaLost."""
        if digest not in self._kept:
            self._kept[digest] = await published(self._log, digest, "formula", formula_from_data, FormulaLost)
        return self._kept[digest]

    async def publish(self, formulas: Iterable[Formula], actor: str, now: datetime, *, door: str) -> int:
        """Put these in force from now on, together. Raises NotRaised, and then publishes none."""
        known = (await self._office.now()).formulas
        new = [formula for formula in formulas if known.get(formula.id) != formula.digest]
        for formula in new:
            await self._require_raised(formula, known.get(formula.id))
        facts = []
        for formula in new:
            await self._log.publish(
                formula.digest, f"rate:{formula.id}", formula.version, formula_to_data(formula)
            )
            facts.append(FormulaPublished(formula=formula.id, version=formula.version, digest=formula.digest))
        await self._office.tell(facts, actor, now, door=door)
        return len(new)

    async def _require_raised(self, formula: Formula, digest: str | None) -> None:
        before = await self.get(digest) if digest else None
        if before is not None and before.version >= formula.version:
            raise NotRaised(
                f"The formula {formula.id} differs from the one in force, which has version {before.version}: "
                f"give it version {before.version + 1}."
            )
