"""A batch holds commands that do not depend on each other; whatever waits keeps its order."""

from collections import deque
from dataclasses import dataclass, replace
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tests.support.log_events import MOMENT, record
from workflows.log import Record, batch
from workflows.log.batch import MOST_BYTES, MOST_COMMANDS, take

STREAMS = [f"case-{n}" for n in range(5)]
KEYS = [("source", "A"), ("source", "B")]


@dataclass
class One:
    """Somebody who waits."""

    record: Record
    number: int = 0


def taken(*records: Record) -> list[list[int]]:
    """The batches that a queue of these becomes, by their places in it."""
    queue = deque(One(one, number) for number, one in enumerate(records))
    batches = []
    while queue:
        found = take(queue)
        assert found, "what waits must go at last"
        batches.append([one.number for one in found])
    return batches


def depends(one: Record, other: Record) -> bool:
    return bool(
        one.stream_id == other.stream_id
        or one.command_id == other.command_id
        or one.stream_id in other.guards
        or other.stream_id in one.guards
        or set(one.claims) & set(other.claims)
    )


@st.composite
def records(draw: st.DrawFn) -> Record:
    streams = st.sampled_from(STREAMS)
    guards = draw(st.dictionaries(streams, st.integers(0, 3), max_size=2))
    claims = draw(st.lists(st.sampled_from(KEYS), max_size=2, unique=True))
    made = record(draw(streams), command=draw(st.integers(1, 6)), guards=guards, claims=tuple(claims))
    return made if draw(st.integers(0, 7)) else replace(made, command_id=None)


@given(st.lists(records(), max_size=20))
def test_commands_of_a_batch_do_not_depend_on_each_other_and_nobody_overtakes(queue: list[Record]) -> None:
    batches = taken(*queue)

    assert sorted(number for found in batches for number in found) == list(range(len(queue)))
    for found in batches:
        assert found == sorted(found)
        together = [queue[number] for number in found]
        assert len(together) == 1 or not any(one.goes_alone for one in together)
        assert not any(depends(one, other) for one in together for other in together if one is not other)
    place = {number: n for n, found in enumerate(batches) for number in found}
    for later, one in enumerate(queue):
        for earlier in range(later):
            assert not depends(one, queue[earlier]) or place[earlier] < place[later]


def test_commands_that_have_nothing_to_do_with_each_other_go_together() -> None:
    same_office = [record(f"case-{n}", command=n, guards={"office": 3}) for n in range(1, 33)]

    assert taken(*same_office) == [list(range(32))]


def test_a_command_on_the_office_lets_those_before_it_go_first_and_those_after_it_wait() -> None:
    guarded = [record(f"case-{n}", command=n, guards={"office": 3}) for n in (1, 2)]
    office = record("office", version=4, command=9)

    assert taken(guarded[0], office, guarded[1], record("case-7", command=7)) == [[0, 3], [1], [2]]


def test_a_command_that_may_not_be_sent_twice_or_says_its_own_moment_goes_alone() -> None:
    alone = [record("case-1"), record("case-2", command=2, recorded_at=MOMENT)]
    own = record("case-3", command=3, guards={"case-3": 0})

    assert all(one.goes_alone for one in (*alone, own))
    assert taken(record("case-0", command=1), *alone, own, record("case-4", command=4)) == [
        [0, 4],
        [1],
        [2],
        [3],
    ]


def test_a_batch_is_bounded_by_number_and_by_bytes() -> None:
    many = [record(f"case-{n}", command=n) for n in range(1, MOST_COMMANDS + 2)]
    large = [sized(f"case-{n}", n, MOST_BYTES * 2 // 5) for n in range(1, 4)]

    assert [len(found) for found in taken(*many)] == [MOST_COMMANDS, 1]
    assert taken(*large) == [[0, 1], [2]]
    assert taken(sized("case-1", 1, MOST_BYTES * 2), record("case-2", command=2)) == [[0], [1]]
    assert taken(record("case-2", command=2), sized("case-1", 1, MOST_BYTES * 2)) == [[0], [1]]


def sized(stream: str, command: int, size: int) -> Record:
    made = record(stream, command=command)
    return replace(made, rows=(made.rows[0]._replace(data=b"x" * size),))


def test_a_guard_that_many_share_is_sent_once() -> None:
    together = [
        record("case-1", command=1, guards={"office": 3}),
        record("case-2", command=2, guards={"case-9": 1, "office": 3}),
        record("case-3", command=3, guards={"office": 4}),
    ]

    *_, streams, versions, commands, places = batch.parameters("330105009", together)

    assert [len(array.data) for array in (versions, commands, places)] == [20 + 8 * n for n in (3, 4, 4)]
    assert streams.data.count(b"office") == 2


def test_ids_are_sent_in_the_order_of_the_commands() -> None:
    together = [record("case-1", command=5), record("case-2", command=3)]

    ids = batch.parameters("330105009", together)[3]

    assert ids.data.endswith(UUID(int=5).bytes + b"\x00\x00\x00\x10" + UUID(int=3).bytes)
