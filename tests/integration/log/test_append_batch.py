"""Many commands in one call come to what they would come to one after the other."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

import psycopg
import pytest

from tests.support.log_events import PLACE, everything, record, uid
from workflows.log import EventLog, LogRefused, Outcome, Record, as_stored, batch, statements

pytestmark = pytest.mark.anyio
ON_EVERY_SERVER = True
ONE_BY_ONE = "330106001"
STREAMS = [f"case-{n}" for n in range(12)]


async def together(log: EventLog, records: Sequence[Record]) -> list[Outcome]:
    """Send commands as one call."""
    rows = await log.ask(statements.APPEND_BATCH, batch.parameters(log.jurisdiction, records))
    return [Outcome(*row) for row in rows]


async def one_by_one(log: EventLog, records: Sequence[Record]) -> list[Outcome]:
    """Send them each by a call of its own."""
    found = [await log.ask(statements.APPEND, one.parameters(log.jurisdiction)) for one in records]
    return [Outcome(*rows[0]) for rows in found]


@dataclass
class Waiting:
    record: Record


class Chance:
    """Makes commands of every kind by a seed: new, stale, repeated, with guards and claims that hold or do not."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.versions: dict[str, int] = {}
        self.commands = 0

    def batch(self) -> list[Record]:
        """Commands that do not depend on each other."""
        queue = deque(Waiting(self._record()) for _ in range(self.random.randint(1, 9)))
        return [waiting.record for waiting in batch.take(queue)]

    def _record(self) -> Record:
        stream, key = self.random.choice(STREAMS), self.random.randrange(30)
        guarded = ["office", *(other for other in STREAMS if other != stream)]
        expected = max(0, self.versions.get(stream, 0) + self.random.choice([0, 0, 0, 0, 0, -1, 1]))
        chosen = self.random.sample(guarded, self.random.choice([0, 1, 1, 2]))
        wrong = self.random.choice([0, 0, 0, 0, 1])
        claims = [("source", str(key))] if self.random.random() < 0.3 else []
        return record(
            stream,
            version=expected + 1,
            facts=self.random.randint(1, 3),
            command=self._command(),
            digest=bytes([key]) * 32,
            claims=(*claims, *claims),
            guards={name: self.versions.get(name, 0) + wrong for name in chosen},
        )

    def _command(self) -> int:
        self.commands += 1
        repeated = self.commands > 5 and self.random.random() < 0.1
        return self.commands * 1000 if not repeated else self.random.randint(1, self.commands - 1) * 1000

    def learn(self, outcomes: Sequence[Outcome]) -> None:
        """Note the versions that streams are at now."""
        appended = (outcome for outcome in outcomes if outcome.verdict == "appended")
        self.versions.update({outcome.stream_id: outcome.version or 0 for outcome in appended})


def without_moments(outcomes: Sequence[Outcome]) -> list[Outcome]:
    return [outcome._replace(recorded_at=None) for outcome in outcomes]


async def rows_of(log: EventLog, table: str, columns: str) -> list[tuple[object, ...]]:
    query = f"SELECT {columns} FROM bihuan.{table} WHERE jurisdiction = %b::text ORDER BY {columns}"
    return await log.ask(query, [log.jurisdiction])


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_a_batch_comes_to_the_same_as_its_commands_one_by_one(
    log: EventLog, database: str, seed: int
) -> None:
    chance, verdicts = Chance(seed), set()
    async with EventLog(database, ONE_BY_ONE, hints=False) as other:
        for _ in range(120):
            commands = chance.batch()
            found = await together(log, commands)
            assert without_moments(found) == without_moments(await one_by_one(other, commands)), (
                f"seed {seed}"
            )
            assert len({outcome.recorded_at for outcome in found if outcome.verdict == "appended"}) <= 1
            chance.learn(found)
            verdicts |= {outcome.verdict for outcome in found}

        assert verdicts == {"appended", "duplicate", "conflict", "claimed"}
        for table, columns in (
            ("events", "position, stream_id, version, topic, data, event_id, metadata, occurred_at"),
            ("commands", "command_id, stream_id, actor, digest, version, position"),
            ("claims", "scope, key, stream_id"),
        ):
            assert await rows_of(log, table, columns) == await rows_of(other, table, columns)


async def test_facts_of_a_batch_are_read_back_as_they_were_stored(log: EventLog) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    commands = [record(f"case-{n}", facts=n, command=n) for n in (1, 2, 3)]

    outcomes = await together(log, commands)

    assert [outcome[:4] for outcome in outcomes] == [
        ("appended", "case-1", 1, 1),
        ("appended", "case-2", 2, 3),
        ("appended", "case-3", 3, 6),
    ]
    stored = await everything(log)
    assert [event.envelope.position for event in stored] == [1, 2, 3, 4, 5, 6]
    for outcome in outcomes:
        mine = [event for event in stored if event.envelope.case_id == outcome.stream_id]
        assert as_stored(mine, outcome) == mine
        assert outcome.recorded_at is not None
        assert before < outcome.recorded_at


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (record("case-1", command=1), record("case-2", command=2, guards={"case-1": 0})),
        (record("case-1", command=1), record("case-1", command=2)),
        (record("case-1", command=1), record("case-2", command=1)),
        (
            record("case-1", command=1, claims=(("source", "A"),)),
            record("case-2", command=2, claims=(("source", "A"),)),
        ),
        (record("case-1", command=1), replace(record("case-2", command=2), rows=())),
    ],
    ids=["guard", "stream", "command", "claim", "no facts"],
)
async def test_commands_that_may_not_go_together_are_refused_whole(
    log: EventLog, first: Record, second: Record
) -> None:
    with pytest.raises((LogRefused, psycopg.IntegrityError)):
        await together(log, [first, second])

    assert await log.head() == 0
    assert await log.command(uid(1)) is None
    assert await log.claim("source", "A") is None


async def test_an_error_in_one_command_leaves_nothing_of_any(log: EventLog) -> None:
    broken = record("case-2", command=2)
    broken = replace(broken, rows=(broken.rows[0]._replace(metadata="{"),))

    with pytest.raises(psycopg.DataError):
        await together(log, [record("case-1", command=1), broken])

    assert await log.head() == 0


async def test_moments_of_storage_do_not_go_back(log: EventLog, database: str) -> None:
    with psycopg.connect(database) as owner:
        owner.execute("SELECT bihuan.mark_as_demo()")
    ahead = datetime.now(UTC) + timedelta(hours=1)
    await log.append(record("case-0", recorded_at=ahead))

    outcomes = await together(log, [record("case-1", command=1), record("case-2", command=2)])

    assert [outcome.recorded_at for outcome in outcomes] == [ahead, ahead]


async def test_each_jurisdiction_counts_for_itself(log: EventLog, database: str) -> None:
    async with EventLog(database, ONE_BY_ONE, hints=False) as other:
        await together(log, [record(f"case-{n}", command=n) for n in (1, 2, 3)])
        outcomes = await together(other, [record("case-1", command=1), record("case-2", command=4)])

    assert [outcome.position for outcome in outcomes] == [1, 2]
    assert log.jurisdiction == PLACE
