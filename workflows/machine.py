"""Definitions compiled to `transitions`: the only module that imports it.

One flat machine per definition, without a model, shared by all threads: a trigger works on a slotted cursor that is
made for it and thrown away, and with `queued=False` the machine keeps nothing of it. No callbacks are given, and
nothing is ever given as a string that the library would import as a dotted path. What the library accepts in
silence (unknown states, two moves for one trigger and state) the loader has refused before.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from transitions import Event, MachineError
from transitions import Machine as Transitions

from domain.definition import NEW, Machine, Workflow

KEPT = 256
"""Definitions kept compiled; far more than an office ever has versions in use."""


class _Cursor:
    """Where a case is, for the length of one trigger."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


class CompiledMachine:
    """The transitions of one definition."""

    def __init__(self, workflow: Workflow) -> None:
        self.workflow = workflow
        self._triggers = _triggers(workflow)
        self._targets: dict[tuple[str, str], str | None] = {}
        self._machine = Transitions(
            model=None,
            states=[NEW, *workflow.states],
            initial=None,
            transitions=[
                {"trigger": name, "source": source, "dest": move.target}
                for name, move in workflow.moves.items()
                for source in move.sources
            ],
            auto_transitions=False,
            send_event=True,
            queued=False,
        )

    def target(self, state: str, trigger: str) -> str | None:
        """The state this move leads to, the same one when the case stays, or None when there is no such move.

        A machine without conditions and callbacks always answers the same, so it is asked once.
        """
        try:
            return self._targets[state, trigger]
        except KeyError:
            pass
        event = self._machine.events.get(trigger)
        if event is None or state not in self._machine.states:
            return None
        self._targets[state, trigger] = target = self._asked(event, state)
        return target

    @staticmethod
    def _asked(event: Event, state: str) -> str | None:
        cursor = _Cursor(state)
        try:
            event.trigger(cursor)
        except MachineError:
            return None
        return cursor.state

    def triggers(self, state: str) -> tuple[str, ...]:
        """The moves that exist from this state, in the order of the definition."""
        return self._triggers.get(state, ())


def _triggers(workflow: Workflow) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, move in workflow.moves.items():
        for source in move.sources:
            found.setdefault(source, []).append(name)
    return {state: tuple(names) for state, names in found.items()}


_compiled: OrderedDict[str, CompiledMachine] = OrderedDict()
_lock = Lock()


def compile_machine(workflow: Workflow) -> Machine:
    """The machine of a definition, compiled once per digest.

    A definition that differs from the one its digest stands for (a test's, changed by hand) gets its own machine.
    """
    with _lock:
        kept = _compiled.get(workflow.digest)
        if kept is not None and (kept.workflow is workflow or kept.workflow == workflow):
            _compiled.move_to_end(workflow.digest)
            return kept
        machine = CompiledMachine(workflow)
        if workflow.digest and kept is None:
            _compiled[workflow.digest] = machine
            if len(_compiled) > KEPT:
                _compiled.popitem(last=False)
        return machine
