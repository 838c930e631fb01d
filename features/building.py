"""Bringing a case to where a scenario begins: by legal moves, each taken by somebody who may."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from domain.definition import Workflow
from domain.office import SYSTEM
from features.acting import DOERS, performer
from features.cells import read_cell
from features.defaults import defaults
from features.driver import CaseSeen, Request
from features.recipes import TIME_TO_CHALLENGE, WAITS_FOR, errands, must_be_verified, times_before, way_to
from features.scene import Scene
from features.story import THE_CASE, Story

ACTED_BY: Mapping[str, tuple[str, ...]] = {
    "上报人": ("opens",),
    "reported by": ("opens",),
    "承办人": ("handler", "unit_head", "mediator"),
    "handler": ("handler", "unit_head", "mediator"),
    "核查员": ("checker",),
    "checker": ("checker",),
}
"""Rows of a table that name who acts, and the roles in which."""
PARENT, TEAM = "主案", "综合执法队"
"""What the case is called that opens a child, and whose it is when nobody says."""
EARLIER, CONCLUDED = "前案", "concluded"
"""What the case is called that settled the matter before, and the state in which it is."""
HALF_A_YEAR = timedelta(days=190)
MASTER = "主案"
"""What the case is called into which one that has to be merged is merged."""
OPENED_BY = ("上报人", "reported by")
BEFORE = "前次"
"""What cases of the same household are called that count before the one talked about."""
UNIT = ("承办单位", "unit")
CAUSE = ("起因", "cause")
"""The row that says of what kind the cases are that led to a task."""
CAUSES, USUAL_CAUSE = ("起因一", "起因二", "起因三"), "street.litter"


def report(story: Story, who: str, kind: str, told: Mapping[str, str], name: str = "") -> None:
    """Somebody opens a case of that kind; refused or not, the answer is kept."""
    story.settle()
    workflow, category = story.words.kind(kind)
    story.current = name or THE_CASE
    scene = story.scene(workflow, _opening(workflow), story.cast.person(who), None, category)
    story.ask(scene, {**defaults(scene), **story.read(scene, told)})


def build(story: Story, kind: str, state: str, told: Mapping[str, str], name: str = "") -> None:
    """Let there be a case of that kind in that state; `told` is what matters about it and about who acted."""
    workflow, category = story.words.kind(kind)
    builder = Builder(story, workflow, category, told)
    way = builder.way(story.words.state(workflow, state))
    for number in range(times_before(workflow, way)):
        build(story, category, str(workflow.moves[way[-1]].sources[0]), told, f"{BEFORE}{number + 1}")
    story.current = name or THE_CASE
    story.cases.pop(story.current, None)
    for move in way:
        builder.walk(move)


class Builder:
    """One case on its way."""

    def __init__(self, story: Story, workflow: Workflow, category: str, told: Mapping[str, str]) -> None:
        self.story, self.workflow, self.category = story, workflow, category
        self.named = {
            role: story.cast.person(who) for key, who in told.items() for role in ACTED_BY.get(key, ())
        }
        self.unit = next(
            (story.cast.unit(text) for key, text in told.items() if key in UNIT), self._own_unit()
        )
        self.told_unit = next((text for key, text in told.items() if key in UNIT), "")
        self.cause = next((text for key, text in told.items() if key in CAUSE), USUAL_CAUSE)
        self.told = {key: text for key, text in told.items() if key not in (*UNIT, *OPENED_BY, *CAUSE)}

    def way(self, state: str) -> tuple[str, ...]:
        """The moves to that state; what has to go by itself was told by a device."""
        opening = self._scene(_opening(self.workflow), None)
        channel = {**defaults(opening), **self._fields(opening)}.get("channel", "")
        verify = must_be_verified(self.workflow.categories.get(self.category), str(channel))
        way = way_to(self.workflow, state, verify=verify)
        if any("clear_long_enough" in self.workflow.moves[move].rules for move in way):
            self.named.setdefault("opens", str(self.story.cast.first("gateway")))
        return way

    def walk(self, move: str) -> None:
        """Take a move, after what its rules ask for."""
        seen = self._seen()
        for errand in errands(self.workflow, move, seen.reporter, seen.parties) if seen else ():
            self._step(errand.move, errand.fields, errand.by)
        if not self._waited_out(self.workflow.moves[move].rules):
            self._step(move, {})

    def _waited_out(self, rules: Collection[str]) -> bool:
        """Let time go on until what rules wait for has run out; whether time took the move itself."""
        before = self._seen()
        for rule in rules if before else ():
            self._wait_for(rule)
        now = self._seen()
        return before is not None and now is not None and now.state != before.state

    def _wait_for(self, rule: str) -> None:
        seen, driver = self._seen(), self.story.driver
        clock = seen.clock(WAITS_FOR[rule]) if seen and rule in WAITS_FOR else None
        if clock is not None:
            driver.now = max(driver.now, clock.due_at)
        if rule == TIME_TO_CHALLENGE:
            driver.now += HALF_A_YEAR
        if rule == "clear_long_enough":
            driver.now += timedelta(minutes=self.workflow.parameters["clear_minutes"])

    def _step(self, move: str, fields: Mapping[str, Any], role: str = "") -> None:
        scene = self._scene(move, self._seen(), role)
        if "linked_by_parent" in scene.move.rules:
            return self._open_child(scene)
        if scene.move.names("cases"):
            return self._open_task(scene)
        if "concluded_before" in scene.move.rules and "case" not in fields:
            fields = {**fields, "case": self._concluded()}
        if scene.topic == "case.merged" and "master" not in fields:
            fields = {**fields, "master": self._master()}
        self.story.ask(scene, {**defaults(scene), **self._fields(scene), **fields})
        assert not self.story.answer.refused, f"the way stops at {move}: {self.story.answer}"
        return None

    def _open_task(self, scene: Scene) -> None:
        """Three filed cases bring it about; where nothing reacts to them, somebody opens it."""
        name = self.story.current
        for cause in CAUSES:
            build(self.story, self.cause, "filed", {}, cause)
        children = self.story.case(CAUSES[-1]).children
        brought = [child for child, relation in children.items() if relation == "root_cause"]
        self.story.current = name
        if brought:
            self.story.cases[name] = brought[0]
            return
        counted = [self.story.case_id(cause) for cause in CAUSES]
        self.story.ask(scene, {**defaults(scene), "cases": counted})
        assert not self.story.answer.refused, f"no task was opened: {self.story.answer}"

    def _open_child(self, scene: Scene) -> None:
        """A move of its parent opens it; where nothing reacts to that, the system is stood in for."""
        name, (parent, move) = self.story.current, self._opening_move()
        self.story.current = PARENT
        kind = (
            self.cause
            if self.cause != USUAL_CAUSE
            else self.story.words.called(parent, "workflows", parent.key)
        )
        told = {UNIT[0]: self.told_unit or TEAM}
        build(self.story, kind, parent.moves[move].sources[-1], told, PARENT)
        Builder(self.story, parent, self.story.case().category, told).walk(move)
        child = next(iter(self.story.case().children))
        self.story.current, self.story.cases[name] = name, child
        if self.story.driver.case(child) is None:
            fields = {
                **defaults(scene),
                "cases": [self.story.case_id(PARENT)],
                "unit": self.story.case(PARENT).unit,
            }
            self.story.put(
                Request(move=scene.name, actor=SYSTEM, case=child, workflow=self.workflow.key, fields=fields)
            )
            assert not self.story.answer.refused, f"no child was opened: {self.story.answer}"

    def _opening_move(self) -> tuple[Workflow, str]:
        """A workflow that opens this one, and the move by which it does."""
        catalogue = self.story.driver.catalogue
        return next(
            (workflow, name)
            for workflow in map(catalogue.workflow, catalogue.keys)
            for name, move in workflow.moves.items()
            if move.opens == self.workflow.key
        )

    def _concluded(self) -> str:
        """Another case of the kind that came to its end: “前案”."""
        name = self.story.current
        build(self.story, self.category, CONCLUDED, {}, EARLIER)
        self.story.current = name
        return self.story.case_id(EARLIER)

    def _master(self) -> str:
        """Another case of the kind, which stays where it was opened: “主案”."""
        name, self.story.current = self.story.current, MASTER
        opening = self._scene(_opening(self.workflow), None)
        self.story.ask(opening, defaults(opening))
        self.story.current = name
        return self.story.case_id(MASTER)

    def _scene(self, move: str, seen: CaseSeen | None, role: str = "") -> Scene:
        actor = self.story.cast.first(role) or self._of_unit(move, seen)
        actor = actor or performer(self.story.cast, self.workflow, move, seen, self.named)
        return self.story.scene(self.workflow, move, actor, seen, self.category if seen is None else "")

    def _of_unit(self, move: str, seen: CaseSeen | None) -> str | None:
        """Who takes a case on that nobody has, for the unit that is said to have it."""
        roles = set(self.workflow.moves[move].roles) & DOERS if seen and not seen.unit and self.unit else ()
        return next((who for role in sorted(roles) if (who := self.story.cast.first(role, self.unit))), None)

    def _fields(self, scene: Scene) -> dict[str, Any]:
        """What the table says of this move's fact; a unit is where the case is sent first."""
        words, workflow = self.story.words, self.workflow
        own = {key: text for key, text in self.told.items() if words.has_field(workflow, scene.topic, key)}
        named = {words.field(workflow, scene.topic, key): text for key, text in own.items()}
        offered = {name: read_cell(scene, name, text) for name, text in named.items()}
        if scene.topic == "case.dispatched":
            offered.pop("assignee", None)
            offered.update({"unit": self.unit} if self.unit else {})
        return offered

    def _own_unit(self) -> str:
        who = self.named.get("handler", "")
        return next((unit for person, _, unit in self.story.cast.posts if person == who), "")

    def _seen(self) -> CaseSeen | None:
        return self.story.case() if self.story.current in self.story.cases else None


def _opening(workflow: Workflow) -> str:
    return next(name for name, move in workflow.moves.items() if "new" in move.sources)
