"""How a case comes to be where a specification finds it: the legal moves that lead there, and what they ask for.

The way is searched in the workflow itself, so a workflow nobody has written Python for has its recipes too. The
straight way is preferred: moves that end, merge, return or short-cut a case are taken only when nothing else leads
there. What a rule asks for beforehand (every party agreed, the reporter was told) is done just before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any

from domain.definition import NEW, Category, Move, Workflow
from domain.facts.intake import PUBLIC_CHANNELS

DETOURS = frozenset({"work.reported", "approval.requested", "case.escalated", "supplement.requested"})
"""Facts whose moves lead on only when they start from work in hand, or when there is no other way."""
STRAIGHT, DETOUR = 1, 10


WAITS_FOR: Mapping[str, str] = {
    "watch_over": "watch",
    "cycle_over": "cycle",
    "publicity_over": "publicity",
    "hearing_announced": "hearing_notice",
    "hearing_time_over": "heard",
    "payment_over": "pay",
    "demand_over": "demand",
    "review_window_over": "review_window",
}
"""Rules that ask for a clock to have run out."""
TIME_TO_CHALLENGE = "no_review_pending"


class NoWay(AssertionError):
    """No legal moves lead to that state."""


@dataclass(frozen=True)
class Errand:
    """Something to be done first: a move, what it says, and the role in which it is usually done."""

    move: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    by: str = ""


def way_to(workflow: Workflow, state: str, *, start: str = NEW, verify: bool = False) -> tuple[str, ...]:
    """The moves from one state to another, the straight way. `verify`: a report is not filed unverified."""
    queue: list[tuple[int, int, str, tuple[str, ...]]] = [(0, 0, start, ())]
    done: set[str] = set()
    pushed = 0
    while queue:
        cost, _, here, taken = heappop(queue)
        if here == state and (taken or start == state):
            return taken
        if here in done:
            continue
        done.add(here)
        for name, target, weight in _steps(workflow, here, verify=verify):
            pushed += 1
            heappush(queue, (cost + weight, pushed, target, (*taken, name)))
    raise NoWay(f"no moves of {workflow.key} lead from {start} to {state}")


def _steps(workflow: Workflow, state: str, *, verify: bool) -> Iterator[tuple[str, str, int]]:
    for name, move in workflow.moves.items():
        unverified = verify and state == "reported" and move.fact == "case.filed"
        undisputed = "duty_disputed" in move.rules and workflow.phase_of(state) != "returned"
        unmissed = "act_punishable_at_once" in move.rules and _may_be_missed(workflow, state)
        closed = unverified or undisputed or unmissed
        if state in move.sources and move.target is not None and not closed:
            yield name, move.target, _weight(workflow, state, name)


def _may_be_missed(workflow: Workflow, state: str) -> bool:
    """Whether an order is still to be obeyed here."""
    return any(state in move.sources and move.fact == "correction.missed" for move in workflow.moves.values())


def _weight(workflow: Workflow, state: str, name: str) -> int:
    move = workflow.moves[name]
    short_cut = move.fact in DETOURS and workflow.phase_of(state) != "work"
    asks = move.fact in DETOURS - {"work.reported"}
    ends = move.target is not None and not workflow.is_open(move.target) and "closed" not in move.fact
    return DETOUR if short_cut or asks or ends else STRAIGHT


def times_before(workflow: Workflow, way: tuple[str, ...]) -> int:
    """How often it must have happened before to the same household for the moves of this way to be open."""
    rules = {rule for move in way for rule in workflow.moves[move].rules}
    return 2 if "third_time" in rules else 1 if "second_time" in rules else 0


def must_be_verified(category: Category | None, channel: str) -> bool:
    """Whether a report on this channel is filed only after somebody looked."""
    public = category is not None and "verify" in category.flags and channel in PUBLIC_CHANNELS
    return public or channel == "device"


PROVED = {"dry_hours": 72, "items": {"flowing": True, "sewage": True, "dye": True}}
DRY = {"dry_hours": 72, "items": {"flowing": False}}
WET = {"dry_hours": 0, "items": {"raining": True, "flowing": True}}
"""Looks at an outfall: flowing on a dry day, proved with dye; dry on a dry day; clean in rain."""
PLAIN: Mapping[str, tuple[Errand, ...]] = {
    "person_answered": (Errand("comfort", {"inside": False, "reached": True}, by="intake"),),
    "published": (Errand("publish"),),
    "street_urged_first": (Errand("supervise"), Errand("answer_supervision")),
    "dry_day_proof": tuple(Errand(move, PROVED) for move in ("look", "inspect")),
    "fume_seen_on_site": (Errand("see_on_site"),),
    "clear_long_enough": (Errand("alarm_again", {"state": "cleared"}),),
    "dry_and_wet_seen": tuple(Errand("look", look, by="checker") for look in (DRY, WET)),
    "rating_over": (Errand("rate"),),
    "heard_or_waived": (Errand("waive"),),
    "legal_review_done": (Errand("pass_review"),),
    "opinion_executed": (Errand("execute"),),
    "is_challenged": (Errand("note_challenge"),),
    "review_window_over": (Errand("serve_opinion"),),
}
"""What a rule asks for whoever the case is about."""


def errands(workflow: Workflow, name: str, reporter: str, parties: tuple[str, ...]) -> tuple[Errand, ...]:
    """What the rules of a move ask to be done before it, by moves this workflow has."""
    move = workflow.moves[name]
    asked = [errand for rule in move.rules for errand in _asked_by(rule, reporter, parties)]
    if "request_is_open" in move.rules and move.target is not None:
        asked += [Errand(other) for other in _requests(workflow, move.sources, move.decides)]
    return tuple(
        errand for errand in asked if errand.move in workflow.moves and _shares(workflow, errand, move)
    )


def _shares(workflow: Workflow, errand: Errand, move: Move) -> bool:
    """Whether the errand can be run where the move is taken from."""
    return bool(set(workflow.moves[errand.move].sources) & set(move.sources))


def _asked_by(rule: str, reporter: str, parties: tuple[str, ...]) -> Iterator[Errand]:
    informed = {"purpose": "inform", "subject": reporter, "reached": True}
    if rule in ("reporter_told", "chief_told") and reporter:
        yield Errand("contact", informed, by="intake")
    if rule == "all_parties_asked":
        yield from (Errand("record_consent", {"party": party}) for party in parties)
    yield from PLAIN.get(rule, ())
    if rule in ("rights_notice_given", "agreement_complete"):
        yield from (Errand("give_notice", {"to": party}) for party in parties)
    if rule == "agreement_complete":
        yield Errand("hold_meeting")
    if rule == "parties_called_back":
        yield from (_called(party) for party in parties)
    if rule == "callback_done" and reporter:
        yield _called(reporter)


def _called(person: str) -> Errand:
    return Errand("contact", {"purpose": "callback", "subject": person, "reached": True}, by="callback")


def _requests(workflow: Workflow, sources: tuple[str, ...], kinds: tuple[str, ...]) -> Iterator[str]:
    """The move that asks for what this one grants, where it can be asked without leaving the state."""
    for name, move in workflow.moves.items():
        asks = move.fact == "approval.requested" and move.given.get("kind") in kinds
        if asks and move.target is None and set(move.sources) & set(sources):
            yield name
            return
