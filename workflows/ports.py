"""What the engine is given from outside, so that the same engine runs under a real and a simulated clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

NewId = Callable[[], str]
"""Makes an id that was never made before: a UUID as text."""
Clock = Callable[[], datetime]
"""Says what moment it is, aware, in UTC."""
RecordClock = Callable[[], datetime] | None
"""Says when facts are recorded. None is the database's own clock, the only one outside a demo."""
