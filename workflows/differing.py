"""What differs between two versions of a workflow, row by row, from the data their digests are made of.

Everything is compared that the digest covers, so two versions without a change here have one digest. Labels are no
part of a definition and do not count, except the titles of categories, which go into facts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.definition import Workflow
from workflows.loader import workflow_to_data

ROWS = ("states", "moves", "clocks", "categories", "acts")
"""Sections that are lists of rows with an id."""
PLAIN = ("roles", "parameters")
"""Sections of one value by name."""
LIMITS = ("limit", "urgent", "by_value", "limits", "urgent_limits", "max_term")
"""Fields that hold amounts of time; told in a section of their own."""

LADDER = "ladder"
"""The field of a clock that is a list of rungs; a change names the rung behind it: `ladder.overdue`."""
Data = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One difference. `what` is added, removed, changed or moved (another place in the order).

    `field` is empty for a whole row; `before` and `after` are as the definition's data say it, None when there was
    or is nothing. Of lists that are sets in meaning `gone` and `come` name the members.
    """

    section: str
    id: str
    what: str
    field: str = ""
    before: Any = None
    after: Any = None

    @property
    def is_limit(self) -> bool:
        """Whether it is about an amount of time."""
        return self.field.partition(".")[0] in LIMITS

    @property
    def gone(self) -> tuple[str, ...]:
        """Members of a list that are no longer there."""
        return _members(self.before, self.after)

    @property
    def come(self) -> tuple[str, ...]:
        """Members of a list that are new."""
        return _members(self.after, self.before)


def changes(old: Workflow, new: Workflow) -> tuple[Change, ...]:
    """Every change from `old` to `new`, section by section, in the order of the new definition."""
    before, after = workflow_to_data(old), workflow_to_data(new)
    found = [
        _changed("workflow", new.key, name, before[name], after[name])
        for name in ("key", "version", "sensitivity")
        if before[name] != after[name]
    ]
    for section in PLAIN:
        found.extend(_plain(section, before[section], after[section]))
    for section in ROWS:
        found.extend(_rows(section, _by_id(before[section]), _by_id(after[section])))
    return tuple(found)


def _plain(section: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for name in _names(old, new):
        if name not in new:
            yield Change(section=section, id=name, what="removed", before=old[name])
        elif name not in old:
            yield Change(section=section, id=name, what="added", after=new[name])
        elif old[name] != new[name]:
            yield _changed(section, name, "", old[name], new[name])


def _rows(section: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for name in _names(old, new):
        if name not in new:
            yield Change(section=section, id=name, what="removed", before=old[name])
        elif name not in old:
            yield Change(section=section, id=name, what="added", after=new[name])
        else:
            yield from _fields(section, name, old[name], new[name])
    stay = [name for name in old if name in new], [name for name in new if name in old]
    if stay[0] != stay[1]:
        yield Change(section=section, id="", what="moved", before=stay[0], after=stay[1])


def _fields(section: str, row: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    """Changed fields of a row; of limits by name each on its own."""
    for field in _names(old, new):
        was, now = old.get(field), new.get(field)
        if was == now:
            continue
        if field == LADDER:
            yield from _rungs(section, row, was or [], now or [])
            continue
        if isinstance(was, Mapping) and isinstance(now, Mapping) and "unit" not in {*was, *now}:
            for part in _names(was, now):
                if was.get(part) != now.get(part):
                    yield _changed(section, row, f"{field}.{part}", was.get(part), now.get(part))
        else:
            yield _changed(section, row, field, was, now)


def _rungs(section: str, row: str, was: Sequence[Data], now: Sequence[Data]) -> Iterator[Change]:
    """Changed rungs of a ladder, each on its own, and another order of them."""
    before, after = _by_id(was), _by_id(now)
    for name in _names(before, after):
        if before.get(name) != after.get(name):
            yield _changed(section, row, f"{LADDER}.{name}", before.get(name), after.get(name))
    stay = [name for name in before if name in after], [name for name in after if name in before]
    if stay[0] != stay[1]:
        yield _changed(section, row, LADDER, *stay)


def _changed(section: str, row: str, field: str, was: Any, now: Any) -> Change:
    return Change(section=section, id=row, what="changed", field=field, before=was, after=now)


def _by_id(rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["id"]: {name: value for name, value in row.items() if name != "id"} for row in rows}


def _names(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Those of the new one in its order, then what is gone."""
    return [*new, *(name for name in old if name not in new)]


def _members(these: Any, those: Any) -> tuple[str, ...]:
    """Members of one list that the other lacks, as text."""
    if not isinstance(these, list):
        return ()
    others = those if isinstance(those, list) else []
    return tuple(member_text(member) for member in these if member not in others)


def member_text(member: Any) -> str:
    """A member of a list as files write it; an effect on a clock with its mark."""
    if isinstance(member, list) and len(member) == 3:
        clock, effect, condition = member
        mark = {"started": "+", "stopped": "-", "paused": "~", "resumed": "^"}.get(effect, effect)
        return f"{mark}{clock}?{condition}" if condition else f"{mark}{clock}"
    return str(member)
