"""The rates of the office and of its units, and the cases and facts behind every part of each."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from api.asking import answer, asked
from api.openapi import query
from api.params import Params
from api.rate_table import COLUMNS, CSV, table_row
from api.rate_view import counted_body, formula_body, part_label, rates_body, window_body
from api.rates import BEHIND_PARAMETERS, PARAMETERS, ask_of, figures_of, list_of
from api.spreadsheet import MOST, spreadsheet
from projections.rate_parts import GROUPS, NUMERATOR

router = APIRouter(prefix="/rates", tags=["rates"])
LIMIT, LARGEST_LIMIT = 50, 10_000


@router.get(
    "", summary="The rates, each with its formula and what it is made of", openapi_extra=query(*PARAMETERS)
)
async def list_rates(request: Request) -> Response:
    """Every rate for a window, also by workflow, community, unit or category; what stands apart is counted too.

    `formulas` says each definition once; a figure of a group goes by the formula of its `id`.
    """
    ask = await asked(request)
    ask.require_staff()
    params = Params(request.query_params, PARAMETERS)
    question = await ask_of(ask, params)
    found = await figures_of(ask, question, question.rates, params.one_of("by", ("", *GROUPS), ""))
    return answer(ask, rates_body(ask, question, found), headers={"X-Position": str(found.position)})


@router.get(
    "/{figure}/cases",
    summary="The cases and facts behind a part of a rate",
    openapi_extra=query(*BEHIND_PARAMETERS),
)
async def list_cases(request: Request, figure: str) -> Response:
    """In the order of the log, page by page.

    `format=csv` gives all of it as a table, of up to 5,000 rows unless `limit` says otherwise; `Link` has the next one.
    """
    ask = await asked(request)
    ask.require_staff()
    params = Params(request.query_params, BEHIND_PARAMETERS)
    question = await ask_of(ask, params)
    named, part = question.named(figure), params.text("part") or NUMERATOR
    is_table = params.one_of("format", ("json", CSV), "json") == CSV
    limit = params.whole("limit", 1, LARGEST_LIMIT) or (MOST if is_table else LIMIT)
    found = await list_of(ask, question, named.formula, part, params.position("cursor") or 0, limit)
    rows = [counted_body(ask, question, row) for row in found.rows]
    following = _next(request, found.after)
    headers = {"X-Position": str(found.position), **_link(following)}
    if is_table:
        cells, name = (table_row(ask, row) for row in rows), f"{figure}-{part}"
        return spreadsheet(COLUMNS, cells, name, headers, ask.services.zone)
    body = {
        **formula_body(ask, named),
        "part": part,
        "part_label": part_label(ask, named.formula, part),
        "window": window_body(question),
        "position": found.position,
        "cases": rows,
        "next": following,
    }
    return answer(ask, body, headers=headers)


def _link(following: str | None) -> dict[str, str]:
    return {"Link": f'<{following}>; rel="next"'} if following else {}


def _next(request: Request, after: int | None) -> str | None:
    if after is None:
        return None
    sent = [pair for pair in request.query_params.multi_items() if pair[0] not in ("cursor", "min_position")]
    return f"{request.url.path}?{urlencode([*sent, ('cursor', str(after))])}"
