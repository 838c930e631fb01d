"""From what a street office says to what the catalogue calls it: categories, states, moves, clocks, fields, values.

A label may be used in Chinese or in English, and so may the catalogue's own id. A label of several names,
“联系·催办”, may be said in full or by one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from domain.declaration import declared
from domain.definition import Workflow
from domain.facts import BY_TOPIC, CASE_FACTS
from domain.facts.schema import CONDITION, ENTRY, Names
from features.drivers.catalogue import Catalogue

T = TypeVar("T")
LANGUAGES = ("zh", "en")


class Unheard(AssertionError):
    """A word the catalogue does not know, or that may mean several things."""


@dataclass(frozen=True)
class Words:
    """The language of one catalogue."""

    catalogue: Catalogue

    def kind(self, text: str) -> tuple[Workflow, str]:
        """The workflow and category of a case that is called so: by its category, its workflow, or both with a dot."""
        found = {
            (key, category)
            for key in self.catalogue.keys
            for category in self.catalogue.own_categories(key)
            if text in (category, *self._kinds(key, category))
        }
        named = [key for key in self.catalogue.keys if text in (key, *self._said(key, "workflows", key))]
        found |= {(key, next(iter(self.catalogue.workflow(key).categories), "")) for key in named}
        key, category = _only(found, text, "category", lambda: self._all("categories"))
        return self.catalogue.workflow(key), category

    def _kinds(self, key: str, category: str) -> Iterator[str]:
        """A category alone, and behind the name of its workflow, since two may have one of the same name."""
        for workflow, name in zip(
            self._said(key, "workflows", key), self._said(key, "categories", category), strict=True
        ):
            yield from (name, f"{workflow}·{name}")

    def category(self, workflow: Workflow, text: str) -> str:
        """A category of this workflow."""
        return self._one(workflow, "categories", workflow.categories, text)

    def state(self, workflow: Workflow, text: str) -> str:
        """A state of this workflow."""
        return self._one(workflow, "states", workflow.states, text)

    def clock(self, workflow: Workflow, text: str) -> str:
        """A clock of this workflow."""
        return self._one(workflow, "clocks", workflow.clocks, text.removesuffix("时钟"))

    def move(self, workflow: Workflow, text: str, state: str | None = None) -> str:
        """A move of this workflow; of two that are called the same, the one that exists from this state."""
        meant = self._meant(workflow, "moves", workflow.moves, text)
        here = {name for name in meant if state in workflow.moves[name].sources}
        said = lambda: [self.called(workflow, "moves", name) for name in workflow.moves]  # noqa: E731
        return _only(here if len(meant) > 1 and here else meant, text, "move", said)

    def parts_of_move(self, workflow: Workflow, move: str) -> set[str]:
        """Everything a move may be called: its id, its names, and each part of a name with a dot."""
        names = {move, *self._said(workflow.key, "moves", move)}
        return names | {part for name in names for part in name.split("·")}

    def field(self, workflow: Workflow, topic: str, text: str) -> str:
        """A field of a fact."""
        labels = self.catalogue.labels(workflow.key)
        names = [field.name for field in declared(BY_TOPIC[topic])]
        said = {name: [labels.field(topic, name, language) for language in LANGUAGES] for name in names}
        meant = {name for name in names if text in (name, *said[name])}
        return _only(meant, text, f"field of {topic}", lambda: [said[name][0] for name in names])

    def any_field(self, workflow: Workflow, text: str) -> str:
        """A field of any fact of a case."""
        labels = self.catalogue.labels(workflow.key)
        known = {(fact.TOPIC, field.name) for fact in CASE_FACTS for field in declared(fact)}
        said = {one: {one[1], *(labels.field(*one, language) for language in LANGUAGES)} for one in known}
        meant = {name for (topic, name), names in said.items() if text in names}
        return _only(meant, text, "field", lambda: sorted(name for _, name in known))

    def has_field(self, workflow: Workflow, topic: str, text: str) -> bool:
        """Whether the fact has a field that is called so."""
        try:
            return bool(self.field(workflow, topic, text))
        except Unheard:
            return False

    def value(self, workflow: Workflow, name: str, text: str, known: Collection[str]) -> str:
        """A listed value of a field, in the same words the cockpit shows."""
        labels = self.catalogue.labels(workflow.key)
        said = {value: [labels.value(name, value, language) for language in LANGUAGES] for value in known}
        meant = {value for value in known if text in (value, *said[value])}
        return _only(meant, text, f"value of {name}", lambda: [said[value][0] for value in known])

    def called_value(self, workflow: Workflow, name: str, value: str) -> frozenset[str]:
        """What a value of a field of this name is called."""
        labels = self.catalogue.labels(workflow.key)
        return frozenset(labels.value(name, value, language) for language in LANGUAGES)

    def entry(self, workflow: Workflow, names: Names | None, text: str) -> str:
        """An entry of a map by what it is called: a question of a checklist, an attribute; else as it is written."""
        section = {CONDITION: "conditions", ENTRY: "entries"}.get(names) if names else None
        known = self.catalogue.labels(workflow.key).sections.get(section, {}) if section else {}
        return next((key for key, label in known.items() if text in (key, label.zh, label.en)), text)

    def entry_value(self, workflow: Workflow, key: str, text: str) -> str:
        """What an entry says, by what it is called; what nobody named stands as it is written."""
        values = self.catalogue.labels(workflow.key).sections.get("values", {})
        of_key = (one for one in values if one.startswith(f"{key}."))
        said = [one for one in of_key if text in (values[one].zh, values[one].en)]
        return said[0].partition(".")[2] if len(said) == 1 else text

    def condition(self, workflow: Workflow, text: str, known: Collection[str]) -> str:
        """A condition to file or to close, of those a category lists."""
        return self._one(workflow, "conditions", known, text)

    def act(self, workflow: Workflow, text: str) -> str:
        """A forbidden act that an order may name."""
        return self._one(workflow, "acts", workflow.acts, text)

    def role(self, workflow: Workflow, text: str) -> str:
        """A role, by its name in the office."""
        roles = self.catalogue.labels(workflow.key).sections.get("roles", {})
        return self._one(workflow, "roles", roles, text)

    def called(self, workflow: Workflow, section: str, key: str) -> str:
        """What something is called in Chinese."""
        return self.catalogue.labels(workflow.key).text(section, key)

    def refusal(self, workflow: Workflow, code: str) -> frozenset[str]:
        """Everything that may be said for a refusal: its code, and what a person is told, with or without who may."""
        labels = self.catalogue.labels(workflow.key)
        numbers = workflow.parameters
        plain = {labels.condition(code, language, numbers) for language in LANGUAGES}
        told = {labels.refusal(code, language, numbers) for language in LANGUAGES}
        return frozenset({code, *plain, *told})

    def _one(self, workflow: Workflow, section: str, keys: Collection[str], text: str) -> str:
        meant = self._meant(workflow, section, keys, text)
        return _only(meant, text, section, lambda: [self.called(workflow, section, key) for key in keys])

    def _meant(self, workflow: Workflow, section: str, keys: Collection[str], text: str) -> set[str]:
        said = {key: {key, *self._said(workflow.key, section, key)} for key in keys}
        exact = {key for key in keys if text in said[key]}
        return exact or {key for key in keys if any(text in name.split("·") for name in said[key])}

    def _said(self, key: str, section: str, name: str) -> list[str]:
        return [self.catalogue.labels(key).text(section, name, language) for language in LANGUAGES]

    def _all(self, section: str) -> list[str]:
        return [
            self.catalogue.labels(key).text(section, name)
            for key in self.catalogue.keys
            for name in self.catalogue.own_categories(key)
        ]


def _only(found: Iterable[T], text: str, what: str, said: Callable[[], Iterable[str]]) -> T:
    meant = list(found)
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise Unheard(f"“{text}” may mean {meant}; name it by its id")
    raise Unheard(f"there is no {what} “{text}”; there are: {'、'.join(dict.fromkeys(said()))}")
