"""Parked cases: what a follower could not handle stands still by itself, is shown, and can be tried again.

What is kept of an error is its kind and its place in the code. Its message could quote the case.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from traceback import extract_tb

from projections.books import Books
from projections.ports import Connection, Poison


@dataclass(frozen=True)
class Parked:
    """A case that a follower left at `position`; later facts of it wait."""

    consumer: str
    stream_id: str
    position: int
    error: str
    attempts: int
    first_seen: datetime


def told(error: BaseException) -> str:
    """What went wrong and where, without a value: `KeyError at projections/board.py:120`."""
    frames = extract_tb(error.__traceback__)
    if not frames:
        return type(error).__name__
    ours = [frame for frame in frames if "site-packages" not in frame.filename]
    last = (ours or frames)[-1]
    return f"{type(error).__name__} at {'/'.join(PurePath(last.filename).parts[-2:])}:{last.lineno}"


def park(connection: Connection, books: Books, consumer: str, poisons: Iterable[Poison]) -> None:
    """Write down cases that stand still from now on; one that does already keeps its first moment."""
    added = books.sql(
        "INSERT INTO {parked} (consumer, stream_id, position, error) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (consumer, stream_id) DO UPDATE SET position = EXCLUDED.position,"
        " error = EXCLUDED.error, attempts = parked.attempts + 1"
    )
    for poison in poisons:
        connection.execute(added, [consumer, poison.stream_id, poison.position, poison.error])


def unpark(connection: Connection, books: Books, consumer: str, stream_id: str) -> None:
    """Strike out a case that goes on."""
    gone = books.sql("DELETE FROM {parked} WHERE consumer = %s AND stream_id = %s")
    connection.execute(gone, [consumer, stream_id])


def parked(connection: Connection, books: Books, consumer: str | None = None) -> list[Parked]:
    """What is parked, oldest first; of one follower or of all."""
    chosen = books.sql(
        "SELECT consumer, stream_id, position, error, attempts, first_seen FROM {parked}"
        " WHERE %(consumer)s::text IS NULL OR consumer = %(consumer)s ORDER BY first_seen, consumer, stream_id"
    )
    return [Parked(*row) for row in connection.execute(chosen, {"consumer": consumer}).fetchall()]
