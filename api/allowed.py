"""What a parameter may be, as a sentence lists it: by names, with the id to send in brackets."""

from __future__ import annotations

from collections.abc import Iterable

from api.asking import Asked
from api.figure_view import SECTIONS, label_of
from api.language import ENGLISH
from api.params import NONE
from api.problems import Problem, bad_parameter
from projections.figures import FIGURES

BETWEEN = " | "
WITHOUT = {"zh": "无", "en": NONE}
LABELS = {"rung": "rungs", "role": "roles"}
"""Parameters whose values all workflows call the same, and the section of their labels."""


def not_listed(asked: Asked, name: str, values: Iterable[str]) -> Problem:
    """The refusal of a value that is on no list: `expected` has the ids, the sentence their names as well."""
    listed = [value or NONE for value in values]
    named = BETWEEN.join(_told(asked, name, value) for value in listed)
    return bad_parameter(name, "not_listed", BETWEEN.join(listed), named)


def _told(asked: Asked, name: str, value: str) -> str:
    label = WITHOUT[asked.language] if value == NONE else _label(asked, name, value)
    if label in ("", value):
        return value
    return f"{label} ({value})" if asked.language == ENGLISH else f"{label}（{value}）"


def _label(asked: Asked, name: str, value: str) -> str:
    """What a value of this parameter is called; nothing where it has no name."""
    if name in ("community", "unit", *SECTIONS):
        return label_of(asked, name, value)
    if name in LABELS:
        return asked.wording().of(LABELS[name], value)
    if name == "clock":
        return asked.services.label_anywhere("clocks", value, asked.language)
    if name == "figure":
        return FIGURES[value].en if asked.language == ENGLISH else FIGURES[value].zh
    return asked.wording().value(name, value)
