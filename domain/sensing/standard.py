"""Limits of standards as tables, and the class a body of water has by its worst factor (单因子评价)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

MOST, LEAST, BETWEEN = "most", "least", "between"
BOUNDS = (MOST, LEAST, BETWEEN)


@dataclass(frozen=True, kw_only=True)
class Factor:
    """Limits of one factor, one for each class, inclusive: at most, at least, or (for all classes) between two."""

    zh: str
    en: str
    unit: str
    bound: str
    limits: tuple[Decimal, ...]
    counts: bool = True
    """Whether it decides the class; one that does not is only shown."""

    def keeps(self, value: Decimal, nth: int) -> bool:
        """Whether a value is within the limit of a class, by the place of the class."""
        if self.bound == BETWEEN:
            return self.limits[0] <= value <= self.limits[1]
        return value <= self.limits[nth] if self.bound == MOST else value >= self.limits[nth]


@dataclass(frozen=True, kw_only=True)
class Standard:
    """A table of limits by class, from the best class to the worst, or of codes; with edition and source."""

    id: str
    zh: str
    en: str
    edition: str
    in_force: date
    basis: str
    source: str
    classes: tuple[str, ...] = ()
    worse: tuple[str, str] = ("", "")
    """What is worse than the last class is called, in Chinese and English."""
    factors: Mapping[str, Factor] = field(default_factory=dict)
    codes: Mapping[str, Code] = field(default_factory=dict)
    words: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Labels of words that only vendors' lists use."""
    vendors: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def limit(self, factor: str, class_: str) -> Decimal:
        """The limit of a factor in a class. KeyError or ValueError when the table has none."""
        return self.factors[factor].limits[self.classes.index(class_)]

    @property
    def meanings(self) -> Mapping[str, tuple[str, str]]:
        """Every word a code may mean, with its labels."""
        return {**{code.word: (code.zh, code.en) for code in self.codes.values()}, **self.words}

    def word(self, code: str, vendor: str) -> str:
        """What a vendor's code means, as the word of the table; "" for one that nobody listed.

        A vendor's own list comes first, since some vendors use numbers of the standard for something else.
        """
        own = self.vendors.get(vendor, {})
        if code in own:
            return own[code]
        return self.codes[code].word if code in self.codes else ""


@dataclass(frozen=True, kw_only=True)
class Code:
    """A code of a standard: the word definitions use for it, and what it means."""

    word: str
    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A class by its place from 0, the number of classes when all are missed, and the factors that decide it."""

    nth: int
    worst: tuple[str, ...]
    by_factor: Mapping[str, int]


def class_of(standard: Standard, values: Mapping[str, Decimal]) -> Judged | None:
    """The class of a sample by its worst factor; None when no factor of it counts. Limits are inclusive."""
    found = {
        name: _nth(standard, standard.factors[name], value)
        for name, value in values.items()
        if name in standard.factors and standard.factors[name].counts
    }
    if not found:
        return None
    nth = max(found.values())
    return Judged(nth=nth, worst=tuple(sorted(name for name in found if found[name] == nth)), by_factor=found)


def _nth(standard: Standard, factor: Factor, value: Decimal) -> int:
    places = range(len(standard.classes))
    return next((nth for nth in places if factor.keeps(value, nth)), len(standard.classes))
