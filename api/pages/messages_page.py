"""The page of messages: what time had to tell whoever looks, and whether there is still something to do about it."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from api.message_view import text_of, to_label
from api.messages import PARAMETERS, inbox
from api.pages.frame import render, visitor
from api.pages.moments import shown_moment
from api.params import Params

router = APIRouter(include_in_schema=False)


@router.get("/messages")
async def show(request: Request) -> Response:
    """The newest first; those whose clock still runs stand out."""
    ask = await visitor(request)
    ask.require_staff()
    params = Params(request.query_params, (*PARAMETERS, "lang"))
    found = await inbox(ask, params)
    zone = ask.services.zone
    rows = [
        {
            "text": text_of(ask, message),
            "url": f"/cases/{message.case.id}",
            "case_no": message.case.case_no,
            "title": message.case.title,
            "to": to_label(ask, message),
            "sent_at": shown_moment(message.told.sent_at, zone),
            "running": message.running,
        }
        for message in found.messages
    ]
    case = params.text("case")
    kept = [("case", case)] if case else []
    following = f"/messages?{urlencode([*kept, ('cursor', found.next)])}" if found.next else ""
    return render(request, "messages.html", ask, messages=rows, next_url=following, of_case=case)
