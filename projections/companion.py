"""Tables beside the table of a read model, that follow from its rows and are written in the very same transactions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from psycopg import sql

from projections.ports import Connection
from projections.projection import Key


class Companion(Protocol):
    """One of them. It is filled at once from rows written by the bulk, and follows each change after that."""

    @property
    def shown_as(self) -> str:
        """What is added to the name of the model's view for the view of this table."""
        ...

    @property
    def identifier(self) -> sql.Identifier:
        """The table."""
        ...

    @property
    def rows(self) -> sql.Composed:
        """Its rows in one order, as a SELECT."""
        ...

    def create(self, connection: Connection) -> None:
        """Create it, empty."""
        ...

    def refill(self, connection: Connection) -> None:
        """Fill it anew from the rows as they are."""
        ...

    def follow(self, connection: Connection, before: Mapping[Key, Any], after: Mapping[Key, Any]) -> None:
        """Follow a change of rows: as they were, and as they are now; None is a row that went away."""
        ...
