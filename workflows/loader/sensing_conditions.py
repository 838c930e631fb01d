"""The conditions of an alarm as its file writes them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from domain.facts.devices import MAINTENANCE, SERVICE_MODES
from domain.sensing.definition import FAULT, IS, OVER, UNCHANGED, UNDER, Condition, Term
from workflows.loader.problems import instead
from workflows.loader.standards import FACTOR, decimal_of
from workflows.loader.table import Table, check_id

FAULTS, CLASS = "faults", "class"
_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")
WHOLE = ("samples", "off_samples")
NUMBERS = ("on_after_s", "off_after_s", "mean_s", "mean_percent")


def read_conditions(table: Table) -> tuple[Condition, ...]:
    """Every condition of an alarm, in the order they are written; any of them raises it."""
    found = tuple(_condition(row) for _, row in table.tables("conditions"))
    if not found:
        table.wrong("conditions", "missing_key", '"conditions" is missing; add [alarms.NAME.conditions.NAME]')
    return found


def _condition(row: Table) -> Condition:
    terms = _terms(row, "when")
    if not terms:
        row.wrong("", "missing_key", '"when" is missing; add when = { FACTOR = { over = "1.0" } }')
    condition = Condition(
        terms=terms,
        unless=_terms(row, "unless"),
        hours=_hours(row),
        quiet_modes=_quiet(row),
        **{key: row.number(key) or 1 for key in WHOLE},
        **{key: row.integer(key) for key in NUMBERS},
    )
    if condition.mean_s and not (len(terms) == 1 and terms[0].test in (OVER, UNDER) and not condition.unless):
        row.wrong(
            "mean_s", "bad_mean", 'a mean is judged by one term, "over" or "under"; leave the others out'
        )
    row.finish()
    return condition


def _quiet(row: Table) -> tuple[str, ...]:
    if "quiet_modes" not in row.data:
        return (MAINTENANCE,)
    modes = row.texts("quiet_modes")
    for mode in modes:
        if mode not in SERVICE_MODES:
            message = f'there is no mode "{mode}"; {instead(mode, SERVICE_MODES)}'
            row.wrong("quiet_modes", "unknown_mode", message, mode)
    return modes


def _terms(row: Table, key: str) -> tuple[Term, ...]:
    below = row.table(key)
    return tuple(_term(name, one) for name, one in below.rows()) if below else ()


def _term(name: str, row: Table) -> Term:
    if name == FAULTS:
        term = Term(test=FAULT, words=row.texts("among", needed=True))
        row.finish()
        return term
    check_id(row, "", name, FACTOR)
    tests = [test for test in (OVER, UNDER, IS, UNCHANGED) if test in row.data]
    if len(tests) != 1:
        row.wrong("", "bad_term", f'write one of over, under, is, unchanged for "{name}"')
        row.finish()
        return Term(test=IS, factor=name)
    hysteresis = row.text("hysteresis")
    term = Term(
        factor=name,
        **_test(tests[0], row),
        hysteresis=decimal_of(row, "hysteresis", hysteresis) if hysteresis else Decimal(0),
    )
    row.finish()
    return term


def _test(test: str, row: Table) -> dict[str, Any]:
    if test == UNCHANGED:
        row.flag(test)
        return {"test": test}
    text = row.text(test)
    if text == CLASS and test != IS:
        return {"test": test, "by_class": True}
    return {"test": test, "limit": decimal_of(row, test, text)}


def _hours(row: Table) -> tuple[tuple[int, int], ...]:
    found = []
    for text in row.texts("hours"):
        match = _HOURS.fullmatch(text)
        begins, ends = (
            (int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])) if match else (0, 0)
        )
        if begins >= ends:
            row.wrong("hours", "bad_hours", f'"{text}" are no hours; write them as "10:00-14:00"', text)
        found.append((begins, ends))
    return tuple(found)
