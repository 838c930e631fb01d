"""Labels in Chinese and English: of one workflow, and of the vocabulary all of them share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

SECTIONS = (
    "states",
    "entries",
    "topics",
    "fields",
    "values",
    "phases",
    "roles",
    "refusals",
    "who_may",
    "parameters",
    "slots",
    "conditions",
    "flags",
    "assignments",
    "clock_conditions",
    "clock_kinds",
    "effects",
    "units",
    "bases",
    "holders",
    "rungs",
)
"""What `labels.toml` may label. A workflow's own file may add to `OWN_SECTIONS` under `[words.*]`."""
OWN_SECTIONS = ("entries", "fields", "conditions", "slots", "parameters", "roles")


@dataclass(frozen=True)
class Label:
    """One thing's name in both languages."""

    zh: str
    en: str

    def text(self, language: str = "zh") -> str:
        """The name in a language: English for `en` and its kinds, Chinese otherwise."""
        return self.en if language.startswith("en") else self.zh


Section = Mapping[str, Label]
Numbers = Mapping[str, int]
"""Numbers of a version of a workflow, by name."""
NO_NUMBERS: Numbers = {}
NUMBER = re.compile(r"\{(\w+)\}")
"""Where the words of a refusal tell a number: `{name}`."""


@dataclass(frozen=True)
class Labels:
    """Labels by section and key. A key without one is its own label, so nothing is ever left unnamed."""

    sections: Mapping[str, Section] = field(default_factory=dict)

    def label(self, section: str, key: str) -> Label | None:
        """The label of a key, or None."""
        return self.sections.get(section, {}).get(key)

    def text(self, section: str, key: str, language: str = "zh") -> str:
        """The label in a language, or the key itself."""
        found = self.label(section, key)
        return found.text(language) if found else key

    def field(self, topic: str, name: str, language: str = "zh") -> str:
        """The name of a fact's field: its own label, or the one all fields of that name share."""
        own = self.label("fields", f"{topic}.{name}") or self.label("fields", name)
        return own.text(language) if own else name

    def value(self, name: str, value: str, language: str = "zh") -> str:
        """A listed value of the fields of that name."""
        own = self.label("values", f"{name}.{value}")
        return own.text(language) if own else value

    def condition(self, code: str, language: str = "zh", numbers: Numbers = NO_NUMBERS) -> str:
        """What must hold, with the numbers of the version that says so; without one they are told by their names."""

        def told(found: re.Match[str]) -> str:
            name = found[1]
            return str(numbers[name]) if name in numbers else self._quoted(name, language)

        return NUMBER.sub(told, self.text("refusals", code, language))

    def refusal(self, code: str, language: str = "zh", numbers: Numbers = NO_NUMBERS) -> str:
        """What must hold, and who may when that helps: what a refused person is told."""
        who = self.label("who_may", code)
        said = self.condition(code, language, numbers)
        return f"{said}{_join(language)}{who.text(language)}" if who else said

    def _quoted(self, parameter: str, language: str) -> str:
        name = self.text("parameters", parameter, language)
        return f'"{name}"' if language.startswith("en") else f"“{name}”"

    def joined(self, other: Mapping[str, Section]) -> Labels:
        """These and others; the others' come first."""
        names = {*self.sections, *other}
        return Labels({name: {**self.sections.get(name, {}), **other.get(name, {})} for name in names})


def _join(language: str) -> str:
    return "; " if language.startswith("en") else ";"
