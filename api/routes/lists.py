"""Lists and figures: cases, the board's counts, the closed loop, and the closed loop by unit."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from api.asking import Asked, answer, asked
from api.cuts import NAMES, moment_of
from api.figure_view import OVERDUE, counted_body, figures_body, open_among, told_figure
from api.list_table import CASE_COLUMNS, CSV, MOST, case_row, table_of
from api.list_view import row_body
from api.lists import (
    LOOP_PARAMETERS,
    PARAMETERS,
    Listing,
    count,
    listing_of,
    loop_figures,
    overdue,
    page,
    sum_open,
)
from api.openapi import query
from api.own_cases import own_cases
from api.params import Params
from api.spreadsheet import spreadsheet
from domain.codec import to_data
from projections.board_query import LARGEST_LIMIT
from projections.closed_loop_query import GROUPS

router = APIRouter(tags=["lists"])
LIST_PARAMETERS = (*PARAMETERS, "format")
BOARD_FACETS = ("workflow", "phase", "state", "community", "unit")


@router.get("/cases", summary="Cases, least open time left first", openapi_extra=query(*LIST_PARAMETERS))
async def list_cases(request: Request) -> Response:
    """A page of cases that fit, with the way to the next; somebody from outside gets those that concern him.

    For staff, `format=csv` gives a table, of up to 10,000 cases unless `limit` says fewer.
    """
    ask = await asked(request)
    params = Params(request.query_params, LIST_PARAMETERS)
    is_table = params.one_of("format", ("json", CSV), "json") == CSV
    if not ask.person.posts and not is_table:
        return answer(
            ask, {"cases": await own_cases(ask), "position": await ask.services.log.head(), "next": None}
        )
    ask.require_staff()
    listing = await listing_of(ask, params)
    if is_table:
        return await _table(ask, request, listing, params)
    found = await page(ask, listing)
    now = moment_of(listing.cut, (), ask.now)
    next_url = _next(request, found.next_cursor)
    headers = _headers(found.position, next_url)
    rows = [row_body(ask, row, now) for row in found.rows]
    return answer(ask, {"cases": rows, "position": found.position, "next": next_url}, headers=headers)


async def _table(ask: Asked, request: Request, listing: Listing, params: Params) -> Response:
    sent = params.whole("limit", 1, LARGEST_LIMIT)
    rows, cursor, position = await table_of(ask, listing, sent or MOST)
    now = moment_of(listing.cut, (), ask.now)
    headers = _headers(position, _next(request, cursor))
    return spreadsheet(
        CASE_COLUMNS, [case_row(ask, row, now) for row in rows], "cases", headers, ask.services.zone
    )


def _headers(position: int, next_url: str | None) -> dict[str, str]:
    link = {"Link": f'<{next_url}>; rel="next"'} if next_url else {}
    return {"X-Position": str(position), **link}


def _next(request: Request, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    sent = [pair for pair in request.query_params.multi_items() if pair[0] not in ("cursor", "min_position")]
    return f"{request.url.path}?{urlencode([*sent, ('cursor', cursor)])}"


@router.get("/board", summary="How many cases stand where", openapi_extra=query(*PARAMETERS))
async def board(request: Request) -> Response:
    """Open, overdue, and by workflow, phase, state, community and unit; each with the list behind it."""
    ask = await asked(request)
    ask.require_staff()
    listing = await listing_of(ask, Params(request.query_params, PARAMETERS))
    now = moment_of(listing.cut, (), ask.now)
    by = {facet: await count(ask, listing, facet) for facet in BOARD_FACETS}
    filtered = request.query_params.multi_items()
    open_now, late = sum_open(by["phase"]), await overdue(ask, listing)
    body = {
        "position": by["phase"].position,
        "at": to_data(now),
        "figures": [
            told_figure(ask, open_among(listing.filter.phase), open_now, filtered),
            told_figure(ask, OVERDUE, late, filtered),
        ],
        "by": {facet: counted_body(ask, facet, counted.by, filtered) for facet, counted in by.items()},
    }
    return answer(ask, body, headers={"X-Position": str(by["phase"].position)})


@router.get("/closed-loop", summary="Whether loops really closed", openapi_extra=query(*LOOP_PARAMETERS))
async def closed_loop(request: Request) -> Response:
    """Every figure of the closed loop with its definition, window, position and the list behind it.

    `of` is how many of the cases follow a workflow that can come to the figure at all; of 0 its value is null (不适用,
    not applicable), as `note` says. It is null for figures that every workflow comes to. A time is null while no case
    has left that phase.
    """
    ask = await asked(request)
    ask.require_staff()
    params = Params(request.query_params, LOOP_PARAMETERS)
    found = await loop_figures(ask, params, params.one_of("by", ("", *GROUPS), ""))
    return answer(ask, figures_body(ask, found, _past(request)), headers={"X-Position": str(found.position)})


@router.get("/units", summary="The closed loop by unit", openapi_extra=query(*NAMES, "since", "until"))
async def units(request: Request) -> Response:
    """The figures of the closed loop for every unit that leads cases, as in `/closed-loop`."""
    ask = await asked(request)
    ask.require_staff()
    found = await loop_figures(ask, Params(request.query_params, LOOP_PARAMETERS), "unit")
    return answer(ask, figures_body(ask, found, _past(request)), headers={"X-Position": str(found.position)})


def _past(request: Request) -> list[tuple[str, str]]:
    return [pair for pair in request.query_params.multi_items() if pair[0] in NAMES]
