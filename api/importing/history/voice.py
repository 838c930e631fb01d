"""Says steps to the engine, or, on trial, decides them on the case as it would be and records nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from domain.case import Case
from domain.changing import replace
from domain.claims import claims_of
from domain.command import Command
from domain.definition import Workflow
from domain.envelope import Event
from domain.errors import NotFound, Refused
from domain.fold import evolve, fold
from workflows.engine import Engine
from workflows.engine_view import View


class Voice(Protocol):
    """Says the steps of cases; `at_once` is of how many cases at the same time."""

    at_once: int

    async def begin(self, case_id: str) -> list[Event]:
        """The facts there are of a case whose steps will be said."""

    async def workflow(self, digest: str) -> Workflow:
        """The version a case is pinned to."""

    async def say(self, command: Command) -> Sequence[Event]:
        """Say a step. Raises Refused."""


class Aloud:
    """Records what it says. Commands that wait at the same time share a commit, hence several cases at once."""

    at_once = 16

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def begin(self, case_id: str) -> list[Event]:
        """The facts there are of a case."""
        return await _history(self._engine, case_id)

    async def workflow(self, digest: str) -> Workflow:
        """The version a case is pinned to."""
        return await self._engine.workflow(digest)

    async def say(self, command: Command) -> Sequence[Event]:
        """Record a step. Raises Refused."""
        return (await self._engine.handle(command)).events


class OnTrial:
    """Decides as the engine would, on the case as its steps would have made it."""

    at_once = 1

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._case: Case | None = None
        self._view: View | None = None
        self._claimed: set[tuple[str, str]] = set()

    async def begin(self, case_id: str) -> list[Event]:
        """The facts there are of a case."""
        events = await _history(self._engine, case_id)
        self._case, self._view = fold(events), None
        return events

    async def workflow(self, digest: str) -> Workflow:
        """The version a case is pinned to."""
        return await self._engine.workflow(digest)

    async def say(self, command: Command) -> Sequence[Event]:
        """Decide a step. Raises Refused, for a claim that is taken as well."""
        self._view = self._view or await self._engine.view(command)
        events = replace(self._view, case=self._case).decide(command, case_no="on-trial")
        for event in events:
            await self._require_free(event)
            self._case = evolve(self._case, event)
        return events

    async def _require_free(self, event: Event) -> None:
        for claim in claims_of(event):
            key = (claim.scope, claim.key)
            if key in self._claimed or await self._engine.log.claim(*key) not in (
                None,
                event.envelope.case_id,
            ):
                raise Refused(claim.code, key=claim.key)
            self._claimed.add(key)


async def _history(engine: Engine, case_id: str) -> list[Event]:
    try:
        return await engine.history(case_id)
    except NotFound:
        return []
