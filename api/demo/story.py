"""One case's story: what is peculiar about it, how far it came, and what the planner sees of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING

from domain.case import Case
from domain.definition import Category, Workflow
from domain.values import Place

if TYPE_CHECKING:
    from api.demo.world import World


@dataclass
class Story:
    """A case to be played. `quirks` are what will go otherwise than usual, each used up when it has happened.

    `rest_in` is the state in which nobody touches it any more, so that the board has cases in every state; `brisk`
    ones are worked on at once until then.
    """

    number: int
    case_id: str
    workflow: str
    category: str
    place: Place
    channel: str
    profile: str
    arrives_at: datetime
    dice: Random
    quirks: list[str] = field(default_factory=list)
    rest_in: str = ""
    brisk: bool = False
    reporter: str = ""
    parties: tuple[str, ...] = ()
    master: str = ""
    drawn: dict[str, bool] = field(default_factory=dict)
    waiting: bool = False
    """Whether a move of it is planned."""

    def draws(self, what: str, chance: float) -> bool:
        """Whether this story does what so many of them do; drawn once."""
        if what not in self.drawn:
            self.drawn[what] = self.dice.random() < chance
        return self.drawn[what]

    def use_up(self, quirk: str) -> None:
        """The peculiar thing has happened."""
        if quirk in self.quirks:
            self.quirks.remove(quirk)


@dataclass(frozen=True)
class Scene:
    """What a planner sees: the world, the story, its case now, and the moment of the move."""

    world: World
    story: Story
    case: Case
    at: datetime

    @property
    def dice(self) -> Random:
        """The story's own dice, so that stories do not disturb each other."""
        return self.story.dice

    @property
    def workflow(self) -> Workflow:
        """The definition this case follows."""
        return self.world.workflows[self.story.workflow]

    @property
    def category(self) -> Category:
        """The category the case has now."""
        return self.workflow.categories[self.case.category]

    @property
    def followers(self) -> tuple[Case, ...]:
        """The cases merged into this one."""
        known: Mapping[str, Case] = self.world.cases
        return tuple(known[case_id] for case_id in sorted(self.case.followers) if case_id in known)

    def has(self, quirk: str) -> bool:
        """Whether this is still to happen."""
        return quirk in self.story.quirks
