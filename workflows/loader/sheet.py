"""One file of the catalogue as rows: which keys there are, and what type each has."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from domain.definition import (
    CLOCK_KINDS,
    EFFECTS,
    NEW,
    PHASES,
    Act,
    Category,
    ClockRule,
    ClockStep,
    Limit,
    Move,
    State,
)
from workflows.loader.problems import instead
from workflows.loader.rows import Addition, Row, Rows, Sheet
from workflows.loader.rungs import fixed_values, read_ladder
from workflows.loader.source import Problems, Source, Spot
from workflows.loader.table import DOTTED, EITHER, IDENTIFIER, SET_NAME, Table, check_id
from workflows.loader.wordlist import read_words
from workflows.loader.words import OWN_SECTIONS, Label

T = TypeVar("T")
COMPUTED = ("OPEN", "DONE", "ANY")
RESERVED = {NEW, "none", "null", "any", "true", "false"}
"""Names that mean something else wherever a state or move is named."""


def read_sheet(source: Source, problems: Problems, *, fragment: bool = False) -> Sheet:
    """Read a workflow, or a fragment, which is named after its file and has no head."""
    top = Table(Spot(source), source.data, problems)
    sheet = Sheet(source, source.path.stem)
    if not fragment:
        _head(top, sheet)
    sheet.sets = {name: row for name, row in _lists(top, "sets").items() if _is_free(top, name)}
    sheet.roles = _lists(top, "roles")
    sheet.parameters = _parameters(top)
    sheet.states = _rows(top, "states", _state)
    sheet.clocks = _rows(top, "clocks", _clock)
    sheet.categories = _rows(top, "categories", _category)
    sheet.acts = _rows(top, "acts", _act)
    _moves(top, sheet)
    words = top.table("words")
    if words is not None:
        sheet.words = read_words(words, OWN_SECTIONS)
    top.finish()
    return sheet


def _head(top: Table, sheet: Sheet) -> None:
    sheet.key = top.text("key", needed=True) or sheet.key
    check_id(top, "key", sheet.key)
    sheet.version = top.number("version", needed=True)
    sheet.label = top.label()
    sheet.extends = top.text("extends")
    sheet.uses = top.ids("uses")
    sheet.takes = top.ids("takes")
    sheet.sensitivity = top.text("sensitivity")
    sheet.own_categories = top.flag("own_categories")


def _rows(top: Table, key: str, read: Callable[[Table, str], tuple[T, Label | None]]) -> Rows[T]:
    pattern = DOTTED if key == "categories" else IDENTIFIER
    rows = {}
    for name, table in top.tables(key, pattern):
        if name in RESERVED:
            table.wrong("", "reserved_name", f'"{name}" means something else here; choose another name')
        value, label = read(table, name)
        table.finish()
        rows[name] = Row(value, (table.spot,), label)
    return rows


def _lists(top: Table, key: str) -> dict[str, Row[tuple[str, ...]]]:
    below = top.table(key)
    if below is None:
        return {}
    for name in below.data:
        check_id(below, name, name, SET_NAME if key == "sets" else IDENTIFIER)
    return {name: Row(below.ids(name, needed=True), (below.spot.at(name),)) for name in below.data}


def _is_free(top: Table, name: str) -> bool:
    if name in COMPUTED:
        message = f"{name} is computed from the phases; leave it out"
        top.problems.add(top.spot.at("sets", name), "reserved_name", message)
    return name not in COMPUTED


def _parameters(top: Table) -> Rows[int]:
    below = top.table("parameters")
    if below is None:
        return {}
    for name in below.data:
        check_id(below, name, name)
    return {name: Row(below.number(name), (below.spot.at(name),)) for name in below.data}


def _state(table: Table, _: str) -> tuple[State, Label | None]:
    return State(phase=_chosen(table, "phase", PHASES, "unknown_phase")), table.label()


def _chosen(table: Table, key: str, known: tuple[str, ...], code: str) -> str:
    value = table.text(key, needed=True)
    if value and value not in known:
        table.wrong(key, code, f'there is no {key} "{value}"; {instead(value, known)}', value)
    return value


def _moves(top: Table, sheet: Sheet) -> None:
    for name, table in top.tables("moves"):
        if name in RESERVED:
            table.wrong("", "reserved_name", f'"{name}" means something else here; choose another name')
        if table.data and all(key.startswith("add_") for key in table.data):
            sheet.additions[name] = Addition(
                table.spot,
                table.ids("add_roles"),
                table.ids("add_rules"),
                table.texts("add_from"),
                table.ids("add_requires", EITHER),
                _steps(table, "add_clocks"),
            )
        else:
            value, label = _move(table)
            sheet.moves[name] = Row(value, (table.spot,), label)
        table.finish()


def _move(table: Table) -> tuple[Move, Label | None]:
    move = Move(
        sources=table.texts("from", needed=True),
        target=table.text("to") or None,
        roles=table.ids("roles", needed=True),
        fact=table.text("fact", needed=True),
        rules=table.ids("rules"),
        requires=table.ids("requires", EITHER),
        min_items=_numbers(table, "min_items"),
        given=fixed_values(table),
        clocks=_steps(table),
        evidence=table.ids("evidence"),
        decides=table.ids("decides"),
        assignment=table.text("assignment"),
        reasons=table.ids("reasons"),
        optional=table.ids("optional"),
        among=_values(table, "among"),
        opens=table.text("opens"),
        settles=table.text("settles"),
    )
    return move, table.label()


def _numbers(table: Table, key: str) -> dict[str, int]:
    below = table.table(key)
    return {name: below.number(name) for name in below.data} if below else {}


def _values(table: Table, key: str) -> dict[str, tuple[str, ...]]:
    below = table.table(key)
    return {name: below.texts(name) for name in below.data} if below else {}


def _steps(table: Table, key: str = "clocks") -> tuple[ClockStep, ...]:
    steps = []
    for written in table.texts(key):
        mark, (clock, _, condition) = written[:1], written[1:].partition("?")
        if mark not in EFFECTS or not clock:
            message = (
                f'"{written}" is no effect on a clock; write + - ~ or ^ and the clock, such as "+accept"'
            )
            table.wrong(key, "bad_effect", message, written)
        else:
            steps.append(ClockStep(clock=clock, effect=EFFECTS[mark], condition=condition))
    return tuple(steps)


def _clock(table: Table, _: str) -> tuple[ClockRule, Label | None]:
    by_value = {name: row.as_limit() for name, row in table.tables("by_value", DOTTED)}
    rule = ClockRule(
        kind=_chosen(table, "kind", CLOCK_KINDS, "unknown_clock_kind"),
        limit=table.limit("limit", needed=True) or Limit(amount=0, unit=""),
        urgent=table.limit("urgent"),
        due_field=table.text("due_field"),
        start_field=table.text("start_field"),
        key_field=table.text("key_field"),
        by_field=table.text("by_field"),
        by_value=by_value,
        by_category=table.flag("by_category"),
        roll=table.flag("roll"),
        held_by=table.text("held_by"),
        hours=table.text("hours"),
        ladder=read_ladder(table),
    )
    return rule, table.label()


def _category(table: Table, _: str) -> tuple[Category, Label | None]:
    label = table.label()
    category = Category(
        code=table.text("code", needed=True),
        filing=table.ids("filing"),
        closing=table.ids("closing"),
        limits={name: row.as_limit() for name, row in table.tables("limits")},
        urgent_limits={name: row.as_limit() for name, row in table.tables("urgent_limits")},
        evidence=_by_move(table, "evidence"),
        items=_by_move(table, "items"),
        decline_reasons=table.ids("decline_reasons"),
        suspension_grounds=table.ids("suspension_grounds"),
        flags=table.ids("flags"),
        title=label.zh if label else "",
    )
    return category, label


def _by_move(table: Table, key: str) -> dict[str, tuple[str, ...]]:
    below = table.table(key)
    return {name: below.ids(name) for name in below.data} if below else {}


def _act(table: Table, _: str) -> tuple[Act, Label | None]:
    act = Act(
        max_term=table.limit("max_term", needed=True) or Limit(amount=0, unit=""),
        order_first=table.flag("order_first", default=True),
        cite=table.text("cite"),
    )
    return act, table.label()
