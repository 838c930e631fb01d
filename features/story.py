"""One scenario while it is played: the office, its clock, the cases that were named, and the last answer.

Steps written outside this project work with it too: `story.take(…)`, `story.case()`, `story.answer`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.definition import Workflow
from domain.facts.correcting import RecordCorrected
from features.acting import pointed_at
from features.answers import Answer
from features.cast import Cast, cast
from features.cells import moment, read_cell
from features.defaults import defaults
from features.driver import CaseSeen, Driver, Request
from features.scene import Scene
from features.words import Unheard, Words

FOUNDED = "2026-01-05 08:30"
BEGIN = "2026-03-02 09:00"
"""A Monday, half an hour after opening, in the morning peak: when a scenario begins that says nothing of time."""
THE_CASE = "案卷"
"""What a case is called that is given no name."""


@dataclass
class Story:
    """What has happened so far. `answer` is the last move's; a refusal nobody speaks of fails the scenario."""

    driver: Driver
    words: Words
    cast: Cast
    cases: dict[str, str] = field(default_factory=dict)
    """Ids of cases by the names a scenario gave them."""
    current: str = THE_CASE
    """The case talked about."""
    answer: Answer = field(default_factory=Answer)
    unspoken: bool = False
    calendars: int = 0
    """How many were published in this scenario."""

    @classmethod
    def begun(cls, driver: Driver) -> Story:
        """A story in a fresh office."""
        story = cls(driver, Words(driver.catalogue), cast())
        story.pass_to(FOUNDED)
        driver.found(story.cast.facts)
        story.pass_to(BEGIN)
        return story

    def pass_to(self, text: str) -> None:
        """Let it be that time, by the clock on the office's wall."""
        self.driver.now = moment(self.driver.catalogue.calendar, text)

    def case(self, name: str = "") -> CaseSeen:
        """The case of that name as it is now, else the one talked about."""
        seen = self.driver.case(self.case_id(name))
        assert seen is not None, f"the case “{name or self.current}” is gone"
        return seen

    def case_id(self, name: str = "") -> str:
        """The id of the case of that name, else of the one talked about."""
        if (name or self.current) not in self.cases:
            raise Unheard(f"no case is called “{name or self.current}”; there are: {'、'.join(self.cases)}")
        return self.cases[name or self.current]

    def workflow(self, name: str = "") -> Workflow:
        """The workflow that case follows."""
        return self.driver.catalogue.workflow(self.case(name).workflow)

    def settle(self) -> None:
        """Fail when the last move was refused and nothing was said about it."""
        assert not self.unspoken, f"refused: {self.answer.code} ({self.answer.told})"

    def take(
        self,
        who: str,
        move: str,
        *,
        what: str = "",
        told: Mapping[str, str] | None = None,
        principal: str = "",
        case: str = "",
    ) -> Answer:
        """Somebody takes a move on a case; what is not told follows from the case and the office."""
        self.settle()
        self.current = case or self.current
        seen = self.case()
        workflow = self.driver.catalogue.workflow(seen.workflow)
        name = self.words.move(workflow, move, seen.state)
        scene = self.scene(workflow, name, self.cast.person(who), seen)
        fields = {**defaults(scene), **pointed_at(scene, what, self.cases), **self.read(scene, told or {})}
        return self.ask(scene, fields, self.cast.person(principal) if principal else None)

    def ask(self, scene: Scene, fields: Mapping[str, Any], principal: str | None = None) -> Answer:
        """Put a move to the system and keep its answer; a case that is opened gets the name talked about."""
        return self.put(
            Request(
                move=scene.name,
                actor=scene.actor,
                case=scene.case.id if scene.case else "",
                workflow=scene.workflow.key,
                fields={name: value for name, value in fields.items() if value is not None},
                on_behalf_of=principal,
            )
        )

    def put(self, request: Request) -> Answer:
        """Put a request as it is."""
        self.answer = self.driver.take(request)
        self.unspoken = self.answer.refused
        if not self.answer.refused:
            self.cases[self.current] = self.answer.case
        return self.answer

    def scene(
        self, workflow: Workflow, name: str, actor: str, case: CaseSeen | None, category: str = ""
    ) -> Scene:
        """A move about to be taken."""
        return Scene(
            workflow=workflow,
            name=name,
            actor=actor,
            now=self.driver.now,
            words=self.words,
            cast=self.cast,
            evidence=self.driver.evidence,
            case=case,
            category_id=category or (case.category if case else ""),
            cases=self.cases,
            facts=self._facts(case) if workflow.moves[name].fact == RecordCorrected.TOPIC else {},
        )

    def _facts(self, case: CaseSeen | None) -> dict[str, str]:
        """Facts of a case by their labels, the latest of each."""
        known = self.driver.history(case.id) if case else ()
        return {self.words.called(self.workflow(), "topics", one.topic): one.event_id for one in known}

    def read(self, scene: Scene, told: Mapping[str, str]) -> dict[str, Any]:
        """What a table says, as fields of the move's fact."""
        named = {self.words.field(scene.workflow, scene.topic, label): text for label, text in told.items()}
        return {name: read_cell(scene, name, text) for name, text in named.items()}

    def called(self, state: str) -> str:
        """What a state of the case talked about is called."""
        return f"“{self.words.called(self.workflow(), 'states', state)}”"

    def refusal(self, code: str = "") -> frozenset[str]:
        """Everything that may be said for a refusal, the last one when none is named."""
        workflow = self._spoken_of()
        return frozenset(self.plain(text) for text in self.words.refusal(workflow, code or self.answer.code))

    def _spoken_of(self) -> Workflow:
        catalogue = self.driver.catalogue
        return self.workflow() if self.current in self.cases else catalogue.workflow(catalogue.keys[0])

    @staticmethod
    def plain(text: str) -> str:
        """A text with its punctuation made alike, since an input method decides between , and ，."""
        return text.replace("，", ",").replace("；", ";").strip()

    def offered(self, who: str, move: str) -> str:
        """The code with which a move is refused to somebody before he tries; empty when it is offered."""
        self.settle()
        seen, workflow = self.case(), self.workflow()
        name = self.words.move(workflow, move, seen.state)
        return self.driver.moves(seen.id, self.cast.person(who))[name]

    def readable(self, who: str, field: str) -> bool:
        """Whether somebody reads what a field of the report says; the field by its label."""
        self.settle()
        return self.driver.readable(self.case_id(), self.cast.person(who), self.reported_field(field))

    def reported_field(self, label: str) -> str:
        """A field of the report by its label."""
        reported = self.driver.history(self.case_id())[0].topic
        return self.words.field(self.workflow(), reported, label)

    def hear(self, answer: Answer) -> None:
        """Keep the answer to something that is no move."""
        self.answer, self.unspoken = answer, answer.refused
