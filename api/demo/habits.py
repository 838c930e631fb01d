"""What usually happens next: rows of a state, read from the top; the first that fits is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from api.demo.story import Scene
from api.demo.waits import Wait

Holds = Callable[[Scene], bool]


@dataclass(frozen=True)
class Habit:
    """A move that people make in a state.

    `when` names the quirk that brings it about and is used up by it; without one it is done by `chance` of the
    stories. `holds` must be so as well. `once` in a round of a story. `kind` tells moves of one name apart.
    """

    move: str
    wait: Wait
    when: str = ""
    chance: float = 1.0
    holds: Holds = lambda _: True
    once: bool = False
    kind: str = ""

    @property
    def mark(self) -> str:
        """What a story remembers it by."""
        return f"{self.move}.{self.kind}"


Plan = Mapping[str, Sequence[Habit]]


def next_habit(plan: Plan, scene: Scene) -> Habit | None:
    """The next thing to happen to a case, or None when it rests."""
    if scene.case.state == scene.story.rest_in:
        return None
    return next((habit for habit in plan.get(scene.case.state, ()) if _fits(habit, scene)), None)


def _fits(habit: Habit, scene: Scene) -> bool:
    if habit.when and not scene.has(habit.when):
        return False
    if habit.once and scene.story.drawn.get(f"did {habit.mark} {scene.case.round}"):
        return False
    if not habit.holds(scene):
        return False
    return habit.chance >= 1 or scene.story.draws(f"{habit.mark} {scene.case.round}", habit.chance)


def done(habit: Habit, scene: Scene) -> None:
    """Remember that it was done."""
    scene.story.use_up(habit.when)
    scene.story.drawn[f"did {habit.mark} {scene.case.round}"] = True
