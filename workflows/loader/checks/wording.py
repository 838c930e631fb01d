"""Every name that a person will read has a label in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from domain.definition import Category
from workflows.loader.flatten import Flat
from workflows.loader.known import Known
from workflows.loader.rows import Row
from workflows.loader.source import Problems

Word = tuple[Row[Any], str, str, str, str]
"""A row, the key in it, the section of labels, the word, and what stands in the file for it."""


def check_words(flat: Flat, known: Known, problems: Problems) -> None:
    """Note words without a label: role names, numbers, conditions, evidence slots, refusals."""
    for row, key, section, name, written in _words(flat, known):
        own = flat.words.get(section, {})
        if name not in own and known.labels.label(section, name) is None:
            spot, value = row.place(key, written)
            message = f'"{name}" has no label; add {name} = {{ zh = "…", en = "…" }} under [words.{section}]'
            if section == "refusals":
                message = f'the refusal "{name}" has no label; add it under [refusals] in labels.toml'
            problems.add(spot, "label_missing", message, value)


def _words(flat: Flat, known: Known) -> Iterator[Word]:
    for section, rows in (("roles", flat.roles), ("parameters", flat.parameters)):
        yield from ((row, "", section, name, name) for name, row in rows.items())
    for category in flat.categories.values():
        yield from _conditions(category)
        slots = [slot for each in category.value.evidence.values() for slot in each]
        yield from ((category, "evidence", "slots", slot, slot) for slot in slots)
    for move in flat.moves.values():
        yield from ((move, "evidence", "slots", slot, slot) for slot in move.value.evidence)
        rules = [rule for rule in move.value.rules if rule in known.rules]
        yield from ((move, "rules", "refusals", known.rules[rule].code, rule) for rule in rules)


def _conditions(row: Row[Category]) -> Iterator[Word]:
    for key in ("filing", "closing"):
        yield from ((row, key, "conditions", name, name) for name in getattr(row.value, key))
    asked = dict.fromkeys(name for each in row.value.items.values() for name in each)
    yield from ((row, "items", "conditions", name, name) for name in asked)
