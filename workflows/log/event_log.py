"""The log as the write side uses it: append commands, all that wait as one call; load what they are decided on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from domain.envelope import Event
from workflows.log import batch, statements
from workflows.log.coalescer import AppendCounts, Coalescer
from workflows.log.codec import StoredRow, decode_row, draft_of
from workflows.log.connection import Timeouts
from workflows.log.gathering import Gathering
from workflows.log.hints import Hints
from workflows.log.plain_json import parse, written
from workflows.log.pool import Parameters, Pool
from workflows.log.reading import in_order, require_jurisdiction
from workflows.log.records import DoneCommand, Outcome, Record, recorded
from workflows.log.sealing import Keys, sealing_for


class EventLog:
    """The log of one jurisdiction. Belongs to the event loop it was opened in.

    Every method raises LogUnavailable when the database does not answer in time; nothing is half written then.
    """

    def __init__(
        self,
        dsn: str,
        jurisdiction: str,
        *,
        keys: Keys | None = None,
        size: int = 4,
        timeouts: Timeouts | None = None,
        hints: bool = True,
    ) -> None:
        """Without `keys` it takes no fact that holds anything personal; they are opened and closed by who made them."""
        self.jurisdiction = require_jurisdiction(jurisdiction)
        self._keys = keys
        bounds = timeouts or Timeouts()
        self._pool = Pool(dsn, size=size, timeouts=bounds.for_reading)
        self._writing = Pool(dsn, size=1, timeouts=bounds, name="bihuan-append")
        self._appending = Coalescer(self._store, patience_s=bounds.queue / 1000)
        self._reading = Gathering(self._rows)
        self._hints = Hints(self._notify) if hints else None

    async def open(self) -> Self:
        """Connect; a log is not usable before."""
        await self._pool.open()
        try:
            await self._writing.open()
        except BaseException:
            await self._pool.close()
            raise
        return self

    async def close(self) -> None:
        """Send what waits and the last hint, and give the connections back, whatever became of the rest."""
        async with AsyncExitStack() as steps:
            steps.push_async_callback(self._pool.close)
            steps.push_async_callback(self._writing.close)
            if self._hints is not None:
                steps.push_async_callback(self._hints.close)
            steps.push_async_callback(self._appending.close)

    async def __aenter__(self) -> Self:
        return await self.open()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def record_of(self, events: Sequence[Event], *, sensitivity: str = "", **what: Any) -> Record:
        """The record of events of one stream, sealed with keys that are on disk; `sensitivity` is of their workflow.

        Raises Unstorable, LogUnavailable, or ValueError unless they follow each other.
        """
        drafts = [draft_of(event) for event in events]
        facts = ((draft.event, draft.data) for draft in drafts)
        opens = events[0].envelope.version == 1
        return recorded(drafts, await sealing_for(self._keys, facts, sensitivity, opens=opens), **what)

    def digest_of(self, request: bytes) -> bytes:
        """The digest that a request is known by when it is repeated, 32 bytes.

        A body with a phone number in it is guessed from a plain digest, so it is keyed where there are keys.
        """
        if self._keys is None:
            return hashlib.sha256(request).digest()
        return self._keys.keyed_digest("command", request)

    async def append(self, record: Record) -> Outcome:
        """Store the facts of one command, or say why not; whatever else waits to be stored goes with it.

        With a command id it is sent again when the answer got lost: it then comes back as `duplicate`, with the
        version and position it got the first time. A caller that gives up may find his command stored all the same.
        """
        return await self._appending.append(record)

    @property
    def append_counts(self) -> AppendCounts:
        """How many commands went through in how many calls, and how many wait."""
        return self._appending.counts

    async def streams(self, after: Mapping[str, int]) -> dict[str, list[Event]]:
        """Events of several streams, each after the version known of it, in one round trip that others may share."""
        found = await self._reading.streams(after)
        return {stream_id: list(map(decode_row, rows)) for stream_id, rows in found.items()}

    async def stream(self, stream_id: str, after_version: int = 0) -> list[Event]:
        """Events of one stream, in order."""
        return (await self.streams({stream_id: after_version}))[stream_id]

    async def page(self, after: int, limit: int) -> list[Event]:
        """The next events of the whole log after a position. Raises GapInLog."""
        return in_order(await self._events(statements.PAGE, [self.jurisdiction, after, limit]), after)

    async def accusing(self, stream_ids: Sequence[str]) -> list[Event]:
        """The first events of those of these streams that accuse somebody. Raises LogUnavailable."""
        return await self._events(statements.ACCUSING, [self.jurisdiction, list(stream_ids)])

    async def head(self) -> int:
        """The last position, 0 when the log is empty."""
        return int(await self._one(statements.HEAD, [self.jurisdiction]))

    async def command(self, command_id: UUID) -> DoneCommand | None:
        """What is known of a command, when it was done."""
        rows = await self._pool.ask(statements.COMMAND, [self.jurisdiction, command_id])
        return DoneCommand(*rows[0]) if rows else None

    async def claim(self, scope: str, key: str) -> str | None:
        """The stream that holds a claim."""
        found: str | None = await self._one(statements.CLAIM, [self.jurisdiction, scope, key])
        return found

    async def claimed(self, scope: str) -> list[str]:
        """Every key that is held in a scope."""
        rows = await self._pool.ask(statements.CLAIMED, [self.jurisdiction, scope])
        return [str(key) for (key,) in rows]

    async def last_claim(self, scope: str, prefix: str) -> str | None:
        """The greatest key that begins with `prefix` and goes on with digits."""
        bounds = [prefix + "0", prefix + ":"]  # ":" follows "9"
        found: str | None = await self._one(statements.LAST_CLAIM, [self.jurisdiction, scope, *bounds])
        return found

    async def definition(self, digest: str) -> dict[str, Any] | None:
        """A published definition as data."""
        text = await self._one(statements.DEFINITION, [digest])
        return None if text is None else parse(text)

    async def publish(
        self,
        digest: str,
        workflow: str,
        version: int,
        data: Mapping[str, Any],
        published_at: datetime | None = None,
    ) -> bool:
        """Keep a definition for ever; False when it was there already."""
        parameters = [digest, workflow, version, written(data).decode(), published_at]
        return bool(await self._one(statements.PUBLISH, parameters))

    async def is_demo(self) -> bool:
        """Whether this database was marked as a demo, for ever."""
        return bool(await self._one(statements.IS_DEMO, []))

    async def ask(self, statement: str, parameters: Parameters) -> list[tuple[Any, ...]]:
        """Run a statement that is safe to repeat, for followers of the log that keep their own books."""
        return await self._pool.ask(statement, parameters)

    async def _store(self, records: Sequence[Record]) -> list[Outcome]:
        """Send commands as one call."""
        statement, parameters = batch.call(self.jurisdiction, records)
        repeatable = all(record.command_id is not None for record in records)
        rows = await self._writing.ask(statement, parameters, repeatable=repeatable)
        outcomes = [Outcome(*row) for row in rows]
        self._hint(outcomes)
        return outcomes

    def _hint(self, outcomes: Sequence[Outcome]) -> None:
        last = max((o.position or 0 for o in outcomes if o.verdict == "appended"), default=0)
        if self._hints is not None and last:
            self._hints.give(last)

    async def _rows(self, after: Mapping[str, int]) -> list[StoredRow]:
        parameters = [list(after), list(after.values()), self.jurisdiction]
        rows: Any = await self._pool.ask(statements.STREAMS, parameters)
        return rows  # type: ignore[no-any-return]

    async def _events(self, statement: str, parameters: Sequence[Any]) -> list[Event]:
        return list(map(decode_row, await self._pool.ask(statement, parameters)))  # type: ignore[arg-type]

    async def _one(self, statement: str, parameters: Sequence[Any]) -> Any:
        rows = await self._pool.ask(statement, parameters)
        return rows[0][0] if rows else None

    async def _notify(self, position: int) -> None:
        await self._pool.ask(statements.NOTIFY, [statements.channel(self.jurisdiction), str(position)])
