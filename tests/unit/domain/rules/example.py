"""What a rule is shown by: a case, a move whose only rule it is, and whether the move goes through."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from domain.case import Case
from domain.envelope import Event
from domain.facts.schema import Fact
from domain.office import Office
from tests.support.definitions import single
from tests.support.given import NOW, Given, Outcome, given
from tests.support.samples import FIELDS, reported
from tests.support.small_office import OFFICE


@dataclass(frozen=True, kw_only=True)
class Example:
    """One case of one rule; `says` is what is special about it."""

    says: str
    holds: bool
    after: tuple[Fact | Event, ...] = ()
    report: Mapping[str, Any] = field(default_factory=dict)
    """What differs in the report that opened the case."""
    sends: Mapping[str, Any] = field(default_factory=dict)
    """What differs in the fields of the command; None leaves one out."""
    by: str = ""
    for_: str | None = None
    now: datetime = NOW
    others: tuple[Case, ...] = ()
    state: str = "here"
    office: Office = OFFICE
    together: int = 1
    """Over how many cases the move is taken at once."""
    workflow: Mapping[str, Any] | None = None
    """What differs in the workflow."""
    avoids: frozenset[str] | None = None
    """What the one a meal is for must not eat."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A rule with its code and the examples that show it."""

    rule: str
    code: str
    topic: str
    by: str
    move: Mapping[str, Any]
    report: Mapping[str, Any]
    sends: Mapping[str, Any]
    workflow: Mapping[str, Any]
    examples: tuple[Example, ...]

    def start(self, example: Example) -> Given:
        """The case of the example, before the move."""
        opens = self.topic in ("case.reported", "task.opened")
        differs = self.workflow if example.workflow is None else example.workflow
        workflow = replace(single(self.topic, opening=opens, **{"rules": self.rule, **self.move}), **differs)
        facts = () if opens else (reported(**{**self.report, **example.report}), *example.after)
        return given(
            *facts,
            workflow=workflow,
            others=example.others,
            state=example.state,
            office=example.office,
            avoids=example.avoids,
        )

    def try_it(self, example: Example) -> Outcome:
        """The move taken."""
        wanted = {**FIELDS[self.topic], **self.sends, **example.sends}
        fields = {name: value for name, value in wanted.items() if value is not None}
        return self.start(example).when(
            "act",
            by=example.by or self.by,
            for_=example.for_,
            now=example.now,
            sends=fields,
            together=example.together,
        )


def rule(
    name: str,
    code: str,
    *,
    on: str,
    by: str = "intake-1",
    move: Mapping[str, Any] | None = None,
    report: Mapping[str, Any] | None = None,
    sends: Mapping[str, Any] | None = None,
    workflow: Mapping[str, Any] | None = None,
) -> Callable[..., Shown]:
    """Show a rule on a move that records the fact `on`; call the answer with its examples."""

    def shown(*examples: Example) -> Shown:
        return Shown(
            rule=name,
            code=code,
            topic=on,
            by=by,
            move=move or {},
            report=report or {},
            sends=sends or {},
            workflow=workflow or {},
            examples=examples,
        )

    return shown


def holds(says: str, *after: Fact | Event, others: Iterable[Case] = (), **more: Any) -> Example:
    """The move goes through."""
    return Example(says=says, holds=True, after=after, others=tuple(others), **more)


def refuses(says: str, *after: Fact | Event, others: Iterable[Case] = (), **more: Any) -> Example:
    """The rule refuses it."""
    return Example(says=says, holds=False, after=after, others=tuple(others), **more)
