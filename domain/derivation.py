"""How a field that nobody types is found: from the attempt, the post acted in, and what was sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from domain.office import Post
from domain.rules.rule import Attempt

Sent = Mapping[str, Any]
Derive = Callable[[Attempt, Post, Sent], Any]
