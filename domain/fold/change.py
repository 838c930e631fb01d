"""The shape of a theme's part of the fold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from domain.case import Case
from domain.envelope import Envelope
from domain.facts.schema import Fact

Change = Callable[[Case, Any, Envelope], Case]
"""How one kind of fact changes a case: its fields and its envelope are all it may look at."""
Changes = Mapping[type[Fact], Change]
