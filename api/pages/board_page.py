"""The board: figures that lead to their lists, filters, and the cases with the least open time first."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from starlette.datastructures import QueryParams

from api.asking import Asked
from api.cuts import NAMES, moment_of
from api.figure_view import OPEN, OVERDUE, label_of, loop_query
from api.language import ENGLISH
from api.list_table import CSV
from api.list_view import row_body
from api.lists import (
    PARAMETERS,
    Listing,
    count,
    listing_of,
    loop_figures,
    loop_of_none,
    overdue,
    page,
    sum_open,
)
from api.own_cases import own_cases
from api.pages.frame import render, visitor
from api.pages.moments import local_value, shown_due, shown_moment
from api.pages.numbers import number_shown
from api.pages.texts import text_of
from api.params import Params
from domain.definition import PHASES
from projections.board_query import ORDERS
from projections.closed_loop_query import GROUPS, Figures
from projections.figures import figure

router = APIRouter(include_in_schema=False)
LOOP_SHOWN = (
    "loop_closed",
    "loop_closed_on_the_spot",
    "checked_independently",
    "reworked",
    "returned",
    "reopened",
)
KNOWN = (*PARAMETERS, "lang")


@router.get("/")
async def board(request: Request) -> Response:
    """The board of a member of staff; somebody from outside gets the cases that concern him."""
    ask = await visitor(request)
    sent = _filled(request.query_params)
    params = Params(sent, KNOWN)
    if not ask.person.posts:
        return await _own_board(ask, request)
    ask.require_staff()
    listing = await listing_of(ask, params)
    return render(request, "board.html", ask, **await _content(ask, listing, params, sent))


async def _content(ask: Asked, listing: Listing, params: Params, sent: QueryParams) -> dict[str, Any]:
    found = await page(ask, listing)
    now = moment_of(listing.cut, (), ask.now)
    zone = ask.services.zone
    return {
        "past": _past(ask, listing, found.position),
        "figures": await _figures(ask, listing, sent),
        "loop": await _loop(ask, sent),
        "options": _options(ask),
        "asked": listing.filter,
        "sorts": tuple(ORDERS),
        "at_value": local_value(params.moment("at", zone), zone),
        "rows": [_row(ask, row_body(ask, row, now), sent) for row in found.rows],
        "position": found.position,
        "next_url": _url(sent, cursor=found.next_cursor) if found.next_cursor else "",
        "table_url": f"/api/v1/cases?{urlencode([*_but(sent), ('format', CSV)])}",
        "first_url": _url(sent, cursor=None) if listing.filter.cursor else "",
    }


async def _own_board(ask: Asked, request: Request) -> Response:
    rows = [_row(ask, row, QueryParams()) for row in await own_cases(ask)]
    return render(request, "own_cases.html", ask, rows=rows)


def _filled(sent: QueryParams) -> QueryParams:
    """What a form sends, without the fields that were left empty."""
    return QueryParams([(name, value) for name, value in sent.multi_items() if value.strip()])


def _url(sent: QueryParams, **changed: str | None) -> str:
    kept = [pair for pair in sent.multi_items() if pair[0] not in (*changed, "lang")]
    pairs = [*kept, *((name, value) for name, value in changed.items() if value)]
    return f"/?{urlencode(pairs)}" if pairs else "/"


def _past(ask: Asked, listing: Listing, position: int) -> str:
    if listing.cut is None:
        return ""
    at = listing.cut.recorded or listing.cut.occurred
    return shown_moment(at, ask.services.zone) if at else f"#{position}"


async def _figures(ask: Asked, listing: Listing, sent: QueryParams) -> list[dict[str, Any]]:
    """Counts of what is listed, each with the way to its list."""
    by_phase = await count(ask, listing, "phase")
    rest, lang = _but(sent, "phase", "state"), ask.language
    phases = [phase for phase in PHASES if phase in by_phase.by]
    return [
        _figure(OPEN.label[lang], sum_open(by_phase), [*rest, *OPEN.query]),
        _figure(OVERDUE.label[lang], await overdue(ask, listing), [*_but(sent, "overdue"), *OVERDUE.query]),
        *(
            _figure(label_of(ask, "phase", phase), by_phase.by[phase], [*rest, ("phase", phase)])
            for phase in phases
        ),
    ]


async def _loop(ask: Asked, sent: QueryParams) -> list[dict[str, Any]]:
    """The closed loop of the chosen workflow, community and unit, now or then."""
    past = [(name, value) for name in NAMES if (value := sent.get(name))]
    groups = [pair for pair in sent.multi_items() if pair[0] in GROUPS]
    found = await loop_figures(ask, Params(QueryParams([*past, *groups]), (*NAMES, *GROUPS)), "")
    values = found.values.get("") or await loop_of_none(ask, found.asked)
    labels = {name: figure(name).en if ask.language == ENGLISH else figure(name).zh for name in LOOP_SHOWN}
    return [
        _figure(
            labels[name],
            values[name],
            [*past, *loop_query(found, "", name)],
            _counted_of(ask, found, name),
        )
        for name in LOOP_SHOWN
    ]


def _counted_of(ask: Asked, found: Figures, name: str) -> str:
    """Over how many cases a figure is, where that is not all of them."""
    of, cases = found.of.get("", {}).get(name), found.values.get("", {}).get("cases")
    return text_of("of_cases", ask.language).format(n=of) if of and of != cases else ""


def _but(sent: QueryParams, *names: str) -> list[tuple[str, str]]:
    gone = (*names, "cursor", "lang", "min_position")
    return [pair for pair in sent.multi_items() if pair[0] not in gone]


def _figure(name: str, value: Any, query: list[tuple[str, str]], of: str = "") -> dict[str, Any]:
    return {"name": name, "value": value, "url": f"/?{urlencode(query)}", "of": of}


def _options(ask: Asked) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen in the filters."""
    states: dict[str, str] = {}
    for loaded in ask.services.catalogue.workflows.values():
        for state in loaded.workflow.states:
            states.setdefault(state, label_of(ask, "state", state))
    units = sorted(ask.office.units.items())
    wording = ask.wording()
    return {
        "workflow": [(key, label_of(ask, "workflow", key)) for key in sorted(ask.office.published)],
        "phase": [(phase, label_of(ask, "phase", phase)) for phase in PHASES],
        "state": list(states.items()),
        "community": [
            (key, wording.unit(ask.office, key)) for key, unit in units if unit.kind == "community"
        ],
        "unit": [(key, wording.unit(ask.office, key)) for key, unit in units if unit.kind != "office"],
    }


def _row(ask: Asked, row: dict[str, Any], sent: QueryParams) -> dict[str, Any]:
    zone, due = ask.services.zone, row.get("due") or {}
    past = [(name, value) for name in NAMES if (value := sent.get(name))]
    labels = row["labels"]
    return {
        "url": f"/cases/{row['id']}" + (f"?{urlencode(past)}" if past else ""),
        "number": number_shown(ask, row["workflow"], row["case_no"]),
        "title": row["title"],
        "urgent": row["urgent"],
        "workflow": labels["workflow"],
        "state": labels["state"],
        "community": labels["community"],
        "unit": labels["unit"],
        "paused": due.get("paused", False),
        "overdue": due.get("overdue", False),
        "estimated": due.get("estimated", False),
        "clock": labels.get("clock", ""),
        "due_at": shown_due(_moment(due.get("due_at")), zone),
        "left": due.get("left", ""),
        "opened_at": shown_moment(_moment(row["opened_at"]), zone),
    }


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
