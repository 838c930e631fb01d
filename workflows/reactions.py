"""What follows from a fact by itself: a table from kinds of facts to commands of the system.

Adding a reaction is one function and its row. The id of every command is made of the fact's id and the reaction's
name, so however often a fact is delivered, it has its consequence once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID, uuid5

from domain.case import Case
from domain.command import Command
from domain.envelope import Event
from domain.facts.dispatch import (
    AuthorityNotified,
    CaseDispatched,
    CaseReassigned,
    CaseReturned,
    CaseSignedFor,
    ChildLinked,
)
from domain.facts.intake import CaseDeclined, CaseEnded, CaseFiled, CaseMerged, CaseUnmerged
from domain.facts.resting import CaseSuspended
from domain.facts.schema import Fact
from domain.facts.site import ChecklistRecorded
from domain.facts.tasks import TaskOpened
from domain.facts.work import CaseClosed, CheckFailed, WorkReported
from domain.office import SYSTEM
from workflows.areas import join_area
from workflows.batches import hold_batch, hold_newcomer
from workflows.children import open_child, tell_parents, tie_child
from workflows.consequences import NOTHING, Around, Consequence, Reaction
from workflows.judging import judge_round
from workflows.raising import raise_after_returns, raise_after_units, supervise_after_failed_checks
from workflows.repeats import send_community
from workflows.root_causes import hang_on_task, look_for_cause, take_off_task

DOOR = "worker"


def link_to_master(event: Event, case: Case, _: Around) -> Iterator[Consequence]:
    """A merged report hangs on its master, which must tell its reporter when it ends."""
    if isinstance(event.fact, CaseMerged):
        yield Consequence(
            reaction="link_to_master",
            on=event.fact.master,
            move="link_child",
            fields={"child": case.id, "relation": "merged"},
        )


def take_off_master(event: Event, case: Case, _: Around) -> Iterator[Consequence]:
    """A report that stands on its own again hangs on its master no longer."""
    if isinstance(event.fact, CaseUnmerged):
        yield Consequence(
            reaction="take_off_master",
            on=event.fact.master,
            move="child_done",
            fields={"child": case.id, "outcome": "unmerged"},
        )


def give_followers_back(event: Event, case: Case, _: Around) -> Iterator[Consequence]:
    """A master that ended without being handled gives its merged reports back: somebody has to see to them."""
    ended = event.fact
    if isinstance(ended, CaseDeclined) or (isinstance(ended, CaseEnded) and ended.reason == "withdrawn"):
        for follower in sorted(case.followers):
            yield Consequence(
                reaction="give_followers_back",
                on=follower,
                move="unmerge",
                fields={"reason": "主案已结束"},
            )


REACTIONS: Mapping[type[Fact], tuple[Reaction, ...]] = {
    CaseMerged: (link_to_master,),
    CaseUnmerged: (take_off_master,),
    CaseDeclined: (give_followers_back, take_off_task),
    CaseEnded: (give_followers_back,),
    CaseFiled: (look_for_cause, join_area),
    TaskOpened: (hang_on_task,),
    ChildLinked: (open_child, tie_child),
    CaseClosed: (take_off_task,),
    ChecklistRecorded: (judge_round,),
    CheckFailed: (supervise_after_failed_checks,),
    WorkReported: (send_community,),
    CaseReturned: (raise_after_returns,),
    CaseDispatched: (raise_after_units,),
    CaseReassigned: (raise_after_units,),
    CaseSuspended: (hold_batch,),
    AuthorityNotified: (hold_batch,),
    CaseSignedFor: (hold_newcomer,),
}
OF_ANY_FACT: tuple[Reaction, ...] = (tell_parents,)
"""What may follow from any fact: each workflow says by which moves its cases count as finished."""


def reacts_to(event: Event) -> bool:
    """Whether anything may follow from this fact; nothing follows here from what happened elsewhere."""
    if isinstance(event.fact, WorkReported) and event.fact.party is None:
        return False  # most work is about no household that is counted
    return type(event.fact) in REACTIONS and not event.envelope.is_told


def commands_of(event: Event, case: Case, now: datetime, around: Around = NOTHING) -> list[Command]:
    """The commands that follow from a fact of a case, with what is around it."""
    reactions = () if event.envelope.is_told else (*REACTIONS.get(type(event.fact), ()), *OF_ANY_FACT)
    return [
        _command(event, consequence, now)
        for reaction in reactions
        for consequence in reaction(event, case, around)
    ]


def _command(event: Event, consequence: Consequence, now: datetime) -> Command:
    envelope = event.envelope
    name = f"{consequence.reaction}:{consequence.on}"
    return Command(
        id=str(uuid5(UUID(envelope.event_id), name)),
        event_id=str(uuid5(UUID(envelope.event_id), f"{name}:fact")),
        case_id=consequence.on,
        move=consequence.move,
        actor=SYSTEM,
        now=now,
        fields=consequence.fields,
        workflow=consequence.workflow,
        door=DOOR,
        correlation=envelope.correlation or envelope.event_id,
        causation=envelope.event_id,
        trace=envelope.trace,
    )
