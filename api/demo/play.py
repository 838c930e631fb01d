"""Plays the stories in the order of time: one queue of moves, one clock, every move through the real engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import Any

from api.demo.actors import principal_of
from api.demo.children import child_story, with_children
from api.demo.habits import Habit, done, next_habit
from api.demo.ids import Ids
from api.demo.openings import find_master, opening_of
from api.demo.petition_habits import comes_again
from api.demo.recurring import around, story_of
from api.demo.story import Scene, Story
from api.demo.ways import fields_of, plan_of, who_takes
from api.demo.world import World
from domain.case import Case
from domain.command import Command
from domain.envelope import Event
from domain.errors import Refused
from domain.facts.tasks import OF_PARENT, TaskOpened
from domain.facts.work import CaseReopened
from domain.fold import evolve
from domain.office import SYSTEM
from workflows.reactions import commands_of

Handle = Callable[[Command], Awaitable[Sequence[Event]]]
KeepTime = Callable[[datetime], Awaitable[Sequence[Event]]]
"""Has done what is due until a moment, and returns the facts that came of it."""
Tell = Callable[[int, int], None]
DOOR = "cli"
TRIES = 3
"""So many refusals in one state, then a story is left where it is."""


@dataclass
class Tally:
    """What was played."""

    events: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    last_position: int = 0


class Player:
    """Plays stories until `end`. `handle` takes a command and returns its facts; reactions are taken at once.

    Between the moves `keep_time` does what happens by itself.
    """

    def __init__(self, world: World, ids: Ids, handle: Handle, keep_time: KeepTime, end: datetime) -> None:
        self._world, self._ids, self._handle, self._end = world, ids, handle, end
        self._keep_time = keep_time
        self._queue: list[tuple[datetime, int, Story, Habit | None, int]] = []
        self._by_case: dict[str, Story] = {}
        self._pushed = 0
        self._tries: Counter[tuple[str, str]] = Counter()
        self.tally = Tally()

    async def play(self, stories: Iterable[Story], tell: Tell) -> Tally:
        """Play to the end of the simulated time; `tell` hears how many stories have begun."""
        for story in stories:
            self._by_case[story.case_id] = story
            self._push(story.arrives_at, story, None)
        total, begun = len(self._by_case), 0
        while self._queue and self._queue[0][0] < self._end:
            if await self._let_pass(self._queue[0][0]):
                continue  # time has put something else first
            at, _, story, habit, planned_in = heappop(self._queue)
            story.waiting = False
            if habit is None:
                await self._arrive(story, at)
                begun += 1
                tell(begun, total)
            else:
                await self._act(story, habit, at, planned_in)
        await self._let_pass(self._end)
        return self.tally

    async def _let_pass(self, until: datetime) -> bool:
        """What happens by itself until a moment; whether anything did."""
        events = await self._keep_time(until)
        for event in events:
            await self._settle_after(event)
        for event in events:
            await self._plan(self._by_case[event.envelope.case_id], event.envelope.occurred_at)
        return bool(events)

    def _push(self, at: datetime, story: Story, habit: Habit | None) -> None:
        self._pushed += 1
        story.waiting = True
        case = self._world.cases.get(story.case_id)
        heappush(self._queue, (at, self._pushed, story, habit, case.round if case else 0))

    async def _arrive(self, story: Story, at: datetime) -> None:
        find_master(self._world, story)
        comes_again(self._world, story)
        move, actor, fields = opening_of(self._world, story)
        if await self._send(story, move, actor, fields, at):
            await self._plan(story, at)

    async def _act(self, story: Story, habit: Habit, at: datetime, planned_in: int) -> None:
        scene = Scene(self._world, story, self._world.cases[story.case_id], at)
        came_back = scene.case.round != planned_in  # what was planned before has nothing to wait for any more
        if came_back or habit not in plan_of(story).get(scene.case.state, ()) or not habit.holds(scene):
            story.use_up(habit.when)
            return await self._plan(story, at)
        fields = fields_of(story)[habit.move](scene, habit)
        actor = who_takes(scene, habit, fields)
        if await self._send(story, habit.move, actor, fields, at, principal_of(scene, habit)):
            done(habit, scene)
            return await self._plan(story, at)
        story.use_up(habit.when)
        self._tries[story.case_id, scene.case.state] += 1
        if self._tries[story.case_id, scene.case.state] < TRIES:
            await self._plan(story, at)
        return None

    async def _plan(self, story: Story, at: datetime) -> None:
        """Decide what happens next to a case that waits for nothing yet."""
        if story.waiting:
            return
        scene = Scene(self._world, story, self._world.cases[story.case_id], at)
        habit = next_habit(plan_of(story), scene)
        if habit is not None:
            self._push(max(habit.wait(scene), at + timedelta(seconds=30)), story, habit)

    async def _send(
        self,
        story: Story,
        move: str,
        actor: str,
        fields: Mapping[str, Any],
        at: datetime,
        on_behalf_of: str | None = None,
    ) -> bool:
        """Send a command and everything that follows from it; False when it was refused."""
        command = self._command(story, move, fields, at, actor=actor, on_behalf_of=on_behalf_of)
        try:
            await self._settle(command, at)
        except Refused as refusal:
            self.tally.refused[f"{story.workflow}.{move}: {refusal}"] += 1
            return False
        return True

    def _command(
        self, story: Story, move: str, fields: Mapping[str, Any], at: datetime, **who: Any
    ) -> Command:
        return Command(
            id=self._ids.at(at),
            event_id=self._ids.at(at),
            case_id=story.case_id,
            move=move,
            now=at,
            fields={name: value for name, value in fields.items() if value is not None},
            workflow=story.workflow,
            door=DOOR,
            **who,
        )

    async def _settle(self, command: Command, at: datetime) -> None:
        waiting = [command]
        while waiting:
            events = await self._handle(waiting.pop(0))
            for event in events:
                waiting.extend(self._take_in(event, at))
            for case_id in sorted({event.envelope.case_id for event in events} - {command.case_id}):
                await self._plan(self._by_case[case_id], at)

    async def _settle_after(self, event: Event) -> None:
        """Take in a fact that came by itself, and everything that follows from it."""
        at = event.envelope.occurred_at
        for command in self._take_in(event, at):
            await self._settle(command, at)

    def _take_in(self, event: Event, at: datetime) -> list[Command]:
        """Fold a fact; returns the commands that follow from it."""
        case_id = event.envelope.case_id
        case = self._world.cases[case_id] = evolve(self._world.cases.get(case_id), event)
        if isinstance(event.fact, TaskOpened) and case_id not in self._by_case:
            self._by_case[case_id] = self._story_of(case, event.fact)
        if isinstance(event.fact, CaseReopened) and event.envelope.actor == SYSTEM:
            self._by_case[case_id].waiting = False  # what was planned for the old round is not waited for
        self.tally.events += 1
        self.tally.last_position = max(self.tally.last_position, event.envelope.position)
        seen = with_children(self._world, event, case, around(self._world, event, case))
        return commands_of(event, case, at, seen)

    def _story_of(self, case: Case, fact: TaskOpened) -> Story:
        """The story of a task: its own, or that its parent's goes on with."""
        number = len(self._by_case) + 1
        same = [one for one in self._by_case.values() if one.workflow == case.workflow]
        if fact.rule != OF_PARENT:
            return story_of(case, number, len(same))
        return child_story(case, self._by_case[fact.cases[0]], number, same)
