"""The page of looks at personal data, for auditors: who saw which fields of which case, on which ground."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from api.access_view import access_body
from api.accesses import CSV, FILTERS, PARAMETERS, Accesses, accesses_asked
from api.asking import Asked
from api.pages.frame import render, visitor
from api.pages.moments import local_value, shown_moment
from api.pages.numbers import number_shown
from api.pages.rates_page import filled
from api.pages.texts import text_of
from api.params import Params
from domain.facts.privacy import PURPOSES
from projections.accesses import CONFIDENTIAL, PERSONAL, AccessRow

router = APIRouter(include_in_schema=False)


@router.get("/accesses")
async def show(request: Request) -> Response:
    """The newest first."""
    ask = await visitor(request)
    sent = filled(request.query_params)
    params = Params(sent, (*(name for name in PARAMETERS if name != "format"), "lang"))
    found = await accesses_asked(ask, params)
    kept = [pair for pair in sent.multi_items() if pair[0] in FILTERS]
    last, wanted, zone = found.page.next_before, found.wanted, ask.services.zone
    content: dict[str, Any] = {
        "looks": [_row(ask, found, row) for row in found.page.rows],
        "next_url": f"/accesses?{urlencode([*kept, ('cursor', last)])}" if last else "",
        "table_url": f"/api/v1/accesses?{urlencode([*kept, ('format', CSV)])}",
        "asked": {name: params.text(name) for name in ("person", "case", "class", "purpose")},
        "since_value": local_value(wanted.since, zone),
        "until_value": local_value(wanted.until, zone),
        "purposes": [(purpose, ask.wording().value("purpose", purpose)) for purpose in PURPOSES],
        "classes": [
            (str(level), text_of(f"class_{level}", ask.language)) for level in (PERSONAL, CONFIDENTIAL)
        ],
    }
    return render(request, "accesses.html", ask, **content)


def _row(ask: Asked, found: Accesses, row: AccessRow) -> dict[str, Any]:
    body = access_body(ask, found, row)
    return {
        **body,
        "at": shown_moment(row.at, ask.services.zone),
        "cases": [_case(ask, found, case["id"]) for case in body["cases"]],
    }


def _case(ask: Asked, found: Accesses, case_id: str) -> dict[str, str]:
    case = found.cases.get(case_id)
    number = number_shown(ask, case.workflow, case.case_no) if case else case_id
    return {"number": number, "title": case.title if case else "", "url": f"/cases/{case_id}"}
