"""A workflow with everything it takes over: the base it extends, fragments, side moves, sets of states.

Order: what it extends, then the fragments it uses, then its own rows. A row of the same name replaces, except between
two fragments, where neither would know of the other; a move with nothing but `add_…` keys adds to what is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from domain.definition import NEW, Act, Category, ClockRule, Move, State
from workflows.loader.problems import instead
from workflows.loader.rows import Addition, Row, Rows, Sheet
from workflows.loader.source import Problems, Spot
from workflows.loader.words import Section

BASE = "city_case"
"""Whose side moves a workflow of its own may take over with `takes`."""
T = TypeVar("T")


@dataclass
class Flat:
    """A workflow before it is checked: every row it has, wherever it was written."""

    sheet: Sheet
    sheets: list[Sheet] = field(default_factory=list)
    """Every file that had a part in it."""
    sets: Rows[tuple[str, ...]] = field(default_factory=dict)
    roles: Rows[tuple[str, ...]] = field(default_factory=dict)
    parameters: Rows[int] = field(default_factory=dict)
    states: Rows[State] = field(default_factory=dict)
    moves: Rows[Move] = field(default_factory=dict)
    clocks: Rows[ClockRule] = field(default_factory=dict)
    categories: Rows[Category] = field(default_factory=dict)
    acts: Rows[Act] = field(default_factory=dict)
    words: dict[str, Section] = field(default_factory=dict)

    def is_open(self, state: str) -> bool:
        """Whether a case in this state still waits for somebody."""
        return state in self.states and self.states[state].value.phase != "done"


class Flattener:
    """Puts workflows together from the sheets of a catalogue."""

    def __init__(
        self, sheets: Mapping[str, Sheet], fragments: Mapping[str, Sheet], problems: Problems
    ) -> None:
        self.sheets, self.fragments, self.problems = sheets, fragments, problems

    def flatten(self, sheet: Sheet) -> Flat | None:
        """The workflow with sets still unresolved; None, and a problem, when what it names is not there."""
        flat = self._gathered(sheet, ())
        if flat is not None:
            expand_sets(flat, self.problems)
        return flat

    def _gathered(self, sheet: Sheet, below: tuple[str, ...]) -> Flat | None:
        flat: Flat | None = Flat(sheet)
        if sheet.extends:
            flat = self._base(sheet, below)
        if flat is None:
            return None
        if sheet.own_categories:
            flat.categories = {}
        self._take(flat, sheet)
        self._use(flat, sheet)
        self._lay(flat, sheet)
        return flat

    def _base(self, sheet: Sheet, below: tuple[str, ...]) -> Flat | None:
        base = self.sheets.get(sheet.extends)
        spot = sheet.spot.at("extends")
        if base is None or sheet.extends in (*below, sheet.key):
            what = "extends itself" if base else f'extends "{sheet.extends}", which is not there'
            names = self.sheets.keys() - {sheet.key}
            message = f"the workflow {what}; {instead(sheet.extends, names)}"
            self.problems.add(spot, "unknown_workflow", message)
            return None
        flat = self._gathered(base, (*below, sheet.key))
        if flat is not None:
            flat.sheet = sheet
        return flat

    def _use(self, flat: Flat, sheet: Sheet) -> None:
        by_fragments: dict[str, str] = {}
        for name in sheet.uses:
            fragment = self.fragments.get(name)
            if fragment is None:
                message = f'there is no fragment "{name}"; {instead(name, self.fragments)}'
                self.problems.add(sheet.spot.at("uses"), "unknown_fragment", message, name)
                continue
            for move in fragment.moves:
                if move in by_fragments:
                    both = f"{by_fragments[move]} and {name}"
                    message = f'the fragments {both} both write the move "{move}"; use one of them'
                    self.problems.add(sheet.spot.at("uses"), "two_moves", message, name)
                by_fragments[move] = name
            self._lay(flat, fragment)

    def _take(self, flat: Flat, sheet: Sheet) -> None:
        """Side moves of the base, with the clocks and role names they use."""
        base = (
            self._gathered(self.sheets[BASE], (sheet.key,)) if sheet.takes and BASE in self.sheets else None
        )
        spot = sheet.spot.at("takes")
        for name in sheet.takes:
            if base is None or name not in base.moves:
                message = f'{BASE} has no move "{name}"; {instead(name, base.moves if base else ())}'
                self.problems.add(spot, "unknown_move", message, name)
                continue
            self._take_one(flat, base, name, spot)

    def _take_one(self, flat: Flat, base: Flat, name: str, spot: Spot) -> None:
        row = base.moves[name]
        flat.moves[name] = replace(row, spots=(spot,), taken=name)
        for clock in {step.clock for step in row.value.clocks} & base.clocks.keys():
            flat.clocks[clock] = replace(base.clocks[clock], spots=(spot,), taken=name)
        roles = [role for role in row.value.roles if role in base.roles]
        flat.roles.update({role: base.roles[role] for role in roles})
        words = base.words.get("roles", {})
        _add_words(flat, {"roles": {role: words[role] for role in roles if role in words}})

    def _lay(self, flat: Flat, sheet: Sheet) -> None:
        flat.sheets.append(sheet)
        flat.sets.update(sheet.sets)
        flat.roles.update(sheet.roles)
        flat.parameters.update(sheet.parameters)
        flat.states.update(sheet.states)
        flat.clocks.update(sheet.clocks)
        flat.categories.update(sheet.categories)
        flat.acts.update(sheet.acts)
        flat.moves.update(sheet.moves)
        _add_words(flat, sheet.words)
        for name, addition in sheet.additions.items():
            if name in flat.moves:
                flat.moves[name] = _added(flat.moves[name], addition)
            else:
                message = f'there is no move "{name}" to add to; {instead(name, flat.moves)}'
                self.problems.add(addition.spot, "unknown_move", message)


def _add_words(flat: Flat, words: Mapping[str, Section]) -> None:
    for section, labels in words.items():
        flat.words[section] = {**flat.words.get(section, {}), **labels}


def _added(row: Row[Move], addition: Addition) -> Row[Move]:
    move = row.value
    added = replace(
        move,
        roles=_joined(move.roles, addition.roles),
        rules=_joined(move.rules, addition.rules),
        sources=_joined(move.sources, addition.sources),
        clocks=(*move.clocks, *addition.clocks),
    )
    return row.with_value(added, addition.spot)


def _joined(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return (*first, *(name for name in second if name not in first))


def expand_sets(flat: Flat, problems: Problems) -> None:
    """Replace sets of states in `from` by their members; OPEN, DONE and ANY follow from the phases."""
    opened = tuple(name for name in flat.states if flat.is_open(name))
    done = tuple(name for name in flat.states if not flat.is_open(name))
    known = {name: row.value for name, row in flat.sets.items()} | {
        "OPEN": opened, "DONE": done, "ANY": tuple(flat.states),
    }  # fmt: skip
    _check_members(flat, problems)
    for name, row in flat.moves.items():
        sources: list[str] = []
        for named in row.value.sources:
            for state in _members(flat, known, named, row, problems):
                if state in sources:
                    spot, value = row.place("from", named)
                    message = f'"{named}" names the state "{state}" once more; leave one out'
                    problems.add(spot, "named_twice", message, value)
                else:
                    sources.append(state)
        flat.moves[name] = replace(row, value=replace(row.value, sources=tuple(sources)))


def _members(
    flat: Flat, known: Mapping[str, tuple[str, ...]], named: str, row: Row[Move], problems: Problems
) -> tuple[str, ...]:
    if named in known:
        return known[named]
    if named not in flat.states and named != NEW:
        spot, value = row.place("from", named)
        message = f'there is no state or set "{named}"; {instead(named, [*flat.states, *known])}'
        problems.add(spot, "unknown_state", message, value)
        return ()
    return (named,)


def _check_members(flat: Flat, problems: Problems) -> None:
    for row in flat.sets.values():
        for state in row.value:
            if state not in flat.states:
                message = f'there is no state "{state}"; {instead(state, flat.states)}'
                problems.add(row.spot, "unknown_state", message, state)
