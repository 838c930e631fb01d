"""Values as formats without types of their own write them: texts, and moments of one length."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from api.disclosed import not_shown

HIDDEN = "hidden:"
"""Begins a value that is there and that this reader may not see; its class stands behind. What nobody is shown any more
begins with `withheld:`, and why stands behind."""


def text_of(value: Any) -> str:
    """A value as text: nothing is empty, truth is true or false, what is hidden says so, the rest is JSON."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return moment_of(value)
    if words := not_shown(value):
        return words.replace("_", ":", 1)
    return json_of(value) if isinstance(value, Mapping | list | tuple) else str(value)


def json_of(value: Any) -> str:
    """Plain data as JSON on one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def moment_of(value: datetime) -> str:
    """A moment in UTC, always of the same length, since some readers take the first one for the form of all."""
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def is_empty(value: Any) -> bool:
    """Whether there is nothing to write."""
    return value is None or value == ""
