"""What time had to tell somebody: the messages of a person and of the posts he holds, each with its case."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from api.asking import Asked
from api.params import Params
from domain.case import Case
from workflows.log.messages import LAST, messages_of
from workflows.log.messages import Message as Told

LIMIT, LARGEST = 50, 200
PARAMETERS = ("case", "cursor", "limit")


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


async def inbox(asked: Asked, params: Params) -> Inbox:
    """The messages of who asks. Raises Problem bad_parameter."""
    limit = params.whole("limit", 1, LARGEST) or LIMIT
    engine = asked.services.engine
    posts = [(post.role, post.unit) for post in asked.person.posts]
    found = await messages_of(
        engine.log,
        asked.person.id,
        posts,
        before=params.whole("cursor", 1, LAST) or LAST,
        case_id=params.text("case"),
        limit=limit + 1,
    )
    cases = await asyncio.gather(*(engine.case(one.message.case_id) for one in found[:limit]))
    messages = [
        Message(id=one.id, told=one.message, case=case) for one, case in zip(found, cases, strict=False)
    ]
    return Inbox(messages=messages, next=found[limit - 1].id if len(found) > limit else None)
