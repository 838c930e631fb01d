"""Counting the occasions of one household or person in turn.

The log holds the count as claims, one after the other, so that two at the same moment cannot both be the first. What
a case counts for is written into it, with the cases it was counted after, and can be counted again years later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from domain.calendar import WorkCalendar
from domain.case import Case
from domain.command import Command
from domain.definition import Workflow
from domain.derivation import Derive, Sent
from domain.office import Post
from domain.rules.rule import Attempt

SCOPE = "occasion"
"""Of the claims."""
TOPIC, PARTY = "work.reported", "party"
WINDOW = "repeat_natural_days"
"""Parameter: occasions within so many days count together."""
LOOKED_AT = 2
"""Occasions before one that are looked at: beyond the third no more can follow."""


def counted_party(workflow: Workflow, command: Command) -> str:
    """Whose occasion a command would record; empty when its move counts none."""
    move = workflow.moves.get(command.move)
    if move is None or move.fact != TOPIC or PARTY not in move.requires:
        return ""
    party = command.fields.get(PARTY)
    return party if isinstance(party, str) else ""


def prefix_of(party: str) -> str:
    """How the keys of a party's claims begin; the length keeps one party's apart from another's."""
    return f"{len(party)}:{party}:"


def earlier_among(cases: Iterable[Case], party: str) -> tuple[str, ...]:
    """The party's last occasions among cases held in memory, the latest first."""
    known = [(case.occasion.nth, case.id) for case in cases if case.occasion and case.occasion.party == party]
    return tuple(case_id for _, case_id in sorted(known, reverse=True)[:LOOKED_AT])


def times_now(earlier: Iterable[Case], days: int, now: datetime, calendar: WorkCalendar) -> int:
    """How many count together with one of now: those of the days before, and itself."""
    first = calendar.local(now).date() - timedelta(days=days)
    known = (case.occasion for case in earlier if case.occasion is not None)
    return 1 + sum(calendar.local(one.at).date() >= first for one in known)


def _known(attempt: Attempt) -> list[Case]:
    """The party's occasions before this one, the latest first."""
    context = attempt.context
    return [context.others[one] for one in context.earlier if one in context.others]


def _counts(attempt: Attempt) -> bool:
    return PARTY in attempt.move.requires


def _earlier(attempt: Attempt, _: Post, __: Sent) -> list[str]:
    return [case.id for case in _known(attempt)] if _counts(attempt) else []


def _nth(attempt: Attempt, _: Post, __: Sent) -> int | None:
    if not _counts(attempt):
        return None
    return 1 + max((case.occasion.nth for case in _known(attempt) if case.occasion is not None), default=0)


def _times(attempt: Attempt, _: Post, __: Sent) -> int | None:
    if not _counts(attempt):
        return None
    return times_now(_known(attempt), attempt.parameter(WINDOW), attempt.now, attempt.context.calendar)


DERIVED: Mapping[tuple[str, str], Derive] = {
    (TOPIC, "earlier"): _earlier,
    (TOPIC, "nth"): _nth,
    (TOPIC, "times"): _times,
}
