"""The list of cases and the change feed as tables, with the values their JSON has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from api.asking import Asked
from api.exporting.plain import json_of, text_of
from api.list_view import row_body
from api.lists import Listing, page
from projections.board_query import LARGEST_LIMIT
from projections.board_row import BoardRow

CSV = "csv"
MOST = 10_000
"""Cases in a table; the rest is behind the next one."""
CASE_COLUMNS = (
    "id", "case_no", "title", "workflow", "workflow_label", "category", "category_label", "state", "state_label",
    "phase", "community", "community_label", "unit", "unit_label", "urgent", "channel", "round", "returns", "reworks",
    "reopened", "opened_at", "last_at", "closed_at", "master", "address", "lat_deg", "lon_deg", "clock",
    "clock_label", "due_at", "overdue", "left", "estimated", "paused", "version",
)  # fmt: skip
FACT_COLUMNS = (
    "position", "event_id", "stream", "workflow", "version", "topic", "label", "move", "from", "to", "phase", "actor",
    "role", "unit", "on_behalf_of", "door", "occurred_at", "recorded_at", "payload",
)  # fmt: skip


async def table_of(asked: Asked, listing: Listing, rows: int) -> tuple[list[BoardRow], str | None, int]:
    """So many rows of a list, the cursor behind them if there are more, and the position they stand at."""
    found: list[BoardRow] = []
    cursor, position = listing.filter.cursor, 0
    while len(found) < rows:
        limit = min(LARGEST_LIMIT, rows - len(found))
        read = await page(
            asked, replace(listing, filter=replace(listing.filter, cursor=cursor or "", limit=limit))
        )
        found += read.rows
        cursor, position = read.next_cursor or "", position or read.position
        if not cursor:
            break
    return found, cursor or None, position


def case_row(asked: Asked, row: BoardRow, now: Any) -> list[Any]:
    """A case in the order of `CASE_COLUMNS`."""
    body = row_body(asked, row, now)
    labels = {f"{name}_label": label for name, label in body["labels"].items()}
    flat = {**body, **labels, **body["place"], **(body["due"] or {})}
    return [flat.get(column) for column in CASE_COLUMNS]


def fact_row(body: Mapping[str, Any]) -> list[Any]:
    """A fact of the change feed in the order of `FACT_COLUMNS`; its own fields are JSON."""
    return [
        json_of(body[column]) if column == "payload" else text_of(body[column]) for column in FACT_COLUMNS
    ]
