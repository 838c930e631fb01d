"""Whether a recorded step was legal when it was taken, judged from the log: case, office, version, calendar of then.

Everything `decide` asks is asked again of the fact as it stands, with the functions `decide` asks it with. What a
request said and the log does not keep (which of several posts was meant, over how many cases a grant was taken at
once) is judged in the actor's favour.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from domain.case import Case
from domain.changing import replace
from domain.clock_effects import clock_effects
from domain.codec import to_data
from domain.command import Command
from domain.completeness import lacking, photos_ahead
from domain.conformance_laws import breaches_of_law
from domain.context import Context
from domain.decide import held
from domain.declaration import declared
from domain.definition import NEW, Machine, Move, Workflow
from domain.derive import settled
from domain.envelope import IMPORTED, ClockEffect, Event
from domain.errors import RuleBroken
from domain.facts import BY_TOPIC
from domain.facts.schema import PERSONAL
from domain.making import CLOCK_TOLERANCE
from domain.migrating import FACT, state_of
from domain.office import Post
from domain.roles import acting_post, may_stand_in
from domain.rules import RULES, Attempt
from domain.told import Told

WRONG = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a rule raises on a fact no move could have made."""


@dataclass(frozen=True)
class Breach:
    """One thing that was not legal: its kind, what exactly (a rule, a field, a clock), what stands there, what should.

    Kinds: `version`, `repeated`, `time`, `definition`, `from`, `move`, `to`, `fact`, `stand_in`, `role`, `post`,
    `evidence`, `field`, `clocks`, `rule`, `verdicts`, `unjudged`, and those of `domain.conformance_laws`.
    """

    kind: str
    what: str = ""
    recorded: str = ""
    expected: str = ""


_REQUEST = Command(id="", event_id="", case_id="", move="", actor="", now=datetime.min.replace(tzinfo=UTC))
"""Copied for every step, which takes a tenth of the time of making one."""


def asked_again(event: Event) -> Command:
    """The request behind a recorded fact, at the fact's own moment; its fields are the fact's."""
    it = event.envelope
    return replace(
        _REQUEST,
        id=it.command_id,
        event_id=it.event_id,
        case_id=it.case_id,
        move=it.trigger,
        actor=it.actor,
        now=it.occurred_at,
        fields=Told(event.fact),
        workflow=it.workflow,
        role=it.role,
        on_behalf_of=it.on_behalf_of,
        door=it.door,
        causation=it.causation,
    )


def judged_again(
    case: Case | None,
    event: Event,
    request: Command,
    workflow: Workflow,
    machine: Machine,
    context: Context,
) -> list[Breach]:
    """Everything that was not legal in a step, nothing when all was. `case` is what it was before.

    `request` is the one `asked_again` makes, `workflow` the version the fact names, `context` holds what `needs_of`
    says is needed.
    """
    found = [*_out_of_order(case, event), *_not_pinned(case, event, workflow)]
    move = workflow.moves.get(event.envelope.trigger)
    if move is None:
        return [*found, Breach("move", event.envelope.trigger, event.envelope.source)]
    attempt = Attempt(case=case, command=request, move=move, workflow=workflow, context=context)
    found.extend(_ways(attempt, event, machine))
    if move.fact != event.fact.TOPIC:
        return [*found, Breach("fact", event.envelope.trigger, event.fact.TOPIC, move.fact)]
    if case is None and NEW not in move.sources:
        return found
    found.extend(Breach(kind, what) for kind, what in breaches_of_law(case, event, workflow))
    if (
        event.envelope.door != IMPORTED
    ):  # of what was done elsewhere, posts, rules and limits were told, not asked
        found.extend(_as_far_as_can_be(attempt, event))
    return found


def _as_far_as_can_be(attempt: Attempt, event: Event) -> Iterator[Breach]:
    """Everything else, until something stands in the way of asking on."""
    try:
        yield from _judged(attempt, event)
    except RuleBroken as broken:
        yield Breach("rule", str(broken.facts["rule"]))
    except WRONG as error:
        yield Breach("unjudged", type(error).__name__)


def _out_of_order(case: Case | None, event: Event) -> Iterator[Breach]:
    it = event.envelope
    expected = case.version + 1 if case else 1
    if it.version != expected:
        yield Breach("version", "", str(it.version), str(expected))
    if it.occurred_at > it.recorded_at + CLOCK_TOLERANCE:
        yield Breach("time", "recorded_at", it.occurred_at.isoformat(), it.recorded_at.isoformat())
    if case is not None:
        if it.occurred_at < case.opened_at - CLOCK_TOLERANCE:
            yield Breach("time", "opened_at", it.occurred_at.isoformat(), case.opened_at.isoformat())
        if it.command_id in case.commands:
            yield Breach("repeated", it.command_id)


def _not_pinned(case: Case | None, event: Event, workflow: Workflow) -> Iterator[Breach]:
    """The version a case is pinned to decides; its migration is decided by the one it moves to."""
    it = event.envelope
    if case is not None and event.fact.TOPIC != FACT and it.digest != case.digest:
        yield Breach("definition", "digest", it.digest, case.digest)
    if it.workflow != workflow.key or (case is not None and it.workflow != case.workflow):
        yield Breach("definition", "workflow", it.workflow, case.workflow if case else workflow.key)


def _ways(attempt: Attempt, event: Event, machine: Machine) -> Iterator[Breach]:
    """The move leads from where the case was to where the fact says it went."""
    it, case = event.envelope, attempt.case
    state = case.state if case else NEW
    if it.source != state:
        yield Breach("from", it.trigger, it.source, state)
    target = machine.target(state_of(case, attempt.move, attempt.command.fields) if case else NEW, it.trigger)
    if target is None:
        yield Breach("move", it.trigger, state)
    elif it.target != target:
        yield Breach("to", it.trigger, it.target, target)
    elif it.phase != attempt.workflow.phase_of(target):
        yield Breach("to", it.trigger, it.phase, attempt.workflow.phase_of(target))


def _judged(bare: Attempt, event: Event) -> Iterator[Breach]:
    """Who, with what, by which rules, and what it did to the clocks; fields are judged without the fact, as then."""
    it = event.envelope
    if not may_stand_in(bare):
        yield Breach("stand_in", it.on_behalf_of or "")
    post = acting_post(bare)
    if post is None:
        yield Breach("role", it.role, it.actor)
    elif (post.role, post.unit) != (it.role, it.unit):
        yield Breach("post", it.role, it.unit, post.unit)
    yield from _incomplete(bare, event)
    yield from _not_as_settled(bare, post or Post(role=it.role, unit=it.unit))
    attempt = replace(bare, fact=event.fact)
    clocks = clock_effects(attempt, it.target)
    if clocks != it.clocks:
        yield from _other_clocks(it.clocks, clocks)
    attempt = replace(attempt, clocks=clocks)
    yield from _against_rules(attempt, post)
    if it.rules != held(bare.move.rules):
        yield Breach("verdicts", *_other_verdicts(event, bare.move))


def _incomplete(bare: Attempt, event: Event) -> Iterator[Breach]:
    latest = max(event.envelope.occurred_at, event.envelope.recorded_at) + CLOCK_TOLERANCE
    problems = (*lacking(bare, bare.command.fields), *photos_ahead(event.fact, latest))
    for problem in problems:
        yield Breach("evidence", problem.pointer, problem.problem, problem.expected)


def _not_as_settled(bare: Attempt, post: Post) -> Iterator[Breach]:
    """What follows from case, move and office is nobody's to say otherwise; what is personal lies sealed."""
    told = bare.command.fields
    for name, value in settled(bare, post, told).items():
        if not _is_open(bare.move.fact, name):
            continue
        expected, recorded = to_data(value), told.get(name)
        if expected != recorded and (expected or recorded) not in (None, "", []):
            yield Breach("field", name, str(recorded), str(expected))


def _is_open(topic: str, name: str) -> bool:
    """Whether the field may be read by everybody of the office, and so can be compared."""
    levels = {field.name: field.level for field in declared(BY_TOPIC[topic])}
    level = levels.get(name)
    return level is not None and level.level < PERSONAL.level


def _against_rules(attempt: Attempt, post: Post | None) -> Iterator[Breach]:
    broken = _broken(attempt)
    if broken:
        open_minded = dataclasses.replace(attempt, command=replace(attempt.command, role=None))
        if acting_post(open_minded) == post:
            broken = _broken(open_minded)
    for name in broken:
        yield Breach("rule", name)


def _broken(attempt: Attempt) -> list[str]:
    return [name for name in attempt.move.rules if not RULES[name].judge(attempt)]


def _other_verdicts(event: Event, move: Move) -> tuple[str, str, str]:
    recorded = [verdict.rule for verdict in event.envelope.rules if verdict.held]
    differing = sorted({*recorded} ^ {*move.rules})
    return ", ".join(differing), ", ".join(recorded), ", ".join(move.rules)


def _other_clocks(recorded: Iterable[ClockEffect], expected: Iterable[ClockEffect]) -> Iterator[Breach]:
    """One breach for each clock whose effects differ."""
    one, two = _by_clock(recorded), _by_clock(expected)
    differing = [name for name in {**one, **two} if one.get(name) != two.get(name)]
    for name in differing:
        yield Breach("clocks", name, _said(one.get(name, ())), _said(two.get(name, ())))
    if not differing:
        yield Breach("clocks", "", ", ".join(one), ", ".join(two))


def _by_clock(effects: Iterable[ClockEffect]) -> Mapping[str, list[ClockEffect]]:
    found: dict[str, list[ClockEffect]] = {}
    for effect in effects:
        found.setdefault(effect.clock + (f":{effect.key}" if effect.key else ""), []).append(effect)
    return found


def _said(effects: Iterable[ClockEffect]) -> str:
    return ", ".join(
        f"{one.effect} {one.due_at.isoformat() if one.due_at else ''}".strip() for one in effects
    )
