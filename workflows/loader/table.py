"""Strict reading of one TOML table: every key is asked for by name and type, what nobody asked for is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from domain.calendar import TimeUnit
from domain.definition import Limit
from workflows.loader.problems import instead
from workflows.loader.source import Problems, Spot
from workflows.loader.words import Label

BASES = ("L", "S", "A", "K", "D")
IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
DOTTED = re.compile(rf"{IDENTIFIER.pattern}(\.{IDENTIFIER.pattern})*")
EITHER = re.compile(rf"{IDENTIFIER.pattern}(\|{IDENTIFIER.pattern})*")
SET_NAME = re.compile(r"[A-Z][A-Z_]*")
NUMBER_LIMIT = 2**31


class Table:
    """A table and its place. Reading notes problems and goes on, so that all are told at once."""

    def __init__(self, spot: Spot, data: dict[str, Any], problems: Problems) -> None:
        self.spot, self.data, self.problems = spot, data, problems
        self._asked: set[str] = set()

    def wrong(self, key: str, code: str, message: str, value: str | None = None) -> None:
        """Note a problem of a key."""
        self.problems.add(self.spot.at(key) if key else self.spot, code, message, value)

    def _get(self, key: str, kinds: type | tuple[type, ...], what: str) -> Any:
        self._asked.add(key)
        value = self.data.get(key)
        if value is None:
            return None
        if not isinstance(value, kinds) or (isinstance(value, bool) and kinds is int):
            return self.wrong(key, "wrong_type", f'"{key}" must be {what}; write it as such')
        return value

    def text(self, key: str, *, needed: bool = False) -> str:
        """A text; empty when it is left out."""
        value = self._get(key, str, 'a text in quotes, such as "reported"')
        return str(self._left_out(key, needed, "") if value is None else value)

    def number(self, key: str, *, needed: bool = False) -> int:
        """A whole number of at least 1; 0 when it is left out."""
        value = self._get(key, int, "a whole number")
        if value is None:
            return int(self._left_out(key, needed, 0))
        if not 0 < value < NUMBER_LIMIT:
            self.wrong(
                key, "out_of_range", f'"{key}" is {value}; write a number from 1 to {NUMBER_LIMIT - 1}'
            )
            return 0
        return int(value)

    def integer(self, key: str) -> int:
        """A whole number that may lie below zero; 0 when it is left out."""
        value = self._get(key, int, "a whole number")
        return 0 if value is None else int(value)

    def flag(self, key: str, *, default: bool = False) -> bool:
        """True or false."""
        value = self._get(key, bool, "true or false")
        return default if value is None else bool(value)

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        """A list of texts; empty when it is left out. One named twice is refused."""
        value = self._get(key, list, 'a list of texts, such as ["reported"]')
        if value is None or not all(isinstance(item, str) for item in value):
            if value is not None:
                self.wrong(key, "wrong_type", f'"{key}" must be a list of texts; write each in quotes')
            return tuple(self._left_out(key, needed and value is None, ()))
        for item in {item for item in value if value.count(item) > 1}:
            self.wrong(key, "named_twice", f'"{item}" stands twice in "{key}"; leave one out', item)
        if needed and not value:
            self.wrong(key, f"empty_{key}", f'"{key}" is empty; name at least one')
        return tuple(dict.fromkeys(value))

    def texts_in_order(self, key: str) -> tuple[str, ...]:
        """A list of texts in which each place means something, so that one may stand there twice."""
        value = self._get(key, list, 'a list of texts, such as ["0.15", "0.5"]')
        if value is not None and not all(isinstance(item, str) for item in value):
            self.wrong(key, "wrong_type", f'"{key}" must be a list of texts; write each in quotes')
            return ()
        return tuple(value or ())

    def ids(
        self, key: str, pattern: re.Pattern[str] = IDENTIFIER, *, needed: bool = False
    ) -> tuple[str, ...]:
        """A list of identifiers."""
        names = self.texts(key, needed=needed)
        for name in names:
            check_id(self, key, name, pattern)
        return names

    def table(self, key: str) -> Table | None:
        """A table below, or None when it is left out."""
        value = self._get(key, dict, "a table")
        return None if value is None else Table(self.spot.at(key), value, self.problems)

    def tables(self, key: str, pattern: re.Pattern[str] = IDENTIFIER) -> Iterator[tuple[str, Table]]:
        """The named tables below, each name checked."""
        below = self.table(key)
        if below is None:
            return
        for name, row in below.rows():
            check_id(below, name, name, pattern)
            yield name, row

    def rows(self) -> Iterator[tuple[str, Table]]:
        """Every key of this table as a table, whatever its name."""
        for name in self.data:
            row = self.table(name)
            if row is not None:
                yield name, row

    def label(self, key: str = "labels") -> Label | None:
        """A label in both languages; a missing one is a problem."""
        below = self.table(key)
        if below is None:
            if key not in self.data:
                self.wrong("", "label_missing", 'there is no label; add labels = { zh = "…", en = "…" }')
            return None
        return below.as_label()

    def as_label(self) -> Label:
        """This table as a label."""
        zh, en = self.text("zh"), self.text("en")
        for language, text in (("zh", zh), ("en", en)):
            if not text.strip():
                self.wrong("", "label_missing", f'the label has no {language}; add {language} = "…"')
        self.finish()
        return Label(zh, en)

    def limit(self, key: str, *, needed: bool = False) -> Limit | None:
        """A limit: amount, unit, what it rests on."""
        below = self.table(key)
        if below is None:
            return None if not needed else self._left_out(key, needed, None)
        return below.as_limit()

    def as_limit(self) -> Limit:
        """This table as a limit."""
        amount, unit = self.number("amount", needed=True), self.text("unit", needed=True)
        basis, cite = self.text("basis") or "D", self.text("cite")
        if unit and unit not in list(TimeUnit):
            self.wrong(
                "unit", "unknown_unit", f'there is no unit "{unit}"; {instead(unit, list(TimeUnit))}', unit
            )
        if basis not in BASES:
            message = f'there is no basis "{basis}"; write L, S, A, K or D'
            self.wrong("basis", "unknown_basis", message, basis)
        if basis == "L" and not cite:
            self.wrong("", "cite_missing", 'basis L needs its article; add cite = "…", or write basis = "D"')
        self.finish()
        return Limit(amount=amount, unit=unit, basis=basis, cite=cite)

    def finish(self) -> None:
        """Refuse every key nobody asked for."""
        for key in self.data:
            if key not in self._asked:
                self.wrong(key, "unknown_key", f'there is no key "{key}" here; {instead(key, self._asked)}')

    def _left_out(self, key: str, needed: bool, value: Any) -> Any:
        if needed and key not in self.data:
            self.wrong("", "missing_key", f'"{key}" is missing; add it')
        return value


def check_id(table: Table, key: str, name: str, pattern: re.Pattern[str] = IDENTIFIER) -> None:
    """Identifiers are stored for ever and typed everywhere, so they are plain ASCII."""
    if not pattern.fullmatch(name):
        how = "capitals and _" if pattern is SET_NAME else "a-z, 0-9 and single _, beginning with a letter"
        message = f'"{name}" is no identifier; write it with {how}'
        table.wrong(key, "bad_id", message, None if key == name else name)
