"""The fields of a fact as plain data, each made when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from domain.codec import to_data
from domain.facts.schema import Fact
from domain.sealed import Sealed


class Told(Mapping[str, Any]):
    """What `to_data` gives of a fact, field by field: most of a fact is never looked at when it is judged again."""

    __slots__ = ("_fields",)

    def __init__(self, fact: Fact) -> None:
        self._fields: Mapping[str, Any] = fact.__dict__

    def __getitem__(self, name: str) -> Any:
        return _data(self._fields[name])

    def get(self, name: str, default: Any = None) -> Any:
        """The field, or `default` where there is none or none was given."""
        value = self._fields.get(name)
        if type(value) is str:
            return value
        return default if value is None else _data(value)

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)


def _data(value: Any) -> Any:
    """What lies sealed is carried as it is: that it is there is all that is asked of it."""
    return value if isinstance(value, Sealed) else to_data(value)
