"""How often the same household or person was the matter: each time is a case, and they are counted in turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """The how-manieth of a party ever (`nth`), and within the time in which they count together (`times`).

    `refused` when the party did not do what was asked on the spot.
    """

    party: str
    nth: int
    times: int
    at: datetime
    refused: bool = False
