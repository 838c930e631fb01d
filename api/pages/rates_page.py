"""The page of the rates: every figure with its formula, and the cases and facts behind each part of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from starlette.datastructures import QueryParams

from api.asking import Asked
from api.figure_view import label_of
from api.pages.frame import render, visitor
from api.pages.moments import local_value, shown_due, shown_moment
from api.pages.numbers import number_shown
from api.params import Params
from api.rate_view import (
    again_of,
    all_together,
    counted_body,
    figure_body,
    formula_body,
    nothing,
    part_label,
    query_of,
)
from api.rates import BEHIND_PARAMETERS, PARAMETERS, RateAsk, ask_of, figures_of, list_of
from domain.formula import Formula
from projections.rate_parts import GROUPS, NUMERATOR
from projections.rates_query import Counted

router = APIRouter(include_in_schema=False)
LIMIT = 50
PER_CENT = 100


@router.get("/rates")
async def show(request: Request) -> Response:
    """Every rate of the window, or a table of them by workflow, community, unit or category."""
    ask = await visitor(request)
    ask.require_staff()
    params = Params(filled(request.query_params), (*PARAMETERS, "lang"))
    question, by = await ask_of(ask, params), params.one_of("by", ("", *GROUPS), "")
    found = await figures_of(ask, question, question.rates, by)
    groups = found.values if by else {"": all_together(question, found)}
    rows = [
        {
            "label": label_of(ask, by, group) if by else "",
            "figures": [
                _figure(ask, question, figure_body(ask, question, found, group, rate.id, told[rate.id]))
                for rate in question.rates
            ],
        }
        for group, told in groups.items()
    ]
    content: dict[str, Any] = {"rows": rows, "by": by, "position": found.position, "groups": GROUPS}
    return render(request, "rates.html", ask, **content, **frame_of(ask, question, params))


@router.get("/rates/{figure}")
async def show_one(request: Request, figure: str) -> Response:
    """One figure: how it is reckoned, its parts, and what is behind the chosen one."""
    ask = await visitor(request)
    ask.require_staff()
    params = Params(filled(request.query_params), (*BEHIND_PARAMETERS, "lang"))
    question = await ask_of(ask, params)
    named, part = question.named(figure), params.text("part") or NUMERATOR
    found = await figures_of(ask, question, [named.formula], "")
    told = found.values.get("", nothing([named.formula], question.filter))[figure]
    listed = await list_of(ask, question, named.formula, part, params.position("cursor") or 0, LIMIT)
    query = query_of(question)
    content: dict[str, Any] = {
        "figure": _figure(ask, question, figure_body(ask, question, found, "", figure, told)),
        "part": part_label(ask, named.formula, part),
        "rows": [shown_row(ask, question, row) for row in listed.rows],
        "position": listed.position,
        "next_url": _part_url(figure, part, query, listed.after) if listed.after else "",
        "table_url": f"/api/v1/rates/{figure}/cases?"
        + urlencode([("part", part), ("format", "csv"), *query]),
        "again_url": f"/rates/{figure}?{urlencode(again_of(question, query, found.position))}",
        "all_url": f"/rates?{urlencode(query)}",
    }
    return render(request, "rate.html", ask, **content, **frame_of(ask, question, params))


def filled(sent: QueryParams) -> QueryParams:
    """What a form sends, without the fields that were left empty."""
    return QueryParams([(name, value) for name, value in sent.multi_items() if value.strip()])


def frame_of(ask: Asked, question: RateAsk, params: Params) -> dict[str, Any]:
    """The filters, the window and where in the past the page looks."""
    zone, cut = ask.services.zone, question.cut
    units = sorted(ask.office.units.items())
    wording = ask.wording()
    past = ""
    if cut is not None:
        at = cut.recorded or cut.occurred
        past = shown_moment(at, zone) if at else f"#{cut.position}"
    return {
        "asked": question.filter,
        "past": past,
        "since": shown_moment(question.filter.since, zone),
        "until": shown_due(question.filter.until, zone),
        "since_value": local_value(params.moment("since", zone), zone),
        "until_value": local_value(params.moment("until", zone), zone),
        "at_value": local_value(params.moment("at", zone), zone),
        "options": {
            "workflow": [(key, label_of(ask, "workflow", key)) for key in sorted(ask.office.published)],
            "community": [
                (key, wording.unit(ask.office, key)) for key, one in units if one.kind == "community"
            ],
            "unit": [(key, wording.unit(ask.office, key)) for key, one in units if one.kind != "office"],
        },
    }


def shown_row(ask: Asked, question: RateAsk, row: Counted) -> dict[str, Any]:
    """A moment behind a figure as the page shows it."""
    zone, body = ask.services.zone, counted_body(ask, question, row)
    return {
        "case_url": f"/cases/{row.case_id}",
        "number": number_shown(ask, row.workflow, row.case_no),
        "labels": body["labels"],
        "at": shown_moment(row.at, zone),
        "due_at": shown_due(row.due_at, zone),
        "estimated": body["estimated"],
        "ended_at": shown_moment(row.ended_at, zone),
        "excluded": [
            {
                "ground": one["ground_label"],
                "by": ask.wording().person(ask.office, one["by"]),
                "url": f"/cases/{row.case_id}#p{one['fact']}",
            }
            for one in body["excluded_from"]
        ],
        "facts": [(position, f"/cases/{row.case_id}#p{position}") for position in body["facts"]],
    }


def _figure(ask: Asked, question: RateAsk, body: dict[str, Any]) -> dict[str, Any]:
    """A figure with its formula, its value in words and its parts as links to this page."""
    formula = question.formulas[body["id"]].formula
    parts = [
        {**part, "url": part["cases"].replace("/api/v1/rates/", "/rates/").replace("/cases?", "?")}
        for part in body["parts"]
    ]
    chosen = {"part": NUMERATOR}
    query = parts[0]["url"].partition("?")[2] if parts else urlencode(chosen)
    return {
        **formula_body(ask, question.formulas[formula.id]),
        **body,
        "parts": parts,
        "shown": shown_value(body["value"], formula),
        "url": f"/rates/{formula.id}?{query}",
    }


def shown_value(value: float | None, formula: Formula) -> str:
    """Per cent to one place, a number as it is, a dash over nothing."""
    if value is None:
        return "—"
    return f"{value * PER_CENT:.1f}%" if formula.denominator else str(int(value))


def _part_url(figure: str, part: str, query: list[tuple[str, str]], after: int) -> str:
    return f"/rates/{figure}?{urlencode([('part', part), *query, ('cursor', str(after))])}"
