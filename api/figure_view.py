"""Figures as plain data: each with what it says, over which window, at which position, and the list behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from api.asking import Asked
from api.language import ENGLISH
from api.params import NONE
from domain.codec import to_data
from domain.definition import OPEN_PHASES
from projections.closed_loop_query import GROUPS, Figures, Number
from projections.figures import figure

CASES = "/api/v1/cases"
STATE = "state:"
SECTIONS = {"phase": "phases", "category": "categories", "state": "states", "workflow": "workflows"}


@dataclass(frozen=True, kw_only=True)
class BoardFigure:
    """A figure of the board: its words by language, and the list behind it."""

    id: str
    label: Mapping[str, str]
    definition: Mapping[str, str]
    query: tuple[tuple[str, str], ...]


OPEN = BoardFigure(
    id="open",
    label={"zh": "在办", "en": "Open"},
    definition={"zh": "尚未办结的案卷", "en": "cases that still wait for somebody"},
    query=tuple(("phase", phase) for phase in OPEN_PHASES),
)
OVERDUE = BoardFigure(
    id="overdue",
    label={"zh": "超期", "en": "Overdue"},
    definition={
        "zh": "有职责时限正在计时且已到期的案卷",
        "en": "cases of which a duty that runs has run out",
    },
    query=(("overdue", "true"),),
)


NEVER = {
    "zh": "不适用：所选案卷的流程都走不到这一步",
    "en": "Not applicable: no workflow of these cases can come to it",
}
"""Why a figure that counts cases has no value."""


Pairs = Sequence[tuple[str, str]]
"""Parameters of an address, some of them more than once."""
OF_A_PAGE = frozenset({"cursor", "limit", "sort", "min_position"})


def figures_body(asked: Asked, found: Figures, past: Pairs = ()) -> dict[str, Any]:
    """The closed loop: every figure of every group; `past` says when it is looked at, as the question did."""
    window = {"since": to_data(found.asked.since), "until": to_data(found.asked.until)}
    groups = [
        {
            "group": group,
            "label": label_of(asked, found.by, group),
            "figures": [_figure(asked, found, group, name, value, past) for name, value in values.items()],
        }
        for group, values in found.values.items()
    ]
    return {"position": found.position, "window": window, "by": found.by or None, "groups": groups}


def _figure(
    asked: Asked, found: Figures, group: str, name: str, value: Number, past: Pairs
) -> dict[str, Any]:
    told, english = figure(name), asked.language == ENGLISH
    of = found.of[group].get(name)
    label = told.en if english else told.zh
    if name.startswith(STATE):
        label = label_of(asked, "state", name.removeprefix(STATE))
    return {
        "id": name,
        "label": label,
        "definition": told.definition_en if english else told.definition_zh,
        "unit": told.unit,
        "value": value,
        "of": of,
        "note": NEVER[asked.language] if of == 0 else None,
        "cases": f"{CASES}?{urlencode([*loop_query(found, group, name), *past])}",
    }


def loop_query(found: Figures, group: str, name: str) -> list[tuple[str, str]]:
    """The parameters that list the cases a figure counts."""
    behind = found.behind(group, name)
    pairs = [(field, value or NONE) for field in GROUPS for value in getattr(behind, field)]
    moments = [("since", to_data(behind.since)), ("until", to_data(behind.until))]
    return [("figure", name), *pairs, *[(key, value) for key, value in moments if value]]


def open_among(phases: Sequence[str]) -> BoardFigure:
    """The open cases among those in these phases, or in any when none is asked for."""
    kept = tuple(pair for pair in OPEN.query if not phases or pair[1] in phases)
    return replace(OPEN, query=kept or (("phase", NONE),))


def _narrowed(filtered: Pairs, *by: tuple[str, str]) -> str:
    """The list a figure counts: what the question asked for, and of what `by` names nothing else."""
    gone = {name for name, _ in by} | OF_A_PAGE
    return f"{CASES}?{urlencode([*(pair for pair in filtered if pair[0] not in gone), *by])}"


def told_figure(asked: Asked, kind: BoardFigure, value: int, filtered: Pairs) -> dict[str, Any]:
    """One of the board's own figures, of the cases that were asked for."""
    return {
        "id": kind.id,
        "label": kind.label[asked.language],
        "definition": kind.definition[asked.language],
        "unit": "cases",
        "value": value,
        "cases": _narrowed(filtered, *kind.query),
    }


def counted_body(asked: Asked, facet: str, by: Mapping[str, int], filtered: Pairs) -> list[dict[str, Any]]:
    """How many of the cases that were asked for there are by each value of a facet, each with its list."""
    return [
        {
            "value": value,
            "label": label_of(asked, facet, value),
            "count": number,
            "cases": _narrowed(filtered, (facet, value or NONE)),
        }
        for value, number in by.items()
    ]


def label_of(asked: Asked, facet: str, value: str) -> str:
    """What a value of a facet is called."""
    if facet in ("community", "unit"):
        return asked.wording().unit(asked.office, value)
    if facet in ("state", "category"):
        return asked.services.label_anywhere(SECTIONS[facet], value, asked.language)
    workflow = value if facet == "workflow" else ""
    return asked.wording(workflow).of(SECTIONS[facet], value) if facet else value
