"""What time had to tell: reminders, warnings, what ran out."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from api.asking import answer, asked
from api.message_view import COLUMNS, message_body, message_row
from api.messages import CSV, PARAMETERS, inbox
from api.openapi import query
from api.params import Params
from api.spreadsheet import spreadsheet

router = APIRouter(tags=["lists"])


@router.get("/messages", summary="What time had to tell you, newest first", openapi_extra=query(*PARAMETERS))
async def list_messages(request: Request) -> Response:
    """Reminders and warnings to the person who asks and to the posts he holds, with the way to the next page.

    A case that is not there or that you may not see is not found. `format=csv` gives the same as a table.
    """
    ask = await asked(request)
    ask.require_staff()
    params = Params(request.query_params, PARAMETERS)
    found = await inbox(ask, params)
    kept = [pair for pair in request.query_params.multi_items() if pair[0] != "cursor"]
    following = f"{request.url.path}?{urlencode([*kept, ('cursor', found.next)])}" if found.next else None
    headers = {"Link": f'<{following}>; rel="next"'} if following else {}
    if params.text("format") == CSV:
        rows = [message_row(ask, message) for message in found.messages]
        return spreadsheet(COLUMNS, rows, "messages", headers, ask.services.zone)
    body = {"messages": [message_body(ask, message) for message in found.messages], "next": following}
    return answer(ask, body, headers=headers)
