"""What happened elsewhere: the move must exist and the order be kept; all else is judged, kept, and refuses nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.command import Command
from domain.envelope import FIELDS_OF_MOVE, ROLE_OF_MOVE
from domain.facts.intake import CaseFiled, CaseReported
from domain.facts.work import WorkNoted
from domain.office import Post
from domain.rules import Attempt
from tests.support.definitions import single
from tests.support.given import NOW, T0, Given, Outcome, effect, given, happened, started
from tests.support.samples import FIELDS, reported

LONG_AGO = T0.replace(year=2011)
THERE = Post(role="intake", unit="group_1")
NOBODY = Post(role="", unit="")
FILE = FIELDS["case.filed"]


def _reported() -> Given:
    return given(happened(reported(), by="Resource01", when=LONG_AGO), state="reported")


def _told(
    start: Given, move: str, post: Post = THERE, after: timedelta = timedelta(hours=1), **more: Any
) -> Outcome:
    asked: dict[str, Any] = {"by": "Resource21", "door": "import", "occurred_at": LONG_AGO + after, **more}
    return start.when(move, elsewhere=post, **asked)


def _verdicts(outcome: Outcome) -> dict[str, bool]:
    return {verdict.rule: verdict.held for verdict in outcome.event.envelope.rules}


def test_it_counts_when_it_happened_and_is_recorded_now() -> None:
    outcome = _told(_reported(), "file", sends=FILE).then(CaseFiled)
    env = outcome.event.envelope
    assert (env.occurred_at, env.recorded_at) == (LONG_AGO + timedelta(hours=1), NOW)
    assert (env.actor, env.role, env.unit, env.door) == ("Resource21", "intake", "group_1", "import")
    assert (env.source, env.target) == ("reported", "filed")
    assert env.is_told


def test_what_is_done_here_carries_no_verdict_on_role_and_fields() -> None:
    env = _reported().when("file", by="intake-1", sends=FILE).then(CaseFiled).event.envelope
    assert not env.is_told
    assert ROLE_OF_MOVE not in {verdict.rule for verdict in env.rules}


def test_a_rule_that_did_not_hold_is_kept_and_refuses_nothing() -> None:
    broken = {**FILE, "condition": "-"}
    _reported().when("file", by="intake-1", sends=broken).then("condition_open")
    verdicts = _verdicts(_told(_reported(), "file", sends=broken).then(CaseFiled))
    assert (verdicts[ROLE_OF_MOVE], verdicts[FIELDS_OF_MOVE]) == (True, True)
    assert [rule for rule, held in verdicts.items() if not held] == ["filing_condition_met"]


@pytest.mark.parametrize(
    ("move", "post", "held"),
    [
        ("file", THERE, True),
        ("file", Post(role="handler", unit=""), False),
        ("file", NOBODY, False),
        ("notify_authority", Post(role="handler", unit=""), True),
        ("notify_authority", Post(role="party", unit=""), False),
        ("notify_authority", NOBODY, False),
    ],
)
def test_the_role_it_was_done_in_is_judged(move: str, post: Post, held: bool) -> None:
    outcome = _told(_reported(), move, post, sends=FILE if move == "file" else {})
    assert _verdicts(outcome)[ROLE_OF_MOVE] is held


def test_a_field_the_move_asks_for_may_be_unknown_one_the_fact_needs_may_not() -> None:
    asks = single("work.noted", requires=("text|files",))
    start = given(happened(reported(), when=LONG_AGO), workflow=asks)
    verdicts = _verdicts(_told(start, "act", sends={"step": "progress"}).then(WorkNoted))
    assert verdicts[FIELDS_OF_MOVE] is False
    assert ("/step", "missing") in _told(start, "act").then("field_missing").problems


def test_a_field_that_nobody_may_give_is_refused_and_so_is_a_word_that_is_not_listed() -> None:
    given_twice = _told(_reported(), "file", sends={**FILE, "case_no": "1"}).then("field_missing")
    assert given_twice.problems == {("/case_no", "not_yours_to_give")}
    unknown = _told(_reported(), "file", sends={**FILE, "category": "nothing"}).then("field_missing")
    assert unknown.problems == {("/category", "not_listed")}


def test_the_move_must_exist() -> None:
    _told(_reported(), "close").then("move_not_allowed")
    _told(given(), "file", sends=FILE).then("move_not_allowed")
    opened = _told(given(), "report", sends=FIELDS["case.reported"]).then(CaseReported).and_then().known
    assert opened.opened_at == LONG_AGO + timedelta(hours=1)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (LONG_AGO, None),
        (LONG_AGO - timedelta(microseconds=1), "before_the_last"),
        (NOW, None),
        (NOW + timedelta(microseconds=1), "in_the_future"),
    ],
)
def test_steps_are_told_in_their_order_and_up_to_now(said: datetime, problem: str | None) -> None:
    outcome = _told(_reported(), "file", sends=FILE, occurred_at=said)
    if problem is None:
        assert outcome.event.envelope.occurred_at == said
    else:
        assert outcome.then("field_missing").problems == {("/occurred_at", problem)}


def test_without_a_moment_it_counts_now() -> None:
    assert _told(_reported(), "file", sends=FILE, occurred_at=None).event.envelope.occurred_at == NOW


def test_rules_see_the_unit_and_role_it_was_done_in_and_not_the_posts_of_here() -> None:
    def attempt(post: Post) -> Attempt:
        start = _reported()
        command: Command = start.command("file", by="roads-1", elsewhere=post)
        move = start.workflow.moves["file"]
        return Attempt(
            case=start.case, command=command, move=move, workflow=start.workflow, context=start.context
        )

    assert (set(attempt(THERE).roles), set(attempt(THERE).units)) == ({"intake"}, {"group_1"})
    assert (set(attempt(NOBODY).roles), set(attempt(NOBODY).units)) == (set(), set())


def test_a_clock_that_was_over_when_it_was_told_is_silent_until_it_gets_time_that_is_to_come() -> None:
    told: dict[str, Any] = {"door": "import"}
    over = happened(reported(), when=LONG_AGO, clocks=[started("handle", LONG_AGO)], **told)
    rests = happened(WorkNoted(step="other"), when=LONG_AGO, clocks=[effect("handle", "paused")], **told)

    def then(due: datetime, what: str, door: str) -> bool:
        moved = happened(
            WorkNoted(step="other"), when=NOW, door=door, clocks=[effect("handle", what, due_at=due)]
        )
        return given(over, rests, moved).known.clocks["handle"].silent

    assert given(over).known.clocks["handle"].silent
    for what in ("moved", "resumed"):
        assert then(NOW - timedelta(days=1), what, "import")
        assert then(NOW - timedelta(days=1), what, "http"), "what was over elsewhere stays so"
        assert not then(NOW + timedelta(days=1), what, "import")
        assert not then(NOW + timedelta(days=1), what, "http"), "time given here is the office's own"


def test_a_clock_that_runs_is_silenced_when_it_was_over_before_it_was_told() -> None:
    ahead = happened(
        reported(), when=LONG_AGO, door="import", clocks=[started("handle", NOW + timedelta(days=9))]
    )
    moved = happened(
        WorkNoted(step="other"), when=NOW, door="import", clocks=[effect("handle", "moved", due_at=NOW)]
    )
    assert not given(ahead).known.clocks["handle"].silent
    assert given(ahead, moved).known.clocks["handle"].silent
