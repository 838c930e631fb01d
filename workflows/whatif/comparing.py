"""Two worlds side by side: the recorded one, and the one in which the same moves were decided otherwise.

Both are lived by the same code, from the moves people made: what the system did because of time, and what it raised
because of a move, comes of each world's own rules. So how late a worker came to a clock tells nothing, and worlds of
the same rules are the same. A move that is refused is left out in the other world, and so is everything the system did
because of it; what follows is tried on the case as it is then. The recorded world keeps every move, as does the other
one where both refuse alike: that is none of the change's doing. People are taken to act as they did: nobody hurries
because a deadline is nearer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from domain.envelope import Event
from domain.errors import Refused
from domain.facts.dispatch import CaseEscalated, SupervisionStarted
from domain.office import STREAM, SYSTEM, Office, evolve_office
from domain.streams import is_case
from workflows.whatif.escalation import escalations
from workflows.whatif.lateness import Identity, Start
from workflows.whatif.results import LAST, Compared, Refusal
from workflows.whatif.rungs import differing
from workflows.whatif.side import Side
from workflows.whatif.world import TICK, World

PASSED = "deadline.passed"
"""What the system records when a clock runs out. It and what follows from it come of each world's own clocks."""
RAISED = (CaseEscalated.TOPIC, SupervisionStarted.TOPIC)
"""What the system does because of a move, when it does it; each world's own moves bring it about."""
MIGRATED = "case.migrated"
"""No move of the other world: every case there follows its version already."""
UNCHANGED = "deadline_unchanged"
"""The refusal of counting again what that world's calendar leaves as it is: no move anybody made."""
FIRST = datetime.min.replace(tzinfo=UTC)


@dataclass
class _Run:
    """The state of a comparison."""

    recorded: Side
    other: Side
    since: datetime
    until: datetime
    last: datetime = FIRST
    office: Office = field(default_factory=Office)
    by_itself: set[str] = field(default_factory=set)
    """Facts that each world brings about by itself."""
    undone: set[str] = field(default_factory=set)
    """Facts that are left out in the other world."""
    refused: dict[str, Refusal] = field(default_factory=dict)
    found: Compared = field(default_factory=Compared)
    touched: set[str] = field(default_factory=set)


def compare(
    events: Iterable[Event],
    recorded: World,
    other: World,
    *,
    since: datetime = FIRST,
    until: datetime | None = None,
    office: Office | None = None,
    tell: Callable[[int], None] = lambda _: None,
) -> Compared:
    """Play the log of an office up to `until` in both worlds; what happened before `since` stays what it was.

    `recorded` is a world of the versions each case is pinned to and of the calendar the office counted by. What was
    told from elsewhere was not decided here and is not decided again.

    Without `until`, and wherever the log ends before it, clocks that still run are judged when the log ends.
    `office` is what it was before the first of the events, empty by default. `tell` hears the position reached.
    Whatever the lookup of a definition raises is raised.
    """
    run = _Run(Side(recorded), Side(other), since, until or LAST, office=office or Office())
    states: dict[str, str] = {}
    for event in events:
        envelope = event.envelope
        run.last = max(run.last, envelope.recorded_at)
        if envelope.case_id == STREAM:
            run.office = evolve_office(run.office, event)
        elif is_case(envelope.case_id) and envelope.occurred_at < run.until:
            states[envelope.case_id] = envelope.target
            _take(run, event)
        tell(envelope.position)
    return _told(run, states)


def _take(run: _Run, event: Event) -> None:
    envelope = event.envelope
    if envelope.occurred_at < run.since or envelope.is_told:
        run.recorded.take_over(event)
        run.other.take_over(event)
        return
    run.found.moves += 1
    run.touched.add(envelope.case_id)
    _let_pass(run, envelope.case_id, envelope.occurred_at)
    if event.fact.TOPIC == MIGRATED:
        run.recorded.keep(event)
    elif _comes_by_itself(run, event):
        run.by_itself.add(envelope.event_id)
    else:
        _decide(run, event)


def _comes_by_itself(run: _Run, event: Event) -> bool:
    """Whether each world brings this about on its own: by its clocks, or by raising what a move calls for."""
    envelope, topic = event.envelope, event.fact.TOPIC
    of_clock = topic == PASSED or envelope.causation in run.by_itself
    early = (
        not envelope.causation
    )  # of a rung before the due moment; a reaction and a recount name their cause
    return of_clock or (envelope.actor == SYSTEM and (early or topic in RAISED))


def _decide(run: _Run, event: Event) -> None:
    """Decide a move again in both worlds, and note a refusal that is the change's doing."""
    refused = run.recorded.redo(event, run.office)
    if refused is not None:
        run.recorded.keep(event)
    if event.envelope.causation in run.undone:
        run.undone.add(event.envelope.event_id)
        return
    refusal = run.other.redo(event, run.office)
    if refusal is None:
        return
    if refused is not None and refused.code == refusal.code:
        run.other.keep(event)
    elif refusal.code != UNCHANGED:
        run.undone.add(event.envelope.event_id)
        _note(run, event, refusal)


def _let_pass(run: _Run, case_id: str, until: datetime) -> None:
    """What time brings about in both worlds before the next recorded move."""
    for side in (run.recorded, run.other):
        side.let_pass(case_id, run.since, until, run.office)


def _note(run: _Run, event: Event, refusal: Refused) -> None:
    envelope = event.envelope
    known = run.refused.get(envelope.case_id)
    if known is not None:
        run.refused[envelope.case_id] = replace(known, more=known.more + 1)
        return
    case = run.other.world.cases.get(envelope.case_id)
    run.refused[envelope.case_id] = Refusal(
        case_id=envelope.case_id,
        move=envelope.trigger,
        position=envelope.position,
        occurred_at=envelope.occurred_at,
        from_state=case.state if case else envelope.source,
        code=refusal.code,
        detail=str(refusal),
    )


def _told(run: _Run, states: dict[str, str]) -> Compared:
    found = run.found
    end = min(run.until, run.last)
    for case_id in sorted(run.other.world.cases.keys() | run.recorded.world.cases.keys()):
        _let_pass(run, case_id, end + TICK)  # what happened at that very moment, too
    found.cases, found.until = len(run.touched), end
    _tell_clocks(run, end)
    found.escalations = escalations(run.recorded.steps, run.other.steps)
    found.rungs = differing(run.recorded.rungs.came(), run.other.rungs.came(), found.escalations)
    found.refused = [_ended(run, refusal, states) for _, refusal in sorted(run.refused.items())]
    return found


def _tell_clocks(run: _Run, end: datetime) -> None:
    """Which clocks ran out in one world alone, and how many moved."""
    found = run.found
    real = {start.identity: start for start in run.recorded.lateness.starts(end)}
    other = {start.identity: start for start in run.other.lateness.starts(end)}
    for identity in real.keys() & other.keys():
        one, two = real[identity], other[identity]
        found.moved += (one.due_at, one.ended_at) != (two.due_at, two.ended_at)
        if one.late_at is None and two.late_at is not None and two.late_at >= run.since:
            found.late.append(two)
        elif two.late_at is None and one.late_at is not None and one.late_at >= run.since:
            found.in_time.append(one)
    found.ran_out = _ran_out(real.values(), other.values(), run.since)
    found.late += _by_system_alone(other, real, run.since)
    found.in_time += _by_system_alone(real, other, run.since)
    found.only_here = len(real.keys() ^ other.keys())
    found.late.sort(key=lambda start: start.identity)
    found.in_time.sort(key=lambda start: start.identity)


def _ran_out(real: Iterable[Start], other: Iterable[Start], since: datetime) -> dict[str, tuple[int, int]]:
    """By clock, how many starts ran out in each world."""
    one, two = (
        Counter(start.clock for start in starts if start.late_at is not None and start.late_at >= since)
        for starts in (real, other)
    )
    return {clock: (one[clock], two[clock]) for clock in sorted({*one, *two})}


def _by_system_alone(
    here: Mapping[Identity, Start], there: Mapping[Identity, Start], since: datetime
) -> list[Start]:
    """Clocks that the system started in one world alone, a supervision because of lateness, and that ran out."""
    only = (start for identity, start in here.items() if identity not in there and start.position < 0)
    return [start for start in only if start.late_at is not None and start.late_at >= since]


def _ended(run: _Run, refusal: Refusal, states: dict[str, str]) -> Refusal:
    case = run.other.world.cases.get(refusal.case_id)
    return replace(refusal, state=case.state if case else "new", really=states[refusal.case_id])
