"""One message of a device: what was measured when, each value with the flag its own instrument gave it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Annotated

from domain.facts.devices import NORMAL, SERVICE_MODES
from domain.facts.schema import Limits, one_of

IN_SERVICE = "normal"

LARGEST_SEQUENCE = 2**53 - 1
VALUES = Limits(least=0, most=50)


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One value, in the unit of its factor. `factor` is its code, such as w21003 (HJ 212) or SB1-RS."""

    factor: Annotated[str, Limits(least=1, most=32)]
    value: Decimal
    flag: Annotated[str, Limits(least=1, most=8)] = NORMAL
    """As HJ 212 marks data; only N counts. A mark that is not in the list is kept as it is, and does not count."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A message. `sequence` is the device's own number of it, the same however often it is sent.

    `faults` are fault codes as the vendor numbers them; `mode` is the mode of service it was measured in.
    """

    sequence: Annotated[int, Limits(least=0, most=LARGEST_SEQUENCE)]
    measured_at: datetime
    values: Annotated[tuple[Measured, ...], VALUES] = ()
    faults: Annotated[tuple[str, ...], Limits(most=20)] = ()
    mode: Annotated[str, one_of(*SERVICE_MODES)] = IN_SERVICE

    @cached_property
    def by_factor(self) -> Mapping[str, Measured]:
        """Its values by factor; of one that stands there twice, the last."""
        return {one.factor: one for one in self.values}
