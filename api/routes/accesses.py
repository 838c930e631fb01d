"""Who looked at whose personal data: for auditors."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from api.access_view import COLUMNS, access_body, access_row
from api.accesses import CSV, PARAMETERS, accesses_asked
from api.asking import answer, asked
from api.openapi import query
from api.params import Params
from api.spreadsheet import spreadsheet

router = APIRouter(tags=["privacy"])


@router.get(
    "/accesses",
    summary="Who looked at personal data, newest first (auditor)",
    openapi_extra=query(*PARAMETERS),
)
async def list_accesses(request: Request) -> Response:
    """Every look: who, in which post, which fields of which cases, on which ground; never what stood in them.

    `class` is 2 (personal) or 3 (confidential, alone or with personal fields). `format=csv` gives the same as a table.
    """
    ask = await asked(request)
    params = Params(request.query_params, PARAMETERS)
    found = await accesses_asked(ask, params)
    kept = [pair for pair in request.query_params.multi_items() if pair[0] not in ("cursor", "min_position")]
    last = found.page.next_before
    following = f"{request.url.path}?{urlencode([*kept, ('cursor', last)])}" if last else None
    link = {"Link": f'<{following}>; rel="next"'} if following else {}
    headers = {"X-Position": str(found.page.position), **link}
    if params.text("format") == CSV:
        rows = [access_row(ask, found, row) for row in found.page.rows]
        return spreadsheet(COLUMNS, rows, "accesses", headers, ask.services.zone)
    body = {
        "accesses": [access_body(ask, found, row) for row in found.page.rows],
        "position": found.page.position,
        "next": following,
    }
    return answer(ask, body, headers=headers)
