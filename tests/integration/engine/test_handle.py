"""A command is done once or not at all, and never refused for what is no longer so."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from domain.errors import NotFound, Refused, StaleVersion
from domain.facts.office import RoleGiven, RoleTaken
from domain.fold import fold
from tests.support.log_events import everything
from tests.support.office_engine import REPORT, START, Clerk, city_case, engine_on, new_id, opened, set_up
from workflows.engine import Engine
from workflows.engine_definitions import DefinitionLost
from workflows.loader import digest_of
from workflows.log import LogUnavailable

pytestmark = pytest.mark.anyio
DISPATCH = {"unit": "firm", "instruction": "请清理"}


async def test_a_case_goes_from_report_to_dispatch(engine: Engine, clerk: Clerk) -> None:
    reported = await clerk.report()
    filed = await clerk.file(reported.case_id)
    sent = await clerk.take("dispatch", "dispatcher-1", reported.case_id, DISPATCH)

    assert [(d.version, d.state, d.recovered) for d in (reported, filed, sent)] == [
        (1, "reported", False),
        (2, "filed", False),
        (3, "dispatched", False),
    ]
    assert [d.position for d in (filed, sent)] == [reported.position + 1, reported.position + 2]
    history = await engine.history(reported.case_id)
    assert [event for d in (reported, filed, sent) for event in d.events] == history
    assert await engine.case(reported.case_id) == fold(history)
    assert {event.envelope.digest for event in history} == {city_case().digest}


async def test_an_engine_that_starts_anew_goes_on_from_the_log(database: str, clerk: Clerk) -> None:
    reported = await clerk.report()

    async with opened(database) as other:
        filed = await Clerk(other).file(reported.case_id)

    assert filed.version == 2
    assert await clerk.engine.case(reported.case_id) == fold([*reported.events, *filed.events])


async def test_what_is_remembered_is_what_would_be_read(database: str, clerk: Clerk) -> None:
    case = (await clerk.report()).case_id
    await clerk.file(case)

    async with opened(database) as other:
        assert clerk.engine._shelf.case(case) == await other.case(case)


async def test_a_case_that_was_forgotten_is_read_again(database: str) -> None:
    async with opened(database, cases_kept=1) as engine:
        await set_up(engine)
        clerk = Clerk(engine)
        first, second = (await clerk.report()).case_id, (await clerk.report()).case_id
        assert engine._shelf.case(first) is None

        assert (await clerk.file(first)).version == 2
        assert (await clerk.file(second)).version == 2


async def test_nobody_is_refused_because_of_what_another_process_changed(database: str, clerk: Clerk) -> None:
    case = (await clerk.report()).case_id
    async with opened(database) as other:
        await Clerk(other).file(case)
        await other.tell_office([RoleGiven(person="new-1", role="dispatcher", unit="command")], "s", START)

    sent = await clerk.take("dispatch", "new-1", case, DISPATCH)

    assert sent.version == 3


async def test_nobody_acts_in_a_post_that_was_taken_by_another_process(database: str, clerk: Clerk) -> None:
    case = (await clerk.report()).case_id
    await clerk.file(case)
    async with opened(database) as other:
        taken = RoleTaken(person="dispatcher-1", role="dispatcher", unit="command")
        await other.tell_office([taken], "steward-1", START)

    with pytest.raises(Refused) as caught:
        await clerk.take("dispatch", "dispatcher-1", case, DISPATCH)

    assert caught.value.code == "role_missing"
    assert (await clerk.engine.case(case)).version == 2


async def test_one_of_two_at_once_is_told_what_the_other_did(clerk: Clerk) -> None:
    case = (await clerk.report()).case_id
    moves = [clerk.file(case, expected_version=1), clerk.file(case, expected_version=1)]

    answers = await asyncio.gather(*moves, return_exceptions=True)

    (refusal,) = [answer for answer in answers if isinstance(answer, StaleVersion)]
    assert (refusal.facts["expected"], refusal.facts["actual"]) == (1, 2)
    assert [event.envelope.trigger for event in refusal.facts["since"]] == ["file"]
    assert refusal.facts["still_legal"] is False


async def test_a_stale_move_that_would_still_be_legal_says_so_and_is_not_taken(clerk: Clerk) -> None:
    case = (await clerk.report()).case_id
    await clerk.take("contact", "intake-1", case, {"subject": "r", "purpose": "inform", "reached": True})

    with pytest.raises(StaleVersion) as caught:
        await clerk.file(case, expected_version=1)

    assert caught.value.facts["still_legal"] is True
    assert len(caught.value.facts["since"]) == 1
    assert (await clerk.engine.case(case)).version == 2


async def test_a_version_that_never_was_is_stale_too(clerk: Clerk) -> None:
    case = (await clerk.report()).case_id

    with pytest.raises(StaleVersion) as caught:
        await clerk.file(case, expected_version=9)

    assert caught.value.facts["since"] == ()


async def test_those_who_name_no_version_are_decided_again(clerk: Clerk) -> None:
    case = (await clerk.report()).case_id
    told = {"subject": "r", "purpose": "inform", "reached": True}

    done = await asyncio.gather(*(clerk.take("contact", "intake-1", case, told) for _ in range(12)))

    assert sorted(d.version for d in done) == list(range(2, 14))


async def test_a_repeated_command_is_answered_as_it_was(clerk: Clerk) -> None:
    case = (await clerk.report()).case_id
    command = clerk.command(
        "contact", "intake-1", case, {"subject": "r", "purpose": "inform", "reached": True}
    )
    first = await clerk.engine.handle(replace(command, expected_version=1))
    await clerk.file(case)

    again = await clerk.engine.handle(
        replace(command, expected_version=1, event_id=new_id(), now=command.now + timedelta(hours=1))
    )

    assert again == replace(first, recovered=True)
    assert (await clerk.engine.case(case)).version == 3


async def test_a_repeated_report_opens_no_second_case(database: str, clerk: Clerk) -> None:
    command = clerk.command("report", "grid-1", new_id(), REPORT, workflow="city_case")
    first = await clerk.engine.handle(command)
    repeated = replace(command, case_id=new_id(), event_id=new_id())

    assert await clerk.engine.handle(repeated) == replace(first, recovered=True)
    async with opened(database) as other:
        assert await other.handle(replace(repeated, case_id=new_id())) == replace(first, recovered=True)
        assert await other.handle(command) == replace(first, recovered=True)


async def test_a_command_sent_twice_at_once_is_done_once(clerk: Clerk) -> None:
    command = clerk.command("report", "grid-1", new_id(), REPORT, workflow="city_case")

    done = await asyncio.gather(*(clerk.engine.handle(replace(command, case_id=new_id())) for _ in range(6)))

    assert sorted(d.recovered for d in done) == [False] + [True] * 5
    assert len({d.case_id for d in done}) == 1


async def test_what_was_done_stays_done_when_it_would_be_refused_now(clerk: Clerk) -> None:
    command = clerk.command("report", "grid-1", new_id(), REPORT, workflow="city_case")
    first = await clerk.engine.handle(command)
    await clerk.engine.tell_office([RoleTaken(person="grid-1", role="grid", unit="330105009001")], "s", START)

    assert (await clerk.engine.handle(replace(command, case_id=new_id()))).position == first.position


@pytest.mark.parametrize(
    "other",
    [
        {"fields": {**REPORT, "narrative": "另一件事"}},
        {"actor": "grid-2"},
        {"move": "decline"},
        {"workflow": ""},
    ],
)
async def test_an_id_that_was_another_requests_is_refused(clerk: Clerk, other: dict[str, object]) -> None:
    command = clerk.command("report", "grid-1", new_id(), REPORT, workflow="city_case")
    await clerk.engine.handle(command)

    with pytest.raises(Refused) as caught:
        await clerk.engine.handle(replace(command, case_id=new_id(), **other))  # type: ignore[arg-type]

    assert caught.value.code == "key_reused"


async def test_a_source_that_was_reported_is_refused_with_its_case(clerk: Clerk) -> None:
    first = await clerk.report(source_no="A-1")

    with pytest.raises(Refused) as caught:
        await clerk.report(source_no="A-1")

    assert (caught.value.code, caught.value.facts["case"]) == ("already_reported", first.case_id)


NOBODYS = "0199a1b2-0000-7000-8000-000000000009"
NO_CASES = {
    "unknown": NOBODYS,
    "number": "330105009-20260302-0001",
    "office": "office",
    "empty": "",
    "nul": "a\0b",
    "surrogate": "\ud800",
    "long": "x" * 65,
}


@pytest.mark.parametrize("kind", NO_CASES)
async def test_a_case_that_is_not_there_is_not_found(clerk: Clerk, kind: str) -> None:
    case = NO_CASES[kind]
    for asked in (clerk.file(case), clerk.engine.case(case), clerk.engine.history(case)):
        with pytest.raises(NotFound) as caught:
            await asked
        assert caught.value.facts["what"] == "case"


async def test_a_workflow_that_is_not_in_force_is_not_found(clerk: Clerk) -> None:
    with pytest.raises(NotFound) as caught:
        await clerk.take("report", "grid-1", new_id(), REPORT, workflow="no_such")

    assert caught.value.facts == {"what": "workflow", "id": "no_such"}


async def test_a_case_opened_under_an_id_that_is_taken_is_refused(clerk: Clerk) -> None:
    case = (await clerk.report()).case_id

    with pytest.raises(Refused) as caught:
        await clerk.take("report", "grid-1", case, REPORT, workflow="city_case")

    assert caught.value.code == "move_not_allowed"


async def test_a_refused_command_leaves_nothing(clerk: Clerk) -> None:
    case = (await clerk.report()).case_id
    head = await clerk.engine.log.head()

    with pytest.raises(Refused):
        await clerk.take("close", "shift-1", case, {})

    assert await clerk.engine.log.head() == head


async def test_the_view_of_a_move_is_what_it_would_be_decided_on(clerk: Clerk) -> None:
    case = (await clerk.report()).case_id

    view = await clerk.engine.view(clerk.command("file", "intake-1", case, {}))

    assert view.fresh
    assert view.case == await clerk.engine.case(case)
    assert view.context().office == await clerk.engine.office()
    assert "file" in view.machine.triggers("reported")


async def test_a_case_is_decided_by_the_definition_it_was_opened_with(database: str, clerk: Clerk) -> None:
    case = (await clerk.report()).case_id
    base = city_case()
    later = replace(base, version=2, moves={k: m for k, m in base.moves.items() if k != "file"})
    later = replace(later, digest=digest_of(later))
    assert await clerk.engine.publish(later, "steward-1", START)
    assert not await clerk.engine.publish(later, "steward-1", START)

    async with opened(database) as other:
        assert (await Clerk(other).file(case)).version == 2
        opened_later = await Clerk(other).report()
        with pytest.raises(Refused):
            await Clerk(other).file(opened_later.case_id)
    assert await clerk.engine.workflow(base.digest) == base


async def test_every_version_that_was_ever_in_force_is_known(clerk: Clerk) -> None:
    base = city_case()
    assert [one.version for one in await clerk.engine.versions()] == [base.version]
    later = replace(base, version=base.version + 1)
    later = replace(later, digest=digest_of(later))
    await clerk.engine.publish(later, "steward-1", START)
    assert await clerk.engine.versions() == [base, later]


async def test_a_definition_that_was_lost_or_changed_is_named(engine: Engine) -> None:
    await engine.log.publish("0" * 64, "w", 1, {"format": 1})
    data = await engine.log.definition(city_case().digest)
    await engine.log.publish("1" * 64, "w", 1, data or {})

    for digest, told in (
        ("f" * 64, "ever published"),
        ("0" * 64, "cannot be read"),
        ("1" * 64, "has the digest"),
    ):
        with pytest.raises(DefinitionLost, match=told):
            await engine.workflow(digest)


async def test_the_office_is_told_once_under_one_id_and_together(engine: Engine) -> None:
    facts = [RoleGiven(person=f"p{n}", role="handler", unit="roads") for n in range(3)]
    command = new_id()
    before = (await engine.office()).version

    first = await engine.tell_office(facts, "steward-1", START, command_id=command)
    again = await engine.tell_office(facts, "steward-1", START, command_id=command)

    assert first == again == await engine.log.head()
    office = await engine.office()
    assert office.version == before + 3
    assert office.person("p2").roles == {"handler"}
    assert await engine.tell_office([], "steward-1", START) == 0


async def test_two_who_tell_the_office_at_once_are_both_heard(engine: Engine) -> None:
    facts = [RoleGiven(person=f"p{n}", role="handler", unit="roads") for n in range(8)]

    await asyncio.gather(*(engine.tell_office([fact], "steward-1", START) for fact in facts))

    office = await engine.office()
    assert all(office.person(fact.person).roles for fact in facts)


async def test_a_command_id_that_is_no_uuid_is_a_mistake_of_the_caller(clerk: Clerk) -> None:
    with pytest.raises(ValueError, match="UUID"):
        await clerk.engine.handle(replace(clerk.command("file", "intake-1", new_id(), {}), id="7"))


async def test_a_case_that_everybody_changes_all_the_time_is_given_up(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = (await clerk.report()).case_id
    other = Clerk(engine_on(clerk.engine.log))
    told = {"subject": "r", "purpose": "inform", "reached": True}
    append = clerk.engine.log.append
    meddling = False

    async def meddled(record):  # type: ignore[no-untyped-def]
        nonlocal meddling
        if not meddling:
            meddling = True
            await other.take("contact", "intake-1", case, told)
            meddling = False
        return await append(record)

    monkeypatch.setattr(clerk.engine.log, "append", meddled)
    with pytest.raises(LogUnavailable, match="too many at once"):
        await clerk.take("contact", "intake-1", case, told)


async def test_a_demos_clock_says_when_facts_were_recorded(database: str) -> None:
    with psycopg.connect(database) as owner:
        owner.execute("SELECT bihuan.mark_as_demo()")
    async with opened(database, record_clock=lambda: START) as engine:
        await set_up(engine)
        await Clerk(engine).report()
        assert {event.envelope.recorded_at for event in await everything(engine.log)} == {START}


async def test_a_child_that_is_not_there_is_not_linked(clerk: Clerk) -> None:
    case, other = (await clerk.report()).case_id, (await clerk.report()).case_id

    with pytest.raises(Refused) as caught:
        await clerk.take("link_child", "east-head", case, {"child": new_id(), "relation": "child"})
    assert caught.value.code == "child_unknown"

    linked = await clerk.take("link_child", "east-head", case, {"child": other, "relation": "child"})
    assert linked.case_id == case
