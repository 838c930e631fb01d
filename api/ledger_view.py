"""The assessment ledger as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.asking import Asked
from api.figure_view import label_of
from api.ledger import Entry
from api.objections import Words
from api.rate_view import counted_body, formula_body, spoken, window_body
from api.rates import RateAsk
from domain.codec import to_data
from projections.disputes import ASKED, REJECTED, UPHELD, DisputeRow

STATES = {
    ASKED: ("待决定", "waiting for a decision"),
    UPHELD: ("申诉成立", "upheld"),
    REJECTED: ("申诉不成立", "rejected"),
}


def ledger_body(
    asked: Asked,
    ask: RateAsk,
    units: Mapping[str, tuple[int, int]],
    found: Sequence[Entry],
    words: Words,
) -> dict[str, Any]:
    """The rules, the points of every unit, and the entries of those that were asked for."""
    return {
        "window": window_body(ask),
        "rules": [
            {**formula_body(asked, ask.formulas[rule.id]), "points": rule.points} for rule in ask.points
        ],
        "units": [
            {
                "unit": unit,
                "label": label_of(asked, "unit", unit),
                "won": won,
                "lost": lost,
                "points": won + lost,
            }
            for unit, (won, lost) in units.items()
        ],
        "entries": [entry_body(asked, ask, entry, words) for entry in found],
    }


def entry_body(asked: Asked, ask: RateAsk, entry: Entry, words: Words) -> dict[str, Any]:
    """An entry: whose, why, how many points, and what was said against it."""
    return {
        "entry": entry.id,
        "rule": entry.rule.id,
        "label": spoken(asked, (entry.rule.zh, entry.rule.en)),
        "points": entry.rule.points,
        "counts": entry.points,
        "dispute": dispute_body(asked, entry.dispute, words) if entry.dispute else None,
        **counted_body(asked, ask, entry.row),
    }


def dispute_body(asked: Asked, row: DisputeRow, words: Words) -> dict[str, Any]:
    """An objection and its decision: by whom, when, on which ground, in which words."""
    return {
        "state": row.state,
        "state_label": spoken(asked, STATES[row.state]),
        "ground": row.ground,
        "ground_label": asked.wording().value("ground", row.ground),
        "asked_by": row.asked_by,
        "asked_at": to_data(row.asked_at),
        "decided_by": row.decided_by or None,
        "decided_at": to_data(row.decided_at),
        **words[row.entry],
        "facts": [position for position in (row.position, row.decided) if position],
    }
