"""One command on its way: decided on what is remembered, again on what was read now, until it is stored or refused."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.changing import replace
from domain.claims import claims_of
from domain.command import Command
from domain.counting_occasions import SCOPE as OCCASION
from domain.envelope import Event
from domain.errors import Refused, StaleVersion
from workflows.engine_answers import Done, digest_of, done
from workflows.engine_numbers import CaseNumbers
from workflows.engine_shelf import Shelf
from workflows.engine_view import View, Views
from workflows.log import EventLog, LogUnavailable, Outcome, as_stored, record_of
from workflows.ports import RecordClock

ATTEMPTS = 50
"""Decisions on one command before giving up; each lost one means that somebody else's facts were stored."""


@dataclass(frozen=True, kw_only=True)
class Means:
    """What every command is handled with."""

    log: EventLog
    shelf: Shelf
    views: Views
    numbers: CaseNumbers
    record_clock: RecordClock


class Handling:
    """Handles one command."""

    def __init__(self, command: Command, means: Means) -> None:
        self._command = command
        self._id = UUID(command.id)
        self._digest = digest_of(command)
        self._means = means
        self._fresh = False
        self._case_no = ""

    async def to_the_end(self) -> Done:
        """Do it once or not at all. Raises Refused, LogUnavailable, Unstorable."""
        try:
            for _ in range(ATTEMPTS):
                answer = await self._attempt()
                if answer is not None:
                    self._give_back()
                    return answer
        except Refused:
            self._give_back()
            raise
        raise LogUnavailable("this case is being changed by too many at once", retry_after_s=1)

    async def _attempt(self) -> Done | None:
        """One decision. None when it has to be made again, on what is read then."""
        view = await self._view()
        if view is None:
            return await self._done_before()
        try:
            events = view.decide(self._command, await self._number(view))
        except Refused as refusal:
            return await self._refused(view, refusal)
        if not events:
            return await self._done_before()
        return await self._answer(view, events, await self._append(view, events))

    async def _view(self) -> View | None:
        try:
            return await self._means.views.of(self._command, fresh=self._fresh)
        except Refused:
            # Found nowhere, but perhaps it was done: a repeated opening comes with a new case id.
            if await self._means.log.command(self._id) is None:
                raise
            return None

    async def _number(self, view: View) -> str:
        if not self._case_no and view.files_a_case(self._command.move):
            self._case_no = await self._means.numbers.allot(self._command.now)
        return self._case_no

    def _give_back(self) -> None:
        """Leave a number that was allotted and not used to another case."""
        if self._case_no:
            self._means.numbers.give_back(self._case_no)

    async def _refused(self, view: View, refusal: Refused) -> Done | None:
        if not view.fresh:
            self._fresh = True
            return None
        if await self._means.log.command(self._id) is not None:
            return await self._done_before()
        if isinstance(refusal, StaleVersion):
            raise await self._explained(view, refusal) from None
        raise refusal

    async def _explained(self, view: View, refusal: StaleVersion) -> StaleVersion:
        """The refusal with what came in between, and whether the move would still be legal."""
        try:
            view.decide(replace(self._command, expected_version=None), await self._number(view))
            still_legal = True
        except Refused:
            still_legal = False
        expected = self._command.expected_version or 0
        since = await self._means.log.stream(self._command.case_id, after_version=expected)
        return StaleVersion(**refusal.facts, since=tuple(since), still_legal=still_legal)

    async def _append(self, view: View, events: list[Event]) -> Outcome:
        clock = self._means.record_clock
        record = record_of(
            events,
            command_id=self._id,
            digest=self._digest,
            claims=tuple((claim.scope, claim.key) for event in events for claim in claims_of(event)),
            guards=view.guards,
            wake_at=view.wakes_at(events[-1]),
            recorded_at=clock() if clock else None,
        )
        return await self._means.log.append(record)

    async def _answer(self, view: View, events: list[Event], outcome: Outcome) -> Done | None:
        if outcome.verdict == "appended":
            self._case_no = ""  # used
            stored = as_stored(events, outcome)
            self._means.shelf.add(view.case, stored)
            return done(stored)
        if outcome.verdict == "duplicate":
            self._case_no = ""  # used perhaps, by this very command
            return await self._done_before()
        if outcome.verdict == "claimed":
            self._taken(events, outcome)
        self._fresh = True
        return None

    def _taken(self, events: list[Event], outcome: Outcome) -> None:
        """Take another number when it was ours that is taken, count again what is counted in turn, else refuse."""
        claims = [claim for event in events for claim in claims_of(event)]
        taken = next(claim for claim in claims if (claim.scope, claim.key) == (outcome.scope, outcome.key))
        if taken.scope == OCCASION:
            return
        if taken.key != self._case_no:
            raise Refused(taken.code, case=outcome.stream_id, key=taken.key)
        self._means.numbers.forget()
        self._case_no = ""

    async def _done_before(self) -> Done:
        """The answer of then. Raises Refused key_reused when the id was another request's."""
        row = await self._means.log.command(self._id)
        if row is not None and row.digest != self._digest:
            raise Refused("key_reused", command=self._command.id)
        stream = row.stream_id if row is not None else self._command.case_id
        events = await self._means.log.stream(stream)
        return done([e for e in events if e.envelope.command_id == self._command.id], recovered=True)
