"""Rates as plain data: each with its formula, window, position, parts, and the list behind every part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from api.asking import Asked
from api.cuts import NAMES
from api.figure_view import label_of
from api.language import ENGLISH
from api.list_view import rolls_today
from api.params import NONE
from api.rates import InForce, RateAsk
from domain.clock_recount import is_estimated
from domain.codec import to_data
from domain.countables import APART, COUNTABLES, PAUSED, SUSPENDED, WINDOWS
from domain.formula import Formula
from projections.moments import Exclusion
from projections.rate_parts import DENOMINATOR, GROUPS, MISSING, NUMERATOR, RateFilter, parts_of
from projections.rates_query import Counted, Rates, value_of

RATES_PATH = "/api/v1/rates"
SIDES = {
    NUMERATOR: ("分子", "numerator"),
    DENOMINATOR: ("分母", "denominator"),
    MISSING: ("分母中未计入分子的", "in the denominator, not in the numerator"),
}
VERDICTS = {
    "open": ("未办完", "not done"),
    "in_time": ("按期", "in time"),
    "late": ("超期", "late"),
    "missed": ("到期未办", "missed"),
    "void": ("到期前另行终止", "ended otherwise before it was due"),
    "forced": ("强制结案", "closed by force"),
    "transferred": ("移送", "transferred"),
    "suspended": ("挂账", "suspended"),
    "paused": ("暂停", "resting"),
    "filed": ("已立案", "filed"),
    "merged": ("已并单", "merged"),
    "ended": ("不予立案或撤回", "declined or withdrawn"),
    "given": ("未退单", "not returned"),
    "wrong": ("派遣错误", "wrongly dispatched"),
    "rated": ("有效", "valid"),
    "unreached": ("未接通", "not reached"),
    "happened": ("发生", "happened"),
}


PLAIN = (
    "case_no",
    "workflow",
    "category",
    "community",
    "unit",
    "kind",
    "verdict",
    "detail",
    "extensions",
    "by",
)
MOMENTS = ("at", "due_at", "ended_at")
RESTING = (PAUSED, SUSPENDED)


def spoken(asked: Asked, pair: tuple[str, str]) -> str:
    """The one of two wordings that the reader reads."""
    return pair[asked.language == ENGLISH]


def rates_body(asked: Asked, ask: RateAsk, found: Rates) -> dict[str, Any]:
    """Every formula once, and by it every figure of every group."""
    values = found.values if found.by else {"": all_together(ask, found)}
    groups = [
        {
            "group": group,
            "label": label_of(asked, found.by, group) if found.by else "",
            "figures": [figure_body(asked, ask, found, group, name, parts) for name, parts in told.items()],
        }
        for group, told in values.items()
    ]
    return {
        "position": found.position,
        "window": window_body(ask),
        "by": found.by or None,
        "groups": groups,
        "formulas": [formula_body(asked, ask.formulas[formula.id]) for formula in ask.rates],
    }


def all_together(ask: RateAsk, found: Rates) -> Mapping[str, Mapping[str, int]]:
    """The parts of an answer without groups, zeros where nothing was counted."""
    return found.values.get("", nothing(ask.rates, ask.filter))


def nothing(formulas: Iterable[Formula], asked: RateFilter) -> Mapping[str, Mapping[str, int]]:
    """Every part of every figure, none of which counts anything."""
    return {formula.id: dict.fromkeys(parts_of(formula, asked), 0) for formula in formulas}


def window_body(ask: RateAsk) -> dict[str, Any]:
    """From when until before when."""
    return {"since": to_data(ask.filter.since), "until": to_data(ask.filter.until)}


def figure_body(
    asked: Asked, ask: RateAsk, found: Rates, group: str, name: str, parts: Mapping[str, int]
) -> dict[str, Any]:
    """One figure: by the formula of its id, what it comes to, and of what."""
    formula = ask.formulas[name].formula
    query = query_of(ask, found.by, group)
    return {
        "id": formula.id,
        "label": label_of_formula(asked, formula),
        "value": value_of(formula, parts),
        "numerator": parts.get(NUMERATOR, 0),
        "denominator": parts.get(DENOMINATOR, 0) if formula.denominator else None,
        "excluded": parts.get("excluded", 0),
        "parts": [
            {
                "part": part,
                "label": part_label(asked, formula, part),
                "count": parts.get(part, 0),
                "cases": f"{RATES_PATH}/{name}/cases?{urlencode([('part', part), *query])}",
            }
            for part in parts
        ],
        "again": f"{RATES_PATH}?{urlencode(again_of(ask, query, found.position))}",
    }


def formula_body(asked: Asked, found: InForce) -> dict[str, Any]:
    """A formula as it says itself."""
    formula = found.formula
    return {
        "id": formula.id,
        "label": label_of_formula(asked, formula),
        "definition": spoken(asked, (formula.definition_zh, formula.definition_en)),
        "formula": {
            "version": formula.version,
            "digest": formula.digest,
            "published": found.published,
            "numerator": formula.numerator,
            "denominator": formula.denominator or None,
            "window": spoken(asked, WINDOWS[formula.counted_window]),
            "apart": list(formula.apart),
            "basis": formula.basis,
            "basis_label": asked.wording().of("bases", formula.basis),
            "source": formula.source,
        },
    }


def label_of_formula(asked: Asked, formula: Formula) -> str:
    """What a figure is called."""
    return spoken(asked, (formula.zh, formula.en))


def part_label(asked: Asked, formula: Formula, part: str) -> str:
    """What a part is called: side and countable, or why it stands apart."""
    return spoken(asked, part_names(formula, part))


def part_names(formula: Formula, part: str) -> tuple[str, str]:
    """The same in both languages."""
    if part in APART:
        return APART[part].zh, APART[part].en
    if part == MISSING:
        return SIDES[MISSING]
    counted = COUNTABLES[formula.denominator if part == DENOMINATOR else formula.numerator]
    zh, en = SIDES[part]
    return f"{zh} · {counted.zh}", f"{en} · {counted.en}"


def query_of(ask: RateAsk, by: str = "", group: str = "") -> list[tuple[str, str]]:
    """The parameters that ask the same again, of one group when there is one."""
    pairs = [(name, value or NONE) for name in GROUPS if name != by for value in getattr(ask.filter, name)]
    if by:
        pairs.append((by, group or NONE))
    pairs += [(name, value) for name, value in window_body(ask).items() if value]
    return [*pairs, *past_of(ask)]


def again_of(ask: RateAsk, query: Sequence[tuple[str, str]], position: int) -> list[tuple[str, str]]:
    """The parameters that give the same number at any time: by position, but for what had happened by a moment."""
    if ask.cut is not None and ask.cut.occurred is not None:
        return list(query)
    return [*(pair for pair in query if pair[0] not in NAMES), ("position", str(position))]


def past_of(ask: RateAsk) -> list[tuple[str, str]]:
    """Where in the past the question looks, as parameters."""
    cut = ask.cut
    if cut is None:
        return []
    if cut.position is not None:
        return [("position", str(cut.position))]
    at = to_data(cut.recorded or cut.occurred)
    return [("at", at), *([("basis", "occurred")] if cut.occurred else [])]


def counted_body(asked: Asked, ask: RateAsk, row: Counted) -> dict[str, Any]:
    """A moment behind a figure, with the facts that made it.

    `estimated`: its deadline rests or has not run out, and reaches into a year not announced when it is looked at.
    """
    return {
        "case": row.case_id,
        **{name: getattr(row, name) for name in PLAIN},
        **{name: to_data(getattr(row, name)) for name in MOMENTS},
        "estimated": _is_estimated(asked, ask, row),
        "excluded_from": [_exclusion(asked, one) for one in row.exclusions],
        "facts": [position for position in (row.position, row.ended) if position],
        "labels": {
            "workflow": label_of(asked, "workflow", row.workflow),
            "unit": label_of(asked, "unit", row.unit),
            "community": label_of(asked, "community", row.community),
            "category": label_of(asked, "category", row.category),
            "verdict": spoken(asked, VERDICTS.get(row.verdict, (row.verdict, row.verdict))),
        },
    }


def _is_estimated(asked: Asked, ask: RateAsk, row: Counted) -> bool:
    if not row.live or row.fixed or row.due_at is None:
        return False
    if row.due_at <= ask.seen_at and row.verdict not in RESTING:
        return False
    roll = rolls_today(asked, row.workflow, row.kind)
    return is_estimated(asked.calendar(ask.seen_at), row.time_unit, row.at, row.due_at, roll=roll)


def _exclusion(asked: Asked, one: Exclusion) -> dict[str, Any]:
    """From which figure, why, by whom, and the fact that says so."""
    return {
        "indicator": one.indicator,
        "ground": one.ground,
        "ground_label": asked.wording().value("ground", one.ground),
        "by": one.by,
        "fact": one.position,
    }
