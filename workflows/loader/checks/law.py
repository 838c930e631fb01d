"""Law 2: no open state without a running clock, so that nothing can be forgotten, assigned or not.

Followed along every path from `new`: which clocks certainly run. A clock that rests does not count, nor one started
only under a condition, nor a right, which calls nobody. More clocks running can only help further on, so of two
ways into a state only the one with fewer clocks is followed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from domain.definition import NEW, Move
from workflows.loader.checks.names import note
from workflows.loader.flatten import Flat
from workflows.loader.known import Known
from workflows.loader.source import Problems

Running = frozenset[str]


def check_running(flat: Flat, _: Known, problems: Problems) -> None:
    """Note each open state that some path reaches with no clock running, at the move that leads there."""
    told: set[str] = set()
    for path, state, running in _walk(flat):
        if flat.is_open(state) and not running and state not in told:
            told.add(state)
            way = " → ".join(path)
            message = (
                f'after {way} no clock runs in the state "{state}"; let the last of these moves start one'
            )
            note(flat.moves[path[-1]], "clocks", None, "no_running_clock", message, problems)


def _walk(flat: Flat) -> Iterator[tuple[tuple[str, ...], str, Running]]:
    """Every state with the fewest clocks that certainly run in it, and the moves that led there."""
    fewest: dict[str, list[Running]] = {}
    waiting: deque[tuple[tuple[str, ...], str, Running]] = deque([((), NEW, frozenset())])
    while waiting:
        path, state, running = waiting.popleft()
        if path:
            yield path, state, running
        for name, row in flat.moves.items():
            if state in row.value.sources:
                target = row.value.target or state
                after = _after(flat, row.value, state, target, running)
                known = fewest.setdefault(target, [])
                if not any(fewer <= after for fewer in known):
                    known[:] = [more for more in known if not after <= more] + [after]
                    waiting.append(((*path, name), target, after))


def _after(flat: Flat, move: Move, source: str, target: str, running: Running) -> Running:
    """The clocks that certainly run after a move; ending a case stops all but what the move starts."""
    ends = flat.is_open(source) and not flat.is_open(target)
    left = set() if ends else set(running)
    for step in move.clocks:
        runs = step.effect in ("started", "resumed")
        if not runs:
            left.discard(step.clock)
        elif not step.condition and flat.clocks[step.clock].value.kind != "right":
            left.add(step.clock)
    return frozenset(left)
