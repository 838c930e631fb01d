"""Ladders of clocks: whom they tell and which moves they take must be there, and the system must be let take them."""

from __future__ import annotations

from domain.definition import HOLDERS, ClockRule, Move, Rung
from domain.expiring import ASSIGNMENTS
from domain.facts.dispatch import CaseEscalated
from domain.ladder import EXPIRE
from domain.office import SYSTEM
from workflows.loader.checks.names import held_roles, note, unknown
from workflows.loader.flatten import Flat
from workflows.loader.known import Known, fits
from workflows.loader.problems import instead
from workflows.loader.rows import Row
from workflows.loader.source import Problems

ASSIGNEE = "assignee"
"""The person a clock is held by."""
IN_TIME = 100
"""Percent of the time: from here on it has run out."""


def check_ladders(flat: Flat, known: Known, problems: Problems) -> None:
    """Whose time it is, whom a rung tells, what it has the system do."""
    roles = held_roles(flat, known)
    expiry = flat.moves.get(EXPIRE)
    if expiry is not None and SYSTEM not in expiry.value.roles:
        message = f'"{EXPIRE}" is the system\'s; add "system" to its roles'
        note(expiry, "roles", None, "not_for_system", message, problems)
    for row in flat.clocks.values():
        if row.value.held_by and row.value.held_by not in HOLDERS:
            unknown(row, "held_by", "holder", row.value.held_by, HOLDERS, problems)
        for name, rung in row.value.ladder.items():
            if known.labels.label("rungs", name) is None:
                message = f'"{name}" has no label; add it under [rungs] in labels.toml'
                note(row, "ladder", name, "label_missing", message, problems)
            _check_told(row, name, rung, roles, problems)
            _check_acts(row, name, rung, flat, known, problems)


def _check_told(
    row: Row[ClockRule], name: str, rung: Rung, roles: frozenset[str], problems: Problems
) -> None:
    for role in rung.tell:
        if role == ASSIGNEE:
            if row.value.held_by not in ASSIGNMENTS:
                message = "nobody in person holds this clock; name a role, or set held_by to who does"
                note(row, "ladder", name, "no_assignee", message, problems)
        elif role not in roles:
            unknown(row, "ladder", "role", role, roles, problems)


def _check_acts(
    row: Row[ClockRule], name: str, rung: Rung, flat: Flat, known: Known, problems: Problems
) -> None:
    if (rung.percent >= IN_TIME or rung.after is not None) and EXPIRE not in flat.moves:
        message = f'"{name}" follows a clock that ran out; add the move "{EXPIRE}", which records it'
        note(row, "ladder", name, "no_expiry", message, problems)
    if not rung.move:
        return
    if rung.move not in flat.moves:
        unknown(row, "ladder", "move", rung.move, flat.moves, problems)
        return
    move = flat.moves[rung.move].value
    if SYSTEM not in move.roles:
        message = f'the system may not take "{rung.move}"; add "system" to its roles'
        note(row, "ladder", name, "not_for_system", message, problems)
    _check_fixed(row, name, rung, move, known, problems)


def _check_fixed(
    row: Row[ClockRule], name: str, rung: Rung, move: Move, known: Known, problems: Problems
) -> None:
    """What the rung fixes of the fact: a field that is there, a value that it takes."""
    fields = known.fields(move.fact)
    for field, value in rung.given.items():
        if field not in fields:
            message = f'{move.fact} has no field "{field}"; {instead(field, fields)}'
            note(row, "ladder", name, "unknown_field", message, problems)
        elif not fits(fields[field], value):
            message = f'"{field}" cannot be {value!r}; write a value of the field\'s own type'
            note(row, "ladder", name, "wrong_type", message, problems)
        elif (listed := fields[field].listed) and value not in listed.values:
            message = f'"{value}" is no listed value of "{field}"; {instead(str(value), listed.values)}'
            note(row, "ladder", name, "unlisted_value", message, problems)
    if move.fact == CaseEscalated.TOPIC and "to_level" not in {**rung.given, **move.given}:
        message = (
            f'"{name}" raises the case to no level; add set = {{ to_level = "deputy", cause = "overdue" }}'
        )
        note(row, "ladder", name, "missing_key", message, problems)
