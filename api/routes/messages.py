"""What time had to tell: reminders, warnings, what ran out."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from api.asking import answer, asked
from api.message_view import message_body
from api.messages import PARAMETERS, inbox
from api.openapi import query
from api.params import Params

router = APIRouter(tags=["lists"])


@router.get("/messages", summary="What time had to tell you, newest first", openapi_extra=query(*PARAMETERS))
async def list_messages(request: Request) -> Response:
    """Reminders and warnings to the person who asks and to the posts he holds, with the way to the next page."""
    ask = await asked(request)
    ask.require_staff()
    found = await inbox(ask, Params(request.query_params, PARAMETERS))
    kept = [pair for pair in request.query_params.multi_items() if pair[0] != "cursor"]
    following = f"{request.url.path}?{urlencode([*kept, ('cursor', found.next)])}" if found.next else None
    body = {"messages": [message_body(ask, message) for message in found.messages], "next": following}
    return answer(ask, body, headers={"Link": f'<{following}>; rel="next"'} if following else {})
