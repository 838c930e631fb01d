"""Names that must be on a closed list: states, facts, rules, roles, clocks, conditions, flags."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from domain.definition import EFFECTS, NEW, Category, ClockStep, Move
from domain.facts import BY_TOPIC
from workflows.loader.flatten import Flat
from workflows.loader.known import ASSIGNMENTS, FLAGS, Known
from workflows.loader.problems import instead
from workflows.loader.rows import Row
from workflows.loader.source import Problems

PAIRS = (
    ("actor_is_assigned", "assignment"),
    ("request_is_open", "decides"),
    ("reason_listed", "reasons"),
    ("child_in_force", "opens"),
)
CONDITIONS = (("filing", "filing_condition_met"), ("closing", "closing_condition_met"))
"""Conditions of a category, and the rule that asks for them."""


def note(row: Row[Any], key: str, value: str | None, code: str, message: str, problems: Problems) -> None:
    """Note a problem of a row at the key, or at the value in it."""
    spot, found = row.place(key, value)
    problems.add(spot, code, message, found)


def unknown(row: Row[Any], key: str, what: str, name: str, known: Iterable[str], problems: Problems) -> None:
    """Note that a named thing is on no list."""
    message = f'there is no {what} "{name}"; {instead(name, known)}'
    note(row, key, name, f"unknown_{what.replace(' ', '_')}", message, problems)


def check_moves(flat: Flat, known: Known, problems: Problems) -> None:
    """Where a move leads, what it emits, who may take it, which clocks it names."""
    for row in flat.moves.values():
        move = row.value
        if move.target is not None and move.target not in flat.states:
            unknown(row, "to", "state", move.target, flat.states, problems)
        if NEW in move.sources and (len(move.sources) > 1 or move.target is None):
            message = "a move from new opens a case; let it start there alone, and name the state in `to`"
            note(row, "from", NEW, "bad_opening", message, problems)
        _check_fact(row, known, problems)
        _check_steps(row, flat, known, problems)
        roles = held_roles(flat, known) | flat.roles.keys()
        for role in move.roles:
            if role not in roles:
                unknown(row, "roles", "role", role, roles, problems)
        if move.assignment and move.assignment not in ASSIGNMENTS:
            unknown(row, "assignment", "assignment", move.assignment, ASSIGNMENTS, problems)


def _check_fact(row: Row[Move], known: Known, problems: Problems) -> None:
    topic = row.value.fact
    if topic in BY_TOPIC and topic not in known.topics:
        message = f'"{topic}" is a fact of the office, not of a case; name a fact of a case'
        note(row, "fact", topic, "unknown_fact", message, problems)
    elif topic and topic not in BY_TOPIC:
        unknown(row, "fact", "fact", topic, known.topics, problems)


def _check_steps(row: Row[Move], flat: Flat, known: Known, problems: Problems) -> None:
    for step in row.value.clocks:
        if step.clock not in flat.clocks:
            message = f'there is no clock "{step.clock}"; {instead(step.clock, flat.clocks)}'
            note(row, "clocks", written(step), "unknown_clock", message, problems)
        if step.condition and step.condition not in known.conditions:
            message = f'there is no condition "{step.condition}"; {instead(step.condition, known.conditions)}'
            note(row, "clocks", written(step), "unknown_condition", message, problems)


def written(step: ClockStep) -> str:
    """An effect on a clock as the file writes it."""
    mark = next(mark for mark, effect in EFFECTS.items() if effect == step.effect)
    return f"{mark}{step.clock}?{step.condition}" if step.condition else f"{mark}{step.clock}"


def check_rules(flat: Flat, known: Known, problems: Problems) -> None:
    """Rules that exist, whose needs somebody supplies, on moves that give them what they read."""
    for row in flat.moves.values():
        for name in row.value.rules:
            rule = known.rules.get(name)
            if rule is None:
                unknown(row, "rules", "rule", name, known.rules, problems)
                continue
            for need in sorted(rule.needs - frozenset(known.supplied)):
                message = f'nobody supplies "{need}", which the rule "{name}" needs; leave the rule out'
                note(row, "rules", name, "need_not_supplied", message, problems)
            _check_asked(row, name, flat, known, problems)
        _check_pairs(row, problems)


def _check_asked(row: Row[Move], name: str, flat: Flat, known: Known, problems: Problems) -> None:
    asks, move = known.asks(name), row.value
    fields = known.fields(move.fact)
    for field in asks.fields:
        if fields and not fields.keys() & set(field.split("|")):
            message = (
                f'the rule "{name}" reads "{field}", which {move.fact} does not have; leave the rule out'
            )
            note(row, "rules", name, "rule_without_field", message, problems)
    for parameter in asks.parameters:
        if parameter not in flat.parameters:
            message = f'the rule "{name}" asks for the number "{parameter}"; add it under [parameters]'
            note(row, "rules", name, "missing_parameter", message, problems)
    if asks.case and NEW in move.sources:
        message = (
            f'the rule "{name}" asks about a case, and there is none yet; leave it out of a move from new'
        )
        note(row, "rules", name, "rule_without_case", message, problems)


def _check_pairs(row: Row[Move], problems: Problems) -> None:
    """Rules and keys that mean nothing without each other; reasons to decline stand with the categories too."""
    move = row.value
    for rule, key in PAIRS:
        written, asked = bool(getattr(move, key)), rule in move.rules
        if asked and not written and (key, move.fact) != ("reasons", "case.declined"):
            message = f'the rule "{rule}" needs "{key}"; add it to the move'
            note(row, "rules", rule, "missing_key", message, problems)
        if written and not asked:
            message = f'"{key}" is read by the rule "{rule}" alone; add the rule or leave the key out'
            note(row, key, None, "key_without_rule", message, problems)


def check_categories(flat: Flat, known: Known, problems: Problems) -> None:
    """What categories name: clocks, moves, reasons, flags."""
    listed = known.fields("case.declined")["reason"].listed
    grounds = known.fields("case.suspended")["ground"].listed
    lists: tuple[tuple[str, str, Iterable[str]], ...] = (
        ("evidence", "move", flat.moves),
        ("items", "move", flat.moves),
        ("decline_reasons", "reason", listed.values if listed else ()),
        ("suspension_grounds", "reason", grounds.values if grounds else ()),
        ("flags", "flag", FLAGS),
    )
    for row in flat.categories.values():
        _check_limits(row, flat, problems)
        _check_conditions(row, flat, problems)
        for key, what, on_list in lists:
            for name in getattr(row.value, key):
                if name not in on_list:
                    unknown(row, key, what, name, on_list, problems)


def _check_conditions(row: Row[Category], flat: Flat, problems: Problems) -> None:
    """Where a move asks for a condition to file or to close, each category names some."""
    for key, rule in CONDITIONS:
        asked = any(rule in move.value.rules for move in flat.moves.values())
        if asked and not getattr(row.value, key):
            message = f'"{key}" is missing, and the rule "{rule}" asks for it; name at least one condition'
            note(row, key, None, "missing_key", message, problems)


def _check_limits(row: Row[Category], flat: Flat, problems: Problems) -> None:
    by_category = [name for name, clock in flat.clocks.items() if clock.value.by_category]
    for key in ("limits", "urgent_limits"):
        for clock in getattr(row.value, key):
            if clock not in by_category:
                message = f'no clock "{clock}" is counted by category; {instead(clock, by_category)}'
                note(row, key, clock, "unknown_clock", message, problems)


def check_roles(flat: Flat, known: Known, problems: Problems) -> None:
    """Names for several roles stand for roles there are."""
    roles = held_roles(flat, known)
    for row in flat.roles.values():
        for role in row.value:
            if role not in roles:
                unknown(row, "", "role", role, roles, problems)


def held_roles(flat: Flat, known: Known) -> frozenset[str]:
    """Roles somebody can hold: those all share, and those the workflow itself has a word for."""
    return known.roles | (flat.words.get("roles", {}).keys() - flat.roles.keys())
