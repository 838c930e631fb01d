"""Two worlds side by side: the recorded one, and the one in which the same moves were decided otherwise.

A move that is refused there is left out, and so is everything the system did because of it; what follows is tried on
the case as it is then. People are taken to act as they did: nobody hurries because a deadline is nearer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from domain.envelope import Event
from domain.errors import Refused
from domain.office import STREAM, Office, evolve_office
from workflows.whatif.lateness import Identity, Lateness, Start
from workflows.whatif.world import TICK, World

PASSED = "deadline.passed"
"""What the system records when a clock runs out. It and what follows from it come of each world's own clocks."""
MIGRATED = "case.migrated"
UNCHANGED = "deadline_unchanged"
"""The refusal of counting again what that world's calendar leaves as it is: no move anybody made."""
"""No move of the other world: every case there follows its version already."""
FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A case of which a recorded move would have been refused: the first such move, where and why.

    `more` are further moves refused after it. `state` is where the case would stand in the end, `really` where it
    stands; the case is stuck when they differ.
    """

    case_id: str
    move: str
    position: int
    occurred_at: datetime
    from_state: str
    code: str
    detail: str
    more: int = 0
    state: str = ""
    really: str = ""

    @property
    def stuck(self) -> bool:
        """Whether the case would have come to rest elsewhere."""
        return self.state != self.really


@dataclass
class Compared:
    """What differs: clocks that ran out in one world alone, moves that were refused in the other."""

    late: list[Start] = field(default_factory=list)
    """Would have run out, and did not."""
    in_time: list[Start] = field(default_factory=list)
    """Did run out, and would not have."""
    refused: list[Refusal] = field(default_factory=list)
    moved: int = 0
    """Clocks with another due moment or end, late or not."""
    only_here: int = 0
    """Clocks that were started in one of the worlds alone, because a move was refused."""
    cases: int = 0
    moves: int = 0
    until: datetime = LAST
    """When clocks that still run were judged."""

    def stuck(self) -> list[Refusal]:
        """Cases that would have come to rest elsewhere."""
        return [refusal for refusal in self.refused if refusal.stuck]


@dataclass
class _Run:
    """The state of a comparison."""

    world: World
    since: datetime
    until: datetime
    last: datetime = FIRST
    office: Office = field(default_factory=Office)
    real: Lateness = field(default_factory=Lateness)
    other: Lateness = field(default_factory=Lateness)
    undone: set[str] = field(default_factory=set)
    refused: dict[str, Refusal] = field(default_factory=dict)
    found: Compared = field(default_factory=Compared)
    touched: set[str] = field(default_factory=set)


def compare(
    events: Iterable[Event],
    world: World,
    *,
    since: datetime = FIRST,
    until: datetime | None = None,
    office: Office | None = None,
    tell: Callable[[int], None] = lambda _: None,
) -> Compared:
    """Play the log of an office up to `until` in both worlds; what happened before `since` stays what it was.

    Without `until`, and wherever the log ends before it, clocks that still run are judged when the log ends.
    `office` is what it was before the first of the events, empty by default. `tell` hears the position reached.
    Whatever the lookup of a definition raises is raised.
    """
    run = _Run(world=world, since=since, until=until or LAST, office=office or Office())
    states: dict[str, str] = {}
    for event in events:
        envelope = event.envelope
        run.last = max(run.last, envelope.recorded_at)
        if envelope.case_id == STREAM:
            run.office = evolve_office(run.office, event)
        elif envelope.occurred_at < run.until:
            states[envelope.case_id] = envelope.target
            _take(run, event)
        tell(envelope.position)
    return _told(run, states)


def _take(run: _Run, event: Event) -> None:
    run.real.take(event)
    if event.envelope.occurred_at < run.since:
        run.world.take_over(event)
        run.other.take(event)
        return
    run.found.moves += 1
    run.touched.add(event.envelope.case_id)
    if event.fact.TOPIC == MIGRATED:
        return
    _let_pass(run, event.envelope.case_id, event.envelope.occurred_at)
    if event.fact.TOPIC == PASSED or event.envelope.causation in run.undone:
        run.undone.add(event.envelope.event_id)
        return
    try:
        for made in run.world.redo(event, run.office):
            run.other.take(made)
    except Refused as refusal:
        if refusal.code == UNCHANGED:
            return
        run.undone.add(event.envelope.event_id)
        _note(run, event, refusal)


def _let_pass(run: _Run, case_id: str, until: datetime) -> None:
    """What time brings about in the other world before the next recorded move."""
    for made in run.world.live_until(case_id, until, run.office):
        run.other.take(made)


def _note(run: _Run, event: Event, refusal: Refused) -> None:
    envelope = event.envelope
    known = run.refused.get(envelope.case_id)
    if known is not None:
        run.refused[envelope.case_id] = replace(known, more=known.more + 1)
        return
    case = run.world.cases.get(envelope.case_id)
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
    for case_id in sorted(run.touched):
        _let_pass(run, case_id, end + TICK)  # what happened at that very moment, too
    real = {start.identity: start for start in run.real.starts(end)}
    other = {start.identity: start for start in run.other.starts(end)}
    for identity in real.keys() & other.keys():
        one, two = real[identity], other[identity]
        found.moved += (one.due_at, one.ended_at) != (two.due_at, two.ended_at)
        if one.late_at is None and two.late_at is not None and two.late_at >= run.since:
            found.late.append(two)
        elif two.late_at is None and one.late_at is not None and one.late_at >= run.since:
            found.in_time.append(one)
    found.late += _by_system_alone(other, real, run.since)
    found.in_time += _by_system_alone(real, other, run.since)
    found.only_here = len(real.keys() ^ other.keys())
    found.late.sort(key=lambda start: start.identity)
    found.in_time.sort(key=lambda start: start.identity)
    found.cases, found.until = len(run.touched), end
    found.refused = [_ended(run, refusal, states) for _, refusal in sorted(run.refused.items())]
    return found


def _by_system_alone(
    here: Mapping[Identity, Start], there: Mapping[Identity, Start], since: datetime
) -> list[Start]:
    """Clocks that the system started in one world alone, a supervision because of lateness, and that ran out."""
    only = (start for identity, start in here.items() if identity not in there and start.position < 0)
    return [start for start in only if start.late_at is not None and start.late_at >= since]


def _ended(run: _Run, refusal: Refusal, states: dict[str, str]) -> Refusal:
    case = run.world.cases.get(refusal.case_id)
    return replace(refusal, state=case.state if case else "new", really=states[refusal.case_id])
