"""What is behind a part of a rate as a table: the values its JSON has, with words beside what is told by ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from api.asking import Asked
from api.spreadsheet import LABEL

CSV = "csv"
COLUMNS = (
    "case", "case_no", "workflow", "workflow_label", "category", "category_label", "community", "community_label",
    "unit", "unit_label", "kind", "at", "due_at", "estimated", "ended_at", "verdict", "verdict_label", "detail",
    "extensions", "by", "by_label", "excluded_from", "excluded_from_label", "facts",
)  # fmt: skip


def table_row(asked: Asked, body: Mapping[str, Any]) -> list[Any]:
    """A moment behind a figure, as `counted_body` tells it, in the order of `COLUMNS`."""
    excluded, wording = body["excluded_from"], asked.wording()
    told = {
        **body,
        **{f"{name}{LABEL}": label for name, label in body["labels"].items()},
        f"by{LABEL}": wording.person(asked.office, body["by"]),
        "excluded_from": _joined(f"{one['indicator']}/{one['ground']}/{one['by']}" for one in excluded),
        f"excluded_from{LABEL}": "; ".join(
            f"{wording.value('indicator', one['indicator'])} · {one['ground_label']}"
            f" · {wording.person(asked.office, one['by'])}"
            for one in excluded
        ),
        "facts": _joined(map(str, body["facts"])),
    }
    return [told[column] for column in COLUMNS]


def _joined(values: Iterable[str]) -> str:
    return " ".join(values)
