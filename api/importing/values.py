"""From the cells of a row to values: what the mapping says, nothing guessed."""

from __future__ import annotations

from datetime import UTC, datetime

from api.importing.cells import COLUMN, Cell, Moments
from api.importing.rows import Row

YES, NO = ("true", "yes", "1", "是"), ("false", "no", "0", "否", "")


class Rejected(Exception):
    """A row that is given back; `code` is stable, the message says why."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def require_whole(row: Row) -> None:
    """A row that is one. Raises Rejected."""
    if row.broken:
        raise Rejected("broken_row", row.broken)
    if any("\0" in cell for cell in row.cells.values()):
        raise Rejected("broken_row", "a cell holds the character NUL")


def value_of(row: Row, name: str, cell: Cell) -> str:
    """The cell's text, through the map of words when there is one."""
    text = _filled(row, cell)
    if not text or not cell.values:
        return text or cell.default
    if text in cell.values:
        return cell.values[text]
    if cell.default:
        return cell.default
    raise Rejected("unknown_value", f'"{short(text)}" is not among the values of {name} in the mapping')


def _filled(row: Row, cell: Cell) -> str:
    """The first pattern whose columns are all filled."""
    for pattern in cell.patterns:
        found = {name: " ".join(row.cells.get(name, "").split()) for name in COLUMN.findall(pattern)}
        if all(found.values()):
            return COLUMN.sub(lambda match, found=found: found[match[1]], pattern)  # type: ignore[misc]
    return ""


def moment_of(row: Row, moments: Moments | None) -> datetime | None:
    """The moment of a row in UTC; None when there is none. Raises Rejected."""
    text = row.cells.get(moments.column, "").strip() if moments else ""
    if moments is None or not text:
        return None
    try:
        found = _read(text, moments.format)
    except ValueError:
        how = moments.format or "ISO 8601"
        raise Rejected("bad_moment", f'"{short(text)}" is no moment as the mapping says ({how})') from None
    if found.tzinfo is None and moments.zone is None:
        reason = f'"{short(text)}" carries no time zone; write timezone = "Europe/Amsterdam", or yours, in [source]'
        raise Rejected("no_timezone", reason)
    return found.replace(tzinfo=found.tzinfo or moments.zone).astimezone(UTC)


def _read(text: str, form: str) -> datetime:
    """The moment as written; its zone, when none is written, is the mapping's to say."""
    return datetime.strptime(text, form) if form else datetime.fromisoformat(text)  # noqa: DTZ007


def flag_of(name: str, text: str) -> bool:
    """Yes or no. Raises Rejected."""
    if text.casefold() in (*YES, *NO):
        return text.casefold() in YES
    raise Rejected("unknown_value", f'"{short(text)}" is neither yes nor no for {name}; map it with values')


def short(text: str) -> str:
    """Not more of a text than a reason has room for."""
    return text if len(text) <= 40 else f"{text[:39]}…"
