"""The name of whatever an id means, in the reader's words, by what the field it stands in declares that it names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from api.language import ENGLISH
from api.wording import Wording
from domain.case_parts import Assist
from domain.facts.schema import Names
from domain.office import Office
from domain.values import Place

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
BATCH = re.compile(r"(?P<kitchen>.+)-(?P<day>\d{8})-(?P<meal>[a-z]+)(-(?P<pot>.+))?")
"""Meals of one kitchen, day and meal, and which pot of these."""


@dataclass(frozen=True, kw_only=True)
class Naming:
    """Names for one reader of one case.

    `called`: people from outside by the names this reader may read; `assists`: parts of co-units by their ids; `place`:
    where the case lies; `facts`: topics of its facts by their events.
    """

    wording: Wording
    office: Office
    called: Mapping[str, str] = field(default_factory=dict)
    assists: Mapping[str, Assist] = field(default_factory=dict)
    place: Place | None = None
    facts: Mapping[str, str] = field(default_factory=dict)

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
            "object": lambda _, value: self._object(value),
            "plan": lambda _, value: self._plan(value),
            "batch": lambda _, value: self._batch(value),
            "word": self.wording.value,
            "checklist": self._checklist,
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

    def _object(self, listed: str) -> str:
        """A listed object by the address of the case, where it is the one meant."""
        here = self.place
        return here.address if here is not None and here.object_id == listed and here.address else listed

    def _plan(self, plan: str) -> str:
        """A plan by the name it was adopted under."""
        known = self.office.plans.get(plan)
        if known is None:
            return plan
        said = known.adopted
        return (said.name_en if self.wording.language == ENGLISH else said.name_zh) or said.name_zh

    def _batch(self, batch: str) -> str:
        """Meals of one kitchen, day and meal by these and by which pot of them; any other batch by its own name."""
        found = BATCH.fullmatch(batch)
        if found is None or found["kitchen"] not in self.office.units:
            return batch
        unit, said = (
            self.wording.unit(self.office, found["kitchen"]),
            self.wording.value("meal", found["meal"]),
        )
        day, pot = found["day"], f" {found['pot']}" if found["pot"] else ""
        return f"{unit} {day[:4]}-{day[4:6]}-{day[6:]} {said}{pot}"

    def _checklist(self, name: str, value: str) -> str:
        """The list of a category is called as that is."""
        category = self.wording.of(SECTIONS["category"], value)
        return category if category != value else self.wording.value(name, value)

    def _office_or_word(self, name: str, value: str) -> str:
        if value in self.office.devices:
            return self.wording.person(self.office, value)
        if value in self.office.units:
            return self.wording.unit(self.office, value)
        if self.office.posts.get(value):
            return self.wording.person(self.office, value)
        return self.wording.value(name, value)
