"""Fields of facts that moves and clocks name: they must be there, hold what is asked, take what is fixed."""

from __future__ import annotations

from datetime import date, datetime

from domain.declaration import Declared
from domain.definition import ClockRule, Move
from domain.facts.tasks import PlanApproved
from domain.facts.work import REQUEST_KINDS
from workflows.loader.checks.names import note, unknown
from workflows.loader.flatten import Flat
from workflows.loader.known import Known, fits, is_list
from workflows.loader.problems import instead
from workflows.loader.rows import Row
from workflows.loader.source import Problems


def check_moves(flat: Flat, known: Known, problems: Problems) -> None:
    """What a move fixes, asks for, decides and lists."""
    for row in flat.moves.values():
        fields = known.fields(row.value.fact)
        if fields:
            for name, value in row.value.given.items():
                _check_fixed(row, name, value, fields, problems)
            _check_asked(row, fields, problems)
            _check_optional(row, fields, problems)
            _check_reasons(row, fields, problems)
            _check_among(row, fields, problems)
        for kind in row.value.decides:
            if kind not in REQUEST_KINDS:
                unknown(row, "decides", "request kind", kind, REQUEST_KINDS, problems)


def _check_asked(row: Row[Move], fields: dict[str, Declared], problems: Problems) -> None:
    """Fields that somebody must give: the fact has them, and the move does not fix them itself."""
    asked = [("requires", written, name) for written in row.value.requires for name in written.split("|")]
    asked += [("min_items", name, name) for name in row.value.min_items]
    for key, written, name in asked:
        if name not in fields:
            _no_field(row, key, name, fields, problems, written)
        elif name in row.value.given:
            message = f'"{name}" is fixed by `set`, so nobody can give it; leave it out of "{key}"'
            note(row, key, written, "fixed_and_asked", message, problems)
        elif key == "min_items" and not is_list(fields[name]):
            message = f'"{name}" holds one value, not several; name a field that holds a list'
            note(row, key, name, "wrong_field", message, problems)


def _check_optional(row: Row[Move], fields: dict[str, Declared], problems: Problems) -> None:
    """Fields a fact has for moves that name them; all others may be carried anyway."""
    special = [name for name, field in fields.items() if field.by_name]
    for name in row.value.optional:
        if name not in special:
            unknown(row, "optional", "optional field", name, special, problems)


def _no_field(
    row: Row[Move], key: str, name: str, fields: dict[str, Declared], problems: Problems, written: str = ""
) -> None:
    message = f'{row.value.fact} has no field "{name}"; {instead(name, fields)}'
    note(row, key, written or name, "unknown_field", message, problems)


def _check_fixed(
    row: Row[Move], name: str, value: object, fields: dict[str, Declared], problems: Problems
) -> None:
    field = fields.get(name)
    if field is None:
        _no_field(row, "set", name, fields, problems)
    elif not fits(field, value):
        message = f'"{name}" cannot be fixed to {value!r}; write a value of the field\'s own type'
        note(row, "set", name, "wrong_type", message, problems)
    elif field.listed and value not in field.listed.values:
        message = f'"{value}" is no listed value of "{name}"; {instead(str(value), field.listed.values)}'
        note(row, "set", str(value), "unlisted_value", message, problems)


def _check_reasons(row: Row[Move], fields: dict[str, Declared], problems: Problems) -> None:
    """That there is a reason at all is asked by the rule that reads it."""
    listed = fields["reason"].listed if "reason" in fields else None
    for reason in row.value.reasons if listed else ():
        if listed and reason not in listed.values:
            message = f'"{reason}" is no listed value of "reason"; {instead(reason, listed.values)}'
            note(row, "reasons", reason, "unlisted_value", message, problems)


def _check_among(row: Row[Move], fields: dict[str, Declared], problems: Problems) -> None:
    """Fewer values of a listed field that somebody gives."""
    for name, values in row.value.among.items():
        listed = fields[name].listed if name in fields else None
        if name not in fields:
            _no_field(row, "among", name, fields, problems)
        elif name in row.value.given:
            message = f'"{name}" is fixed by `set`, so nobody can give it; leave it out of "among"'
            note(row, "among", name, "fixed_and_asked", message, problems)
        elif listed is None:
            message = f'"{name}" lists no values; name a field that does'
            note(row, "among", name, "wrong_field", message, problems)
        for value in values if listed else ():
            if listed and value not in listed.values:
                message = f'"{value}" is no listed value of "{name}"; {instead(value, listed.values)}'
                note(row, "among", value, "unlisted_value", message, problems)


def check_clocks(flat: Flat, known: Known, problems: Problems) -> None:
    """Fields a clock is counted from: those of the facts that start it."""
    for name, row in flat.clocks.items():
        facts = [known.fields(topic) for topic in _starting_facts(flat, name) if known.fields(topic)]
        if facts:
            _check_moments(row, facts, [*facts, *_planned(flat, known)], problems)
            _check_by_field(row, facts, problems)
        if bool(row.value.by_field) != bool(row.value.by_value):
            message = '"by_field" and "by_value" need each other; write both or neither'
            note(row, "by_field", None, "missing_key", message, problems)


def _starting_facts(flat: Flat, clock: str) -> set[str]:
    return {
        row.value.fact
        for row in flat.moves.values()
        if any(step.clock == clock and step.effect in ("started", "resumed") for step in row.value.clocks)
    }


def _planned(flat: Flat, known: Known) -> list[dict[str, Declared]]:
    """The days of the plan in force count where the fact that starts a clock names none."""
    plans = any(row.value.fact == PlanApproved.TOPIC for row in flat.moves.values())
    return [known.fields(PlanApproved.TOPIC)] if plans else []


def _check_moments(
    row: Row[ClockRule],
    facts: list[dict[str, Declared]],
    told: list[dict[str, Declared]],
    problems: Problems,
) -> None:
    rule = row.value
    wanted = {"start_field": (rule.start_field, all, facts), "due_field": (rule.due_field, any, told)}
    for key, (name, enough, of) in wanted.items():
        if name and not enough(_is_moment(fields.get(name)) for fields in of):
            message = f'the facts that start this clock have no moment or date "{name}"; name one they have'
            note(row, key, name, "unknown_field", message, problems)
    if rule.key_field and not all(rule.key_field in fields for fields in facts):
        message = f'a fact that starts this clock has no field "{rule.key_field}"; name one they all have'
        note(row, "key_field", rule.key_field, "unknown_field", message, problems)


def _is_moment(field: Declared | None) -> bool:
    return field is not None and field.base in (datetime, date, tuple[date, ...])


def _check_by_field(row: Row[ClockRule], facts: list[dict[str, Declared]], problems: Problems) -> None:
    rule = row.value
    if not rule.by_field:
        return
    listed = [fields[rule.by_field].listed if rule.by_field in fields else None for fields in facts]
    if None in listed:
        message = (
            f'a fact that starts this clock lists no values of "{rule.by_field}"; name a field that does'
        )
        note(row, "by_field", rule.by_field, "unknown_field", message, problems)
        return
    values = {value for each in listed if each for value in each.values}
    for value in rule.by_value:
        if value not in values:
            message = f'"{value}" is no listed value of "{rule.by_field}"; {instead(value, values)}'
            note(row, "by_value", value, "unlisted_value", message, problems)
