"""What a read model is: a row type and a pure function from event to row. Tables and SQL follow from it.

A projection that changes its shape gets another table, since the table's name carries a hash of it. A change of
`evolve` alone is told by raising `version`; whoever forgets is found by `bihuan rebuild --compare`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import astuple, dataclass
from typing import Any, Generic, TypeVar

from domain.envelope import Event
from domain.facts.schema import Fact
from domain.streams import is_case
from projections.columns import columns_of

R = TypeVar("R")
Key = str | int


def by_case(event: Event) -> str | None:
    """The key of models with one row per case; streams of the office have none."""
    return event.envelope.case_id if is_case(event.envelope.case_id) else None


@dataclass(frozen=True, kw_only=True)
class Index:
    """An index of the table: its columns, which of them downwards, and a condition when it holds only some rows.

    An `expression` stands in place of columns, with {schema} for the schema of the read models. `options` are those
    of its storage.
    """

    columns: tuple[str, ...] = ()
    descending: tuple[str, ...] = ()
    where: str = ""
    method: str = "btree"
    expression: str = ""
    options: str = ""


@dataclass(frozen=True, kw_only=True)
class Worded:
    """Which text of which rows is found by its words: a column, and a condition in SQL and on rows alike."""

    column: str
    where: str
    holds: Callable[[Any], bool]


@dataclass(frozen=True, kw_only=True)
class Projection(Generic[R]):
    """A read model.

    `key` names the row an event belongs to, None when it belongs to none; a row belongs to the events of one stream,
    so that a parked case can be folded again by itself. `evolve` gives the row after the event, None for no row.
    `handles` are the facts it looks at, None for all. An `append_only` model has one row per event and never
    looks at an earlier one.
    Beside the table lie a tally of rows, `counted` by these columns together, and the `words` of some of them.
    """

    name: str
    version: int
    row: type[R]
    key_column: str
    key: Callable[[Event], Key | None]
    evolve: Callable[[R | None, Event], R | None]
    handles: frozenset[type[Fact]] | None = None
    indexes: tuple[Index, ...] = ()
    append_only: bool = False
    counted: tuple[str, ...] = ()
    words: Worded | None = None

    @property
    def shape(self) -> str:
        """Hash of everything that decides what lies in the table and how."""
        said: dict[str, Any] = {
            "version": self.version,
            "columns": [(column.name, column.declaration) for column in columns_of(self.row)],
            "key": self.key_column,
            "handles": sorted(fact.TOPIC for fact in self.handles) if self.handles is not None else None,
            "indexes": [astuple(index) for index in self.indexes],
            "counted": self.counted,
            "words": (self.words.column, self.words.where) if self.words else None,
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:10]

    @property
    def table(self) -> str:
        """Name of the first table of this shape; later builds of the same shape add a number."""
        return f"{self.name}__{self.shape}"
