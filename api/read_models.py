"""Every read model this release keeps; the worker follows them, `bihuan rebuild` makes them anew."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from projections.accesses import ACCESSES
from projections.board import BOARD
from projections.closed_loop import CLOSED_LOOP
from projections.disputes import DISPUTES
from projections.projection import Projection
from projections.rates import RATES
from projections.recurrences import RECURRENCES
from projections.timeline import TIMELINE

READ_MODELS: tuple[Projection[Any], ...] = (
    BOARD,
    TIMELINE,
    CLOSED_LOOP,
    RATES,
    DISPUTES,
    RECURRENCES,
    ACCESSES,
)


def named(names: Iterable[str]) -> tuple[Projection[Any], ...]:
    """The models of these names, all when there are none. Raises KeyError with the first name that is not there."""
    known = {projection.name: projection for projection in READ_MODELS}
    return tuple(known[name] for name in names) or READ_MODELS
