"""Every filed case has a number of its own: office, day, running number."""

import asyncio
from datetime import timedelta

import pytest

from domain.errors import Refused
from tests.calendars import SHANGHAI, at
from tests.support.log_events import record
from tests.support.office_engine import FILE, Clerk, city_case, opened
from workflows.engine import Engine
from workflows.engine_numbers import CaseNumbers

pytestmark = pytest.mark.anyio


async def test_cases_are_numbered_in_the_order_they_are_filed_and_found_by_number(
    engine: Engine, clerk: Clerk
) -> None:
    cases = [(await clerk.report()).case_id for _ in range(3)]
    for case in cases:
        await clerk.file(case)

    numbers = [(await engine.case(case)).case_no for case in cases]
    assert numbers == [f"330105009-20260302-000{n}" for n in (1, 2, 3)]
    assert (await engine.case(numbers[1])).id == cases[1]
    assert await engine.history(numbers[2]) == await engine.history(cases[2])


async def test_a_move_may_name_the_case_by_its_number(clerk: Clerk) -> None:
    case = (await clerk.report()).case_id
    await clerk.file(case)

    done = await clerk.take(
        "dispatch", "dispatcher-1", "330105009-20260302-0001", {"unit": "firm", "instruction": "请清理"}
    )

    assert done.case_id == case


async def test_the_day_is_the_offices_own(engine: Engine) -> None:
    clerk = Clerk(engine)
    clerk.now = lambda: at("2026-03-04 00:30")  # type: ignore[method-assign]
    case = (await clerk.report()).case_id
    await clerk.file(case)

    assert (await engine.case(case)).case_no == "330105009-20260304-0001"


async def test_two_processes_that_number_at_once_take_different_numbers(database: str, clerk: Clerk) -> None:
    cases = [(await clerk.report()).case_id for _ in range(12)]
    async with opened(database) as one, opened(database) as two:
        clerks = [Clerk(one), Clerk(two)]
        await asyncio.gather(*(clerks[n % 2].file(case) for n, case in enumerate(cases)))

    numbers = [(await clerk.engine.case(case)).case_no for case in cases]
    assert len(set(numbers)) == 12


async def test_numbers_go_on_after_the_last_one_claimed(engine: Engine) -> None:
    claims = tuple(("case_no", f"330105009-20260302-{n}") for n in ("0007", "9999", "10000"))
    await engine.log.append(record(claims=claims))
    numbers = CaseNumbers(engine.log, at("2026-03-02 09:00").tzinfo)  # type: ignore[arg-type]

    day = at("2026-03-02 09:00")
    assert await numbers.allot(day) == "330105009-20260302-10001"
    assert await numbers.allot(day + timedelta(days=1)) == "330105009-20260303-0001"
    assert await numbers.allot(day) == "330105009-20260302-10001"


async def test_a_number_of_a_refused_filing_goes_to_the_next_case(engine: Engine, clerk: Clerk) -> None:
    cases = [(await clerk.report()).case_id for _ in range(3)]
    await clerk.file(cases[0])
    for wrong in ({"condition": "no_such_condition"}, {"condition": ""}, {"condition": "no_such_condition"}):
        with pytest.raises(Refused):
            await clerk.take("file", "intake-1", cases[1], {**FILE, **wrong})
    with pytest.raises(Refused):
        await clerk.take("file", "handler-1", cases[1], FILE)
    await clerk.file(cases[1])
    await clerk.file(cases[2])

    assert [(await engine.case(case)).case_no[-4:] for case in cases] == ["0001", "0002", "0003"]


async def test_filings_and_refusals_at_once_leave_unused_numbers_to_later_cases(
    engine: Engine, clerk: Clerk
) -> None:
    cases = [(await clerk.report()).case_id for _ in range(12)]
    wrong = [clerk.take("file", "intake-1", case, {**FILE, "condition": "none_such"}) for case in cases]
    right = [clerk.file(case) for case in cases[:6]]
    both = await asyncio.gather(*wrong, *right, return_exceptions=True)
    assert [isinstance(one, Refused) for one in both] == [True] * 12 + [False] * 6
    for case in cases[6:]:
        await clerk.file(case)

    numbers = sorted([(await engine.case(case)).case_no for case in cases])
    assert len(set(numbers)) == 12
    assert int(numbers[-1][-4:]) <= 18


async def test_a_number_given_back_that_another_process_used_is_not_given_twice(
    database: str, engine: Engine, clerk: Clerk
) -> None:
    cases = [(await clerk.report()).case_id for _ in range(3)]
    with pytest.raises(Refused):
        await clerk.take("file", "intake-1", cases[0], {**FILE, "condition": "none_such"})
    async with opened(database) as other:
        await Clerk(other).file(cases[0])
    await clerk.file(cases[1])
    await clerk.file(cases[2])

    assert [(await engine.case(case)).case_no[-4:] for case in cases] == ["0001", "0002", "0003"]


async def test_a_number_given_back_on_another_day_stays_unused(engine: Engine) -> None:
    numbers = CaseNumbers(engine.log, SHANGHAI)
    day, next_day = at("2026-03-02 09:00"), at("2026-03-03 09:00")
    old = await numbers.allot(day)
    assert await numbers.allot(next_day) == "330105009-20260303-0001"
    numbers.give_back(old)
    assert await numbers.allot(next_day) == "330105009-20260303-0002"


def test_the_packaged_workflow_files_cases() -> None:
    assert city_case().moves["file"].fact == "case.filed"
