"""The envelope of a fact as it lies in `metadata`: what is in no column, by short keys, and nothing that is empty.

Whatever is absent is empty: none, no text, no members, zero, no. A rule that held is its name alone. The lists of
rules and the clocks that were merely stopped are the same in fact after fact, so their objects are made once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from domain.declaration import declared
from domain.envelope import ClockEffect, Envelope, Verdict
from workflows.log.compiled_reader import NotAsDeclared, fields_reader, reader
from workflows.log.compiled_writer import fields_writer, writer
from workflows.log.plain_json import parse
from workflows.log.recurring import parted

IN_COLUMNS = frozenset({"event_id", "case_id", "version", "occurred_at", "recorded_at", "position"})
"""Fields of the envelope that have a column of their own."""
KEYS = {"source": "from", "target": "to"}
"""Fields of the envelope whose key differs from their name."""
KEPT = 10_000
"""Lists of rules and plain clock effects remembered; far more than all workflows have."""
TEXTS_KEPT = 4_000
"""Texts remembered: 8 MiB at most."""
T = TypeVar("T")

_read_verdict, _write_verdict = reader(Verdict, lenient=True), writer(Verdict, lenient=True)
_read_clock = reader(ClockEffect, lenient=True)
_known_rules: dict[tuple[str, ...], tuple[Verdict, ...]] = {}
_known_clocks: dict[tuple[str, str], ClockEffect] = {}
_known_texts: dict[str, dict[str, Any]] = {}
_known_effects: dict[str, tuple[ClockEffect, ...]] = {}


def _write_rules(rules: tuple[Verdict, ...]) -> list[Any]:
    return [verdict.rule if verdict.held and verdict.rule else _write_verdict(verdict) for verdict in rules]


def _read_rule(item: Any) -> Verdict:
    verdict: Verdict = Verdict(rule=item, held=True) if type(item) is str else _read_verdict(item)
    return verdict


def _read_rules(items: Any) -> tuple[Verdict, ...]:
    if type(items) is not list:
        raise NotAsDeclared("not a list")
    if not all(type(item) is str for item in items):  # among them is one that did not hold
        return tuple(map(_read_rule, items))
    names = tuple(items)
    rules = _known_rules.get(names)
    if rules is None:
        rules = tuple(map(_read_rule, names))
        if len(_known_rules) < KEPT:
            _known_rules[names] = rules
    return rules


def _read_effect(item: Any) -> ClockEffect:
    if len(item) != 2 or not (type(item.get("clock")) is type(item.get("effect")) is str):
        other: ClockEffect = _read_clock(item)
        return other
    names = (item["clock"], item["effect"])
    effect = _known_clocks.get(names)
    if effect is None:
        effect = ClockEffect(clock=names[0], effect=names[1])
        if len(_known_clocks) < KEPT:
            _known_clocks[names] = effect
    return effect


def _read_clocks(items: Any) -> tuple[ClockEffect, ...]:
    if type(items) is not list:
        raise NotAsDeclared("not a list")
    return tuple(map(_read_effect, items))


_read = fields_reader(
    Envelope,
    keys=KEYS,
    given=IN_COLUMNS,
    lenient=True,
    special={"rules": _read_rules, "clocks": _read_clocks},
)
write_metadata = fields_writer(
    Envelope,
    {
        field.name: KEYS.get(field.name, field.name)
        for field in declared(Envelope)
        if field.name not in IN_COLUMNS
    },
    lenient=True,
    special={"rules": _write_rules},
)
"""The metadata of an envelope, as plain data."""


def read_metadata(text: str) -> dict[str, Any]:
    """Read the fields of an envelope that are in no column. Raises ValueError or TypeError on damaged data."""
    parts = parted(text)
    if parts is None:
        return _whole(text)
    known = _known_texts.get(parts.recurring)
    if known is None:
        known = _remembered(_known_texts, parts.recurring, _whole(parts.recurring))
    values = known.copy()
    values["command_id"] = parts.command_id
    if parts.clocks:
        values["clocks"] = _clocks_of(parts.clocks)
    return values


def _whole(text: str) -> dict[str, Any]:
    data = parse(text)
    if not isinstance(data, Mapping):
        raise NotAsDeclared("metadata is not an object")
    return _read(data)


def _clocks_of(text: str) -> tuple[ClockEffect, ...]:
    """The effects of a list; one that names no moment recurs."""
    known = _known_effects.get(text)
    if known is not None:
        return known
    effects = _read_clocks(parse(text))
    return effects if '_at": "' in text else _remembered(_known_effects, text, effects)


def _remembered(known: dict[str, T], text: str, value: T) -> T:
    """Keep what a text means; a full memory begins anew, since what fills it may never come again."""
    if len(known) >= TEXTS_KEPT:
        known.clear()
    known[text] = value
    return value
