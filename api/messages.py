"""What time had to tell somebody: the messages of a person and of the posts he holds, each with its case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from api.allowed import not_listed
from api.asking import Asked
from api.case_reading import view_of
from api.facets import facets_of, workflows_known
from api.params import Params
from api.revealing import none_of
from api.spreadsheet import MOST
from domain.case import Case
from domain.disclosure import is_accused
from workflows.log.messages import LAST, Wanted, messages_of
from workflows.log.messages import Message as Told

LIMIT, LARGEST = 50, 200
CSV, IN_PERSON = "csv", ""
FILTERS = ("case", "rung", "clock", "unit", "role", "since", "until")
PARAMETERS = (*FILTERS, "cursor", "limit", "format")


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message and the case it is about; `running` while the clock still runs to that moment."""

    id: int
    told: Told
    case: Case

    @property
    def running(self) -> bool:
        """Whether there still is something to do about it."""
        clock = self.case.clock(self.told.clock, self.told.key)
        return clock is not None and clock.due_at == self.told.due_at


@dataclass(frozen=True, kw_only=True)
class Inbox:
    """A page of messages, the newest first; `next` is where the next page begins."""

    messages: Sequence[Message]
    next: int | None
    wanted: Wanted


async def inbox(asked: Asked, params: Params) -> Inbox:
    """The messages of who asks. Raises Problem bad_parameter, not_found for a case he may not know of."""
    wanted = await _wanted(asked, params)
    found = await _messages(asked, wanted)
    shown = found[: wanted.limit - 1]
    return Inbox(messages=shown, next=shown[-1].id if len(found) > len(shown) else None, wanted=wanted)


async def _messages(asked: Asked, wanted: Wanted) -> list[Message]:
    """As many as are wanted, each with its case; those about cases that accuse who asks are not there for him."""
    engine, posts = asked.services.engine, [(post.role, post.unit) for post in asked.person.posts]
    found: list[Message] = []
    while True:
        told = await messages_of(engine.log, asked.person.id, posts, wanted)
        cases = {case.id: case for case in await engine.cases({one.message.case_id for one in told})}
        for one in told:
            case = cases.get(one.message.case_id)
            if case is not None and not is_accused(asked.person, case):
                found.append(Message(id=one.id, told=one.message, case=case))
        if len(told) < wanted.limit or len(found) >= wanted.limit:
            return found[: wanted.limit]
        wanted = replace(wanted, before=told[-1].id)


async def _wanted(asked: Asked, params: Params) -> Wanted:
    """What is asked for, and one message more, to see whether there are others."""
    table = params.one_of("format", ("json", CSV), "json") == CSV
    most = MOST if table else LARGEST
    limit = params.whole("limit", 1, most) or (most if table else LIMIT)
    since, until = params.window(asked.services.zone)
    case = params.text("case")
    return Wanted(
        before=params.whole("cursor", 1, LAST) or LAST,
        case_id=(await view_of(asked, case, only=none_of)).case.id if case else "",
        rung=_listed(asked, params, "rung", await rungs_of(asked)),
        clock=_listed(asked, params, "clock", await _clocks(asked)),
        role=_listed(
            asked, params, "role", [*dict.fromkeys(post.role for post in asked.person.posts), IN_PERSON]
        ),
        unit=(await facets_of(asked, params, ("unit",)))["unit"],
        since=since,
        until=until,
        limit=limit + 1,
    )


def _listed(asked: Asked, params: Params, name: str, known: Iterable[str]) -> tuple[str, ...]:
    values, listed = params.texts(name), tuple(known)
    if not set(values) <= set(listed):
        raise not_listed(asked, name, listed)
    return values


async def rungs_of(asked: Asked) -> Iterable[str]:
    """The kinds of messages there are: the rungs of every ladder."""
    rules = [rule for workflow in await workflows_known(asked) for rule in workflow.clocks.values()]
    return dict.fromkeys(rung for rule in rules for rung in rule.ladder)


async def _clocks(asked: Asked) -> Iterable[str]:
    return dict.fromkeys(clock for workflow in await workflows_known(asked) for clock in workflow.clocks)
