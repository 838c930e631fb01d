"""Rates and point rules as data: which countables over which window, with version, wording and source.

A published version stays readable for ever. A figure of the past is worked out by the version in force then.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.countables import APART, COUNTABLES, WINDOWS

BASES = ("L", "S", "A", "K", "D")
"""L binding text, S standard, A analogue, K knowledge, D our default."""


@dataclass(frozen=True, kw_only=True)
class Formula:
    """A rate, a number without denominator, or a rule of points (`points` other than 0).

    `definition` says in words what counts, the choice of the denominator included. `apart` are names of
    `countables.APART` whose moments are left out of both sides and listed beside them; `indicator` is the name under
    which a case may be excluded, the formula's own id if empty.
    """

    id: str
    version: int
    zh: str
    en: str
    definition_zh: str
    definition_en: str
    numerator: str
    numerator_window: str
    denominator: str = ""
    denominator_window: str = ""
    apart: tuple[str, ...] = ()
    indicator: str = ""
    points: int = 0
    basis: str
    source: str

    @property
    def excluded_by(self) -> str:
        """The indicator a case must be excluded from to be left out here."""
        return self.indicator or self.id

    @property
    def counted_window(self) -> str:
        """Where a window is applied: of the denominator, if there is one."""
        return self.denominator_window or self.numerator_window

    @property
    def of(self) -> str:
        """The countable whose moments the figure is out of."""
        return self.denominator or self.numerator

    @property
    def digest(self) -> str:
        """SHA-256 over the canonical data, `sha256:` before it."""
        text = json.dumps(formula_to_data(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def formula_to_data(formula: Formula) -> dict[str, Any]:
    """What is kept in the log: every field, also empty ones."""
    return {**vars(formula), "apart": list(formula.apart)}


def formula_from_data(data: Mapping[str, Any]) -> Formula:
    """Read what was kept. ValueError or TypeError when it is no formula."""
    formula = Formula(**{**data, "apart": tuple(data["apart"])})
    wrong = problems_of(formula)
    if wrong:
        raise ValueError("; ".join(wrong))
    return formula


def problems_of(formula: Formula) -> list[str]:
    """What is wrong with a formula, each in a sentence; empty when it may be published."""
    found = [
        f'{where} "{name}" is not one of {", ".join(known)}'
        for where, name, known in (
            ("numerator.count", formula.numerator, COUNTABLES),
            ("numerator.window", formula.numerator_window, WINDOWS),
            ("denominator.count", formula.denominator, ("", *COUNTABLES)),
            ("denominator.window", formula.denominator_window, ("", *WINDOWS)),
            ("basis", formula.basis, BASES),
            *(("apart", name, APART) for name in formula.apart),
        )
        if name not in known
    ]
    if formula.version < 1:
        found.append("version begins at 1")
    if bool(formula.denominator) != bool(formula.denominator_window):
        found.append("a denominator has both count and window")
    if formula.points and formula.denominator:
        found.append("a rule of points has no denominator")
    texts = (formula.zh, formula.en, formula.definition_zh, formula.definition_en, formula.source)
    if not all(texts):
        found.append("title, definition and source are wanted, in zh and en")
    return found
