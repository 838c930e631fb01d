"""Lists from the tables equal lists from rows in memory, and pages neither skip nor double while cases move."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from random import Random
from typing import Any

import psycopg
import pytest

from domain.definition import PHASES
from domain.envelope import Event
from projections.as_of import Cut, rows_at
from projections.audience import EVERYBODY, Audience
from projections.board import BOARD
from projections.board_counts import counts
from projections.board_lists import cases
from projections.board_query import FACETS, ORDERS, BoardFilter, Mine, Page, counts_of, page_of
from projections.board_row import IDLE, RESTING, RUNNING, BoardRow
from projections.conditions import Parameters
from projections.ordering import BadCursor
from projections.query import ask, ask_async
from projections.timeline import TIMELINE, TimelineRow
from projections.timeline_query import TimelineFilter, TimelinePage, timeline, timeline_of
from tests.integration.projections.conftest import ReadSide
from tests.support.histories import BEGIN, CATEGORIES, COMMUNITIES, UNITS, histories

NOW = BEGIN + timedelta(days=4)
of_all = partial(BoardFilter, audience=EVERYBODY)


@pytest.fixture
def filled(read_side: ReadSide) -> ReadSide:
    read_side.up()
    read_side.log.events = histories(61, 900, at_once=60)
    read_side.follow(read_side.runner())
    return read_side


def rows(read_side: ReadSide) -> tuple[BoardRow, ...]:
    return rows_at(read_side.log, BOARD, Cut(position=10**9)).rows


def asked(read_side: ReadSide, wanted: BoardFilter) -> Page:
    return ask(read_side.connection, cases(read_side.books, wanted))


def walked(read_side: ReadSide, wanted: BoardFilter) -> list[BoardRow]:
    found: list[BoardRow] = []
    while True:
        page = asked(read_side, wanted)
        found += page.rows
        if page.next_cursor is None:
            return found
        assert len(page.rows) == wanted.limit
        wanted = replace(wanted, cursor=page.next_cursor)


def random_filter(rnd: Random) -> BoardFilter:
    """A few conditions at once, most of which leave something."""
    maybe: dict[str, Any] = {
        "workflow": ("city_case",),
        "state": tuple(rnd.sample(["handling", "checking", "closed", "merged", "filed"], 2)),
        "phase": tuple(rnd.sample(PHASES, 3)),
        "community": tuple(rnd.sample(COMMUNITIES, 6)),
        "unit": tuple(rnd.sample(UNITS, 2)),
        "category": tuple(rnd.sample(CATEGORIES, 2)),
        "channel": ("grid", "app"),
        "urgent": rnd.random() < 0.5,
        "mine": Mine(
            person=rnd.choice(["zfd-1", "c2", "g3", ""]), units=tuple(rnd.sample(UNITS, rnd.randrange(3)))
        ),
        "overdue": BEGIN + timedelta(hours=rnd.randrange(150)),
        "q": rnd.choice(["莫干山路1", "单车 0", "330105-", "S-", "祥园路", "%", "_", "\\", "不存在"]),
    }
    chosen = rnd.sample(sorted(maybe), rnd.randrange(4))
    return BoardFilter(
        audience=Audience(tuple(rnd.sample(["zfd", "c2", "cgb", "zfd-1", "nobody"], rnd.randrange(3)))),
        **{name: maybe[name] for name in chosen},
        sort=rnd.choice(sorted(ORDERS)),
        limit=rnd.choice([1, 7, 500]),
    )


@pytest.mark.parametrize("seed", range(4))
def test_the_table_answers_as_the_rows_in_memory_do(filled: ReadSide, seed: int) -> None:
    rnd, known = Random(seed), rows(filled)
    lengths = []
    for _ in range(60):
        wanted = random_filter(rnd)
        found = asked(filled, wanted)
        assert found == page_of(known, wanted, 900), wanted
        lengths.append(len(found.rows))
        facet = rnd.choice(FACETS)
        counted = ask(filled.connection, counts(filled.books, wanted, facet))
        assert counted == counts_of(known, wanted, facet, 900), wanted
    assert max(lengths) > 30
    assert min(lengths) == 0


@pytest.mark.parametrize("audience", [("zfd",), ("c2", "hzgs"), ("zfd-1", "zfd")])
def test_what_accuses_somebody_is_in_no_list_and_no_number_of_his(
    filled: ReadSide, audience: tuple[str, ...]
) -> None:
    told = {
        row.case_id for row in rows(filled) if {row.accused_unit, row.accused_person}.isdisjoint(audience)
    }
    assert 40 < len(told) < len(rows(filled))

    wanted = BoardFilter(audience=Audience(audience), limit=7)
    assert {row.case_id for row in walked(filled, wanted)} == told
    for facet in FACETS:
        counted = ask(filled.connection, counts(filled.books, wanted, facet)).by
        assert sum(counted.values()) == len(told), facet


@pytest.mark.parametrize("sort", sorted(ORDERS))
@pytest.mark.parametrize("limit", [1, 13])
def test_pages_are_complete_and_without_doubles(filled: ReadSide, sort: str, limit: int) -> None:
    found, known = walked(filled, of_all(sort=sort, limit=limit)), rows(filled)
    cursor = ORDERS[sort].cursor_at(found[limit - 1])
    second = page_of(known, of_all(sort=sort, limit=limit, cursor=cursor), 900)
    assert second.rows == tuple(found[limit : 2 * limit]), "rows in memory are paged alike"
    assert [row.case_id for row in found] == [row.case_id for row in ORDERS[sort].arranged(rows(filled))]
    assert len({row.case_id for row in found}) == len(rows(filled)) > 60


def test_the_default_order_is_what_presses_most_and_last_what_rests_or_has_no_clock(filled: ReadSide) -> None:
    found = walked(filled, of_all(limit=50))
    assert [row.queue for row in found] == sorted(row.queue for row in found)
    assert {row.queue for row in found} == {RUNNING, RESTING, IDLE}
    due = [row.due_at for row in found if row.due_at is not None]
    assert due == sorted(due)
    assert len(due) == sum(row.queue == RUNNING for row in found)
    idle = [row.case_id for row in found if row.queue == IDLE]
    assert idle == sorted(idle)
    backwards = walked(filled, of_all(sort="-due_at", limit=50))
    assert [row.due_at for row in backwards if row.due_at] == due[::-1]
    assert [row.queue for row in backwards] == [row.queue for row in found]


def test_cases_that_stand_still_are_shown_once_while_others_move(filled: ReadSide) -> None:
    """Between two pages other cases are moved, removed and added; those left alone are neither lost nor doubled."""
    rnd = Random(5)
    everything = [row.case_id for row in rows(filled)]
    still = set(rnd.sample(everything, len(everything) // 2))
    moving = sorted(set(everything) - still)
    wanted, shown = of_all(limit=9), list[str]()
    while True:
        page = asked(filled, wanted)
        shown += [row.case_id for row in page.rows]
        if page.next_cursor is None:
            break
        wanted = replace(wanted, cursor=page.next_cursor)
        moved = rnd.choice(moving)
        filled.execute(
            "UPDATE {s}.board SET queue = 0, due_sort = opened_at + %s * interval '1 day' WHERE case_id = %s",
            rnd.randrange(9), moved,
        )  # fmt: skip
        filled.execute("DELETE FROM {s}.board WHERE case_id = %s", rnd.choice(moving))
    assert sorted(case for case in shown if case in still) == sorted(still)


def test_overdue_is_a_running_duty_whose_moment_has_come(filled: ReadSide) -> None:
    running = sorted((row.due_at, row.case_id) for row in rows(filled) if row.due_at)
    moment = running[len(running) // 2][0]
    assert moment is not None
    found = walked(filled, of_all(overdue=moment))
    assert [(row.due_at, row.case_id) for row in found] == [one for one in running if one[0] <= moment]
    assert found[-1].due_at == moment, "it is overdue at the very moment"


def test_what_is_looked_for_is_found_in_number_title_and_address_whatever_the_case(filled: ReadSide) -> None:
    filed = next(row for row in rows(filled) if row.case_no and row.address)
    for q in (
        filed.case_no.lower(),
        filed.case_no[:9] + " " + filed.address,
        filed.title,
        f" {filed.address} ",
    ):
        found = walked(filled, of_all(q=q))
        assert filed.case_id in {row.case_id for row in found}
        assert all(all(word in row.search for word in q.lower().split()) for row in found)
    assert walked(filled, of_all(q="%")) == walked(filled, of_all(q="_")) == []
    assert walked(filled, of_all(q=filed.address + filed.title)) == []


def test_mine_is_what_a_person_or_his_units_have_to_do(filled: ReadSide) -> None:
    everybody = rows(filled)
    person = next(row.checker for row in everybody if row.checker)
    found = walked(filled, of_all(mine=Mine(person=person)))
    assert {row.case_id for row in found} == {
        row.case_id for row in everybody if person in (row.assignee, row.verifier, row.checker)
    }
    helping = {row.case_id for row in everybody if "hzgs" in row.co_units and row.unit != "hzgs"}
    found = walked(filled, of_all(mine=Mine(person="", units=("hzgs",))))
    assert helping
    assert {row.case_id for row in found} == helping | {
        row.case_id for row in everybody if row.unit == "hzgs"
    }
    assert walked(filled, of_all(mine=Mine(person="", units=()))) == []
    assert page_of(everybody, of_all(mine=Mine(person="", units=())), 900).rows == ()


def test_an_empty_board_still_tells_its_position(read_side: ReadSide) -> None:
    read_side.up()
    assert asked(read_side, of_all()) == Page((), None, 0)
    read_side.log.events = histories(62, 20)
    read_side.follow(read_side.runner())
    assert asked(read_side, of_all(state=("nowhere",))) == Page((), None, 20)
    assert (
        ask(
            read_side.connection,
            counts(read_side.books, of_all(state=("nowhere",)), "phase"),
        ).by
        == {}
    )


@pytest.mark.parametrize(
    "cursor", ["x", "eA", "!!!", "W10", "é", "bnVsbA", "WyJkdWVfYXQiLDAsMCwwXQ", "a" * 5_000]
)
def test_a_cursor_nobody_gave_out_is_refused(filled: ReadSide, cursor: str) -> None:
    with pytest.raises(BadCursor):
        asked(filled, of_all(cursor=cursor))
    with pytest.raises(BadCursor):
        page_of(rows(filled), of_all(cursor=cursor), 900)


@pytest.mark.parametrize(
    "values",
    [
        ["due_at", 0, "2026-03-02T01:00:00", "case"],
        ["due_at", 0, 7, "case"],
        ["due_at", "0", "2026-03-02T01:00:00+00:00", "case"],
        ["due_at", True, "2026-03-02T01:00:00+00:00", "case"],
        ["due_at", 2**63, "2026-03-02T01:00:00+00:00", "case"],
        ["due_at", 0, "2026-03-02T01:00:00+00:00", "a\0"],
        ["due_at", 0, "2026-03-02T01:00:00+00:00", "\ud800"],
        ["due_at", 0, "2026-03-02T01:00:00+00:00"],
        ["due_at", 0, "2026-03-02T01:00:00+00:00", "case", "more"],
        [7, 0, "2026-03-02T01:00:00+00:00", "case"],
        {"due_at": 1},
        7,
    ],
    ids=repr,
)
def test_a_cursor_with_wrong_values_is_refused(values: object) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")
    with pytest.raises(BadCursor):
        ORDERS["due_at"].after(cursor, Parameters())


def test_a_cursor_with_right_values_is_read() -> None:
    values = ["due_at", 2**63 - 1, "2026-03-02T01:00:00+00:00", "案"]
    parameters = Parameters()
    ORDERS["due_at"].after(
        base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("="), parameters
    )
    assert list(parameters.values.values()) == [2**63 - 1, BEGIN, "案"]


def test_a_cursor_of_another_order_is_refused(filled: ReadSide) -> None:
    cursor = asked(filled, of_all(limit=3, sort="opened_at")).next_cursor
    assert cursor is not None
    with pytest.raises(BadCursor, match="opened_at"):
        asked(filled, of_all(cursor=cursor, sort="last_at"))


@pytest.mark.parametrize("wrong", [{"sort": "price"}, {"limit": 0}, {"limit": 501}, {"sort": ""}], ids=str)
def test_a_filter_that_asks_for_what_there_is_not_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"order|page"):
        of_all(**wrong)


def test_text_that_nothing_can_hold_is_refused_before_it_is_asked(filled: ReadSide) -> None:
    for wanted in (
        of_all(q="a\0"),
        of_all(state=("a", "\0")),
        of_all(q="\ud800"),
    ):
        with pytest.raises(ValueError, match=r"NUL|surrogates"):
            asked(filled, wanted)
    with pytest.raises(ValueError, match="facet"):
        counts(filled.books, of_all(), "title")


def test_both_kinds_of_connection_give_the_same_answer(filled: ReadSide) -> None:
    async def answer() -> Page:
        async with await psycopg.AsyncConnection.connect(filled.dsn) as connection:
            await connection.execute("SET timezone = 'Asia/Shanghai'")
            return await ask_async(connection, cases(filled.books, of_all(limit=40)))

    assert asyncio.run(answer()) == asked(filled, of_all(limit=40))


def all_of_timeline(read_side: ReadSide) -> tuple[TimelineRow, ...]:
    return rows_at(read_side.log, TIMELINE, Cut(position=10**9)).rows


def timeline_filters(events: list[Event]) -> Iterator[TimelineFilter]:
    envelope, moment = events[400].envelope, events[450].envelope.occurred_at
    yield TimelineFilter()
    yield TimelineFilter(case_id=envelope.case_id)
    yield TimelineFilter(actor=envelope.actor, limit=10)
    yield TimelineFilter(topic=("case.filed", "work.noted"), newest_first=True, limit=25)
    yield TimelineFilter(unit=(envelope.unit,), since=moment, limit=9)
    yield TimelineFilter(until=moment, newest_first=True, limit=100)
    yield TimelineFilter(since=moment, until=moment)
    yield TimelineFilter(since=moment, until=moment + timedelta(microseconds=1))


def test_the_timeline_is_paged_by_position_either_way(filled: ReadSide) -> None:
    known = all_of_timeline(filled)
    for wanted in timeline_filters(filled.log.events):
        found = list[TimelineRow]()
        while True:
            page: TimelinePage = ask(filled.connection, timeline(filled.books, wanted))
            assert page == timeline_of(known, wanted, 900)
            assert page.position == 900
            found += page.rows
            if page.next_beyond is None:
                break
            wanted = replace(wanted, beyond=page.next_beyond)
        whole = timeline_of(known, replace(wanted, beyond=None, limit=1_000), 900)
        assert tuple(found) == whole.rows
        steps = [one.position < other.position for one, other in pairwise(found)]
        assert set(steps) <= {not wanted.newest_first}


def test_the_timeline_begins_at_the_beginning_unless_told_otherwise(filled: ReadSide) -> None:
    first = ask(filled.connection, timeline(filled.books, TimelineFilter(limit=2)))
    assert [row.position for row in first.rows] == [1, 2]
    last = ask(filled.connection, timeline(filled.books, TimelineFilter(limit=2, newest_first=True)))
    assert [row.position for row in last.rows] == [900, 899]


def test_a_timeline_page_is_bounded(filled: ReadSide) -> None:
    for wrong in ({"limit": 0}, {"limit": 1_001}, {"beyond": -1}, {"beyond": 2**63}):
        with pytest.raises(ValueError, match=r"page|position"):
            TimelineFilter(**wrong)  # type: ignore[arg-type]


def test_a_moment_without_rows_is_empty(filled: ReadSide) -> None:
    early = datetime(2020, 1, 1, tzinfo=BEGIN.tzinfo)
    assert ask(filled.connection, timeline(filled.books, TimelineFilter(until=early))) == TimelinePage(
        (), None, 900
    )
