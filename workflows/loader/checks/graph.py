"""The shape of a workflow: where it opens, that every state can be reached, that every case can end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from domain.definition import NEW
from workflows.loader.flatten import Flat
from workflows.loader.known import Known
from workflows.loader.source import Problems


def steps(flat: Flat) -> Iterator[tuple[str, str, str]]:
    """Every way from a state to another or the same: source, move, target."""
    for name, row in flat.moves.items():
        for source in row.value.sources:
            yield source, name, row.value.target or source


def check_ends(flat: Flat, _: Known, problems: Problems) -> None:
    """A case must be able to begin, and there must be an end."""
    spot = flat.sheet.spot.at("key")
    if not any(NEW in row.value.sources for row in flat.moves.values()):
        problems.add(spot, "no_opening", 'no move opens a case; add a move with from = ["new"]')
    if all(flat.is_open(state) for state in flat.states):
        problems.add(spot, "no_end", 'no state ends a case; give one the phase "done"')


def check_reach(flat: Flat, _: Known, problems: Problems) -> None:
    """No state that no case gets into, none that no case gets out of."""
    ahead: dict[str, set[str]] = {}
    back: dict[str, set[str]] = {}
    for source, _move, target in steps(flat):
        ahead.setdefault(source, set()).add(target)
        back.setdefault(target, set()).add(source)
    reached = _closure([NEW], ahead)
    ending = _closure([state for state in flat.states if not flat.is_open(state)], back)
    for name, row in flat.states.items():
        if name not in reached and any(NEW in move.value.sources for move in flat.moves.values()):
            message = f'no case can get into the state "{name}"; let a move lead to it, or leave it out'
            problems.add(row.spot, "unreachable_state", message)
        elif name not in ending and ending:
            message = (
                f'a case in the state "{name}" can never end; let a move lead on to a state that is done'
            )
            problems.add(row.spot, "dead_end", message)


def _closure(start: Iterable[str], ahead: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(start)
    while waiting:
        state = waiting.pop()
        if state not in seen:
            seen.add(state)
            waiting.extend(ahead.get(state, ()))
    return seen
