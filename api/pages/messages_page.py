"""The page of messages: what time had to tell whoever looks, and whether there is still something to do about it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from api.asking import Asked
from api.message_view import text_of, to_label
from api.messages import CSV, FILTERS, PARAMETERS, Message, inbox, rungs_of
from api.pages.frame import render, visitor
from api.pages.moments import local_value, shown_moment
from api.pages.numbers import number_shown
from api.pages.rates_page import filled
from api.pages.texts import text_of as words
from api.params import NONE, Params

router = APIRouter(include_in_schema=False)
Choices = list[tuple[str, str]]


@router.get("/messages")
async def show(request: Request) -> Response:
    """The newest first; those whose clock still runs stand out."""
    ask = await visitor(request)
    ask.require_staff()
    sent = filled(request.query_params)
    params = Params(sent, (*(name for name in PARAMETERS if name != "format"), "lang"))
    found = await inbox(ask, params)
    kept = [pair for pair in sent.multi_items() if pair[0] in FILTERS]
    wanted, zone = found.wanted, ask.services.zone
    content: dict[str, Any] = {
        "messages": [_row(ask, message) for message in found.messages],
        "next_url": f"/messages?{urlencode([*kept, ('cursor', found.next)])}" if found.next else "",
        "table_url": f"/api/v1/messages?{urlencode([*kept, ('format', CSV)])}",
        "of_case": params.text("case"),
        "asked": {
            name: [value or NONE for value in getattr(wanted, name)] for name in ("rung", "role", "unit")
        },
        "since_value": local_value(wanted.since, zone),
        "until_value": local_value(wanted.until, zone),
        "options": await _options(ask),
    }
    return render(request, "messages.html", ask, **content)


async def _options(ask: Asked) -> dict[str, Choices]:
    """What can be chosen: every kind of message, and the posts of who looks."""
    wording, posts = ask.wording(), ask.person.posts
    in_person = (NONE, words("in_person", ask.language))
    units = sorted({post.unit for post in posts if post.unit})
    return {
        "rung": [(rung, wording.of("rungs", rung)) for rung in await rungs_of(ask)],
        "role": [
            *((role, wording.of("roles", role)) for role in sorted({post.role for post in posts})),
            in_person,
        ],
        "unit": [(unit, wording.unit(ask.office, unit)) for unit in units],
    }


def _row(ask: Asked, message: Message) -> dict[str, Any]:
    return {
        "text": text_of(ask, message),
        "url": f"/cases/{message.case.id}",
        "number": number_shown(ask, message.case.workflow, message.case.case_no),
        "title": message.case.title,
        "to": to_label(ask, message),
        "sent_at": shown_moment(message.told.sent_at, ask.services.zone),
        "running": message.running,
    }
