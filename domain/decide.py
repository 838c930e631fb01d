"""How a request becomes a fact, in order: repeat, version, move, stand-in, role, fields, rules, clocks.

Pure: everything it may know is in its arguments, everything it decides is in its answer. The first thing that is
not so is the refusal, with a stable code.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from domain.case import Case
from domain.changing import replace
from domain.clock_effects import clock_effects
from domain.codec import FieldProblem
from domain.command import Command
from domain.context import Context
from domain.definition import NEW, Machine, Move, Workflow
from domain.envelope import Envelope, Event, Verdict
from domain.errors import (
    FieldMissing,
    MoveNotAllowed,
    Refused,
    RoleMissing,
    RuleBroken,
    StaleVersion,
    UnknownMove,
)
from domain.making import CLOCK_TOLERANCE, made_of
from domain.migrating import state_of
from domain.office import Post
from domain.roles import acting_post, may_stand_in
from domain.rules import RULES, Attempt
from domain.telling import Judged, expect_later, told


def decide(
    case: Case | None, command: Command, workflow: Workflow, machine: Machine, context: Context
) -> list[Event]:
    """The facts this command becomes; none when this very command was done before.

    Raises Refused: StaleVersion, UnknownMove, MoveNotAllowed, RoleMissing, FieldMissing, or RuleBroken with the
    rule's code.
    """
    if case is not None and command.id in case.commands:
        return []
    _expect_version(case, command)
    _expect_possible_time(case, command)
    move, target = legal_move(case, command, workflow, machine)
    attempt = Attempt(case=case, command=command, move=move, workflow=workflow, context=context)
    there = command.elsewhere
    judged = _asked(attempt, target) if there is None else told(attempt, there, target)
    return [Event(fact=judged.fact, envelope=_envelope(judged, target))]


def _asked(attempt: Attempt, target: str) -> Judged:
    """What is done here: role, fields and rules must hold."""
    post = _post(attempt)
    fact, problems = made_of(attempt, post)
    if problems:
        raise FieldMissing(tuple(problems))
    attempt = replace(attempt, fact=fact)
    attempt = replace(attempt, clocks=clock_effects(attempt, target))
    return Judged(attempt, fact, post, _judge(attempt))


def _expect_version(case: Case | None, command: Command) -> None:
    actual = case.version if case else 0
    if command.expected_version is not None and command.expected_version != actual:
        raise StaleVersion(expected=command.expected_version, actual=actual)


def _expect_possible_time(case: Case | None, command: Command) -> None:
    """Nothing happens to a case before it was reported, and nothing is told before it happens."""
    said = command.occurred_at
    if said is None:
        return
    if command.elsewhere is not None:
        expect_later(case, said, command.now)
        return
    if said > command.now + CLOCK_TOLERANCE:
        raise FieldMissing((FieldProblem("/occurred_at", "in_the_future"),))
    if case is not None and said < case.opened_at:
        raise FieldMissing((FieldProblem("/occurred_at", "before_the_report"),))


def legal_move(case: Case | None, command: Command, workflow: Workflow, machine: Machine) -> tuple[Move, str]:
    """The move and the state it leads to. Raises UnknownMove, MoveNotAllowed with the moves there are."""
    name, state = command.move, case.state if case else NEW
    if name not in workflow.moves:
        raise UnknownMove(state=state, allowed=machine.triggers(state))
    move = workflow.moves[name]
    state = state_of(case, move, command.fields) if case else NEW
    target = machine.target(state, name)
    if target is None:
        raise MoveNotAllowed(move=name, state=state, allowed=machine.triggers(state))
    return move, target


def _post(attempt: Attempt) -> Post:
    if not may_stand_in(attempt):
        raise Refused("may_not_stand_in", on_behalf_of=attempt.command.on_behalf_of)
    post = acting_post(attempt)
    if post is None:
        raise RoleMissing(move=attempt.command.move, roles=attempt.move.roles)
    return post


def _judge(attempt: Attempt) -> tuple[Verdict, ...]:
    for name in attempt.move.rules:
        rule = RULES[name]
        if not rule.judge(attempt):
            told = {name: attempt.parameter(name) for name in rule.tells}
            raise RuleBroken(rule.code, rule=rule.name, **({"numbers": told} if told else {}))
    return held(attempt.move.rules)


@lru_cache(maxsize=1024)
def held(rules: tuple[str, ...]) -> tuple[Verdict, ...]:
    """The verdicts of rules that all held. They are the same in move after move, so their objects are made once."""
    return tuple(Verdict(rule=name, held=True) for name in rules)


def _envelope(judged: Judged, target: str) -> Envelope:
    attempt, fact, post, verdicts = judged
    case, workflow = attempt.case, attempt.workflow
    return Envelope(
        schema=fact.SCHEMA,
        version=(case.version if case else 0) + 1,
        workflow=workflow.key,
        digest=workflow.digest,
        source=case.state if case else NEW,
        target=target,
        phase=workflow.phase_of(target),
        role=post.role,
        unit=post.unit,
        clocks=attempt.clocks,
        rules=verdicts,
        **_sent(attempt.command),
    )


def _sent(command: Command) -> dict[str, Any]:
    """What the envelope takes over from the command."""
    return {
        "event_id": command.event_id,
        "case_id": command.case_id,
        "trigger": command.move,
        "actor": command.actor,
        "on_behalf_of": command.on_behalf_of,
        "door": command.door,
        "occurred_at": command.moment,
        "recorded_at": command.now,
        "command_id": command.id,
        "correlation": command.correlation,
        "causation": command.causation,
        "trace": command.trace,
    }
