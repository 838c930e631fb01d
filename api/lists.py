"""Lists and counts of cases, now from the live tables or of the past from the log, by one and the same filter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from api.allowed import not_listed
from api.asking import Asked
from api.cuts import NAMES, cut_of, moment_of, wait_for
from api.facets import FACETS, facets_of
from api.live_tables import ask_live
from api.params import Params
from api.problems import bad_parameter
from api.unseen import unseen_among
from projections.as_of import Cut
from projections.board import BOARD
from projections.board_counts import counts
from projections.board_lists import cases
from projections.board_query import (
    LARGEST_LIMIT,
    LIMIT,
    ORDERS,
    BoardFilter,
    Counts,
    Mine,
    Page,
    counts_of,
    page_of,
)
from projections.board_row import BoardRow
from projections.closed_loop import CLOSED_LOOP
from projections.closed_loop_query import GROUPS, Figures, LoopFilter, figures, figures_of, loop_conditions
from projections.conditions import holds
from projections.figures import COUNTED, FIGURES, NoSuchFigure, out_of_reach
from projections.ordering import BadCursor
from projections.query import Query

T = TypeVar("T")
PARAMETERS = (
    *FACETS,
    *NAMES,
    "urgent",
    "mine",
    "overdue",
    "master",
    "q",
    "figure",
    "since",
    "until",
    "sort",
    "cursor",
    "limit",
    "min_position",
)
NO_CASE = "-"
"""What no case is called."""
LAST_PAGE = ("本列表上一页给出的 cursor", "the cursor of this list's last page")
LOOP_PARAMETERS = (*NAMES, *GROUPS, "by", "since", "until", "min_position")


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What a list request asks: the filter, and the place in the past it looks at, if any."""

    filter: BoardFilter
    cut: Cut | None


async def listing_of(asked: Asked, params: Params) -> Listing:
    """Read a list request. Raises Problem bad_parameter."""
    cut = await cut_of(params, asked.services)
    if cut is None:
        await wait_for(params, asked.services, (BOARD.name, CLOSED_LOOP.name))
    now = moment_of(cut, (), asked.now)
    figure = await figure_of(asked, params)
    facets = [name for name in FACETS if figure is None or name not in GROUPS]
    filter_ = BoardFilter(
        audience=asked.audience,
        **await facets_of(asked, params, facets),
        urgent=params.flag("urgent"),
        mine=_mine(asked) if params.flag("mine") else None,
        overdue=now if params.flag("overdue") else None,
        master=await _master(asked, params),
        q=params.text("q"),
        figure=figure,
        sort=params.one_of("sort", ORDERS, "due_at"),
        cursor=params.text("cursor"),
        limit=params.whole("limit", 1, LARGEST_LIMIT) or LIMIT,
    )
    return Listing(filter=filter_, cut=cut)


async def figure_of(asked: Asked, params: Params) -> LoopFilter | None:
    """The figure whose cases are asked for, the window they were opened in, and its groups.

    The groups go where the figure was counted: the closed loop remembers the unit of a returned case, which the
    board does not.
    """
    name, (since, until) = params.text("figure"), params.window(asked.services.zone)
    if not (name or since or until):
        return None
    try:
        return await _loop_filter(asked, params, name or "cases")
    except NoSuchFigure:
        raise not_listed(asked, "figure", FIGURES) from None


async def _master(asked: Asked, params: Params) -> str:
    """The case whose followers are asked for; one that is not there for who asks has none."""
    named = params.text("master")
    return NO_CASE if named in await unseen_among(asked, (named,)) else named


async def _loop_filter(asked: Asked, params: Params, figure: str = "cases") -> LoopFilter:
    since, until = params.window(asked.services.zone)
    groups: dict[str, Any] = dict(await facets_of(asked, params, GROUPS))
    never = out_of_reach(await asked.services.engine.versions())
    return LoopFilter(audience=asked.audience, figure=figure, since=since, until=until, never=never, **groups)


async def page(asked: Asked, listing: Listing) -> Page:
    """A page of cases; none says that it was merged into one that is not there for who asks."""
    try:
        found = await _page(asked, listing)
    except BadCursor:
        raise bad_parameter("cursor", "wrong_type", LAST_PAGE) from None
    unseen = await unseen_among(asked, (row.master for row in found.rows))
    return replace(found, rows=tuple(_but(unseen, row) for row in found.rows)) if unseen else found


async def _page(asked: Asked, listing: Listing) -> Page:
    if listing.cut is None:
        return await run(asked, cases(asked.services.books, listing.filter))
    rows, position = await _past(asked, listing, listing.cut)
    return page_of(rows, replace(listing.filter, figure=None), position)


def _but(unseen: frozenset[str], row: BoardRow) -> BoardRow:
    return replace(row, master="") if row.master in unseen else row


async def count(asked: Asked, listing: Listing, facet: str) -> Counts:
    """How many of the cases there are by each value of a facet."""
    if listing.cut is None:
        return await run(asked, counts(asked.services.books, listing.filter, facet))
    rows, position = await _past(asked, listing, listing.cut)
    return counts_of(rows, replace(listing.filter, figure=None), facet, position)


def sum_open(by_phase: Counts) -> int:
    """The cases that still wait for somebody."""
    return sum(number for phase, number in by_phase.by.items() if phase != "done")


async def overdue(asked: Asked, listing: Listing) -> int:
    """The cases of a listing of which a duty has run out."""
    now = moment_of(listing.cut, (), asked.now)
    late = replace(listing, filter=replace(listing.filter, overdue=now))
    return sum((await count(asked, late, "phase")).by.values())


async def loop_figures(asked: Asked, params: Params, by: str) -> Figures:
    """The figures of the closed loop, of now or of the past."""
    services, loop = asked.services, await _loop_filter(asked, params)
    cut = await cut_of(params, services)
    if cut is None:
        await wait_for(params, services, (CLOSED_LOOP.name,))
        return await run(asked, figures(services.books, loop, by))
    past = await services.past.rows(CLOSED_LOOP, cut)
    return figures_of(past.rows, loop, by, past.position)


async def loop_of_none(asked: Asked, loop: LoopFilter) -> Mapping[str, int | None]:
    """The counts where there is no case yet: nought, but for what no version of the workflows asked for comes to."""
    versions = await asked.services.engine.versions()
    followed = {one.digest for one in versions if one.key in loop.workflow}
    return {
        one.id: None if followed and followed <= set(loop.never.get(one.id, ())) else 0 for one in COUNTED
    }


async def run(asked: Asked, query: Query[T]) -> T:
    """Ask the live tables."""
    return await ask_live(asked.services.reads, query)


async def _past(asked: Asked, listing: Listing, cut: Cut) -> tuple[Sequence[BoardRow], int]:
    found = await asked.services.past.rows(BOARD, cut)
    if listing.filter.figure is None:
        return found.rows, found.position
    loops = await asked.services.past.rows(CLOSED_LOOP, cut)
    conditions = loop_conditions(listing.filter.figure)
    counted = {row.case_id for row in loops.rows if holds(conditions, row)}
    return [row for row in found.rows if row.case_id in counted], found.position


def _mine(asked: Asked) -> Mine:
    return Mine(person=asked.person.id, units=tuple(sorted(filter(None, asked.person.units))))
