"""The name of whatever an id means, in the reader's words, by what the field it stands in declares that it names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from api.wording import Wording
from domain.case import Assist
from domain.facts.schema import Names
from domain.office import Office

SECTIONS = {
    "category": "categories",
    "state": "states",
    "condition": "conditions",
    "act": "acts",
    "clock": "clocks",
    "role": "roles",
    "entry": "entries",
}
"""What is named by the labels of its workflow, and in which section."""


@dataclass(frozen=True, kw_only=True)
class Naming:
    """Names for one reader of one case.

    `called`: people from outside by the names this reader may read; `assists`: parts of co-units by their ids.
    """

    wording: Wording
    office: Office
    called: Mapping[str, str] = field(default_factory=dict)
    assists: Mapping[str, Assist] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    """Facts of the case by their events: topics."""

    def of(self, names: Names | None, name: str, value: str) -> str | None:
        """What a value of the field of this name is called; None when the value is no name of anything."""
        if names is None:
            return None
        if names.of in SECTIONS:
            return self.wording.of(SECTIONS[names.of], value)
        spell = self._spellers.get(names.of)
        return spell(name, value) if spell else None

    @property
    def _spellers(self) -> Mapping[str, Callable[[str, str], str]]:
        return {
            "unit": lambda _, value: self.wording.unit(self.office, value),
            "person": lambda _, value: self.person(value),
            "assist": lambda _, value: self.assist(value),
            "word": self.wording.value,
            "fact": lambda _, value: self.fact(value),
            "field": lambda _, value: self.wording.field("", value),
            "office_or_word": self._office_or_word,
        }

    def person(self, person: str) -> str:
        """Somebody of the office by the post; somebody from outside by the name given, if it may be read."""
        return self.called.get(person) or self.wording.person(self.office, person)

    def fact(self, event: str) -> str:
        """An earlier fact of the case by what it is called."""
        return self.wording.of("topics", self.facts[event]) if event in self.facts else event

    def assist(self, assist: str) -> str:
        """A co-unit's part of the work: by that unit, with its number when the unit has several."""
        found = self.assists.get(assist)
        if found is None:
            return assist
        unit = self.wording.unit(self.office, found.unit)
        same = [key for key, other in self.assists.items() if other.unit == found.unit]
        return f"{unit} {same.index(assist) + 1}" if len(same) > 1 else unit

    def _office_or_word(self, name: str, value: str) -> str:
        if value in self.office.devices:
            return self.wording.person(self.office, value)
        if value in self.office.units:
            return self.wording.unit(self.office, value)
        if self.office.posts.get(value):
            return self.wording.person(self.office, value)
        return self.wording.value(name, value)
