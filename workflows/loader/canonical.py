"""A workflow as plain data and back, exactly, and the digest cases are pinned to.

What is here is stored for ever beside the log, so keys are never renamed. States, moves, clocks, categories and acts
are lists: their order is part of the definition, and a JSON column keeps no order of keys. Labels are not here, but
the categories' titles are, because they go into facts. A key that came later is written only where it says something,
so that the digests of earlier definitions stand.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from domain.definition import Act, Category, ClockRule, ClockStep, Limit, Move, Rung, State, Workflow

FORMAT = 1
"""Of the data, not of any workflow."""
T = TypeVar("T")
Data = dict[str, Any]


def digest_of(workflow: Workflow) -> str:
    """SHA-256 of the workflow's canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(workflow_to_data(workflow), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def workflow_to_data(workflow: Workflow) -> Data:
    """The workflow without labels and without its digest."""
    return {
        "format": FORMAT,
        "key": workflow.key,
        "version": workflow.version,
        "sensitivity": workflow.sensitivity,
        "roles": {name: list(held) for name, held in workflow.roles.items()},
        "parameters": dict(workflow.parameters),
        "states": [{"id": name, "phase": state.phase} for name, state in workflow.states.items()],
        "moves": [{"id": name, **_move(move)} for name, move in workflow.moves.items()],
        "clocks": [{"id": name, **_clock(clock)} for name, clock in workflow.clocks.items()],
        "categories": [{"id": name, **_category(row)} for name, row in workflow.categories.items()],
        "acts": [{"id": name, **_act(act)} for name, act in workflow.acts.items()],
    }


def _move(move: Move) -> Data:
    among = {name: list(values) for name, values in move.among.items()}
    later = {
        "optional": list(move.optional), "among": among, "opens": move.opens, "settles": move.settles,
    }  # fmt: skip
    return {
        **{name: value for name, value in later.items() if value},
        "from": list(move.sources),
        "to": move.target,
        "roles": list(move.roles),
        "fact": move.fact,
        "rules": list(move.rules),
        "requires": list(move.requires),
        "min_items": dict(move.min_items),
        "set": dict(move.given),
        "clocks": [[step.clock, step.effect, step.condition] for step in move.clocks],
        "evidence": list(move.evidence),
        "decides": list(move.decides),
        "assignment": move.assignment,
        "reasons": list(move.reasons),
    }


def _clock(clock: ClockRule) -> Data:
    later: Data = {"held_by": clock.held_by} if clock.held_by else {}
    if clock.hours:
        later["hours"] = clock.hours
    if clock.ladder:
        later["ladder"] = [{"id": name, **_rung(rung)} for name, rung in clock.ladder.items()]
    return {
        **later,
        "kind": clock.kind,
        "limit": _limit(clock.limit),
        "urgent": _limit(clock.urgent) if clock.urgent else None,
        "due_field": clock.due_field,
        "start_field": clock.start_field,
        "key_field": clock.key_field,
        "by_field": clock.by_field,
        "by_value": _limits(clock.by_value),
        "by_category": clock.by_category,
        "roll": clock.roll,
    }


def _rung(rung: Rung) -> Data:
    return {
        "percent": rung.percent,
        "after": _limit(rung.after) if rung.after else None,
        "every": _limit(rung.every) if rung.every else None,
        "tell": list(rung.tell),
        "move": rung.move,
        "set": dict(rung.given),
    }


def _category(category: Category) -> Data:
    later: Data = {}
    if category.suspension_grounds:
        later["suspension_grounds"] = list(category.suspension_grounds)
    if category.items:
        later["items"] = {move: list(asked) for move, asked in category.items.items()}
    return {
        **later,
        "code": category.code,
        "filing": list(category.filing),
        "closing": list(category.closing),
        "limits": _limits(category.limits),
        "urgent_limits": _limits(category.urgent_limits),
        "evidence": {move: list(slots) for move, slots in category.evidence.items()},
        "decline_reasons": list(category.decline_reasons),
        "flags": list(category.flags),
        "title": category.title,
    }


def _act(act: Act) -> Data:
    return {"max_term": _limit(act.max_term), "order_first": act.order_first, "cite": act.cite}


def _limits(limits: Mapping[str, Limit]) -> Data:
    return {name: _limit(limit) for name, limit in limits.items()}


def _limit(limit: Limit) -> Data:
    return {"amount": limit.amount, "unit": limit.unit, "basis": limit.basis, "cite": limit.cite}


def workflow_from_data(data: Mapping[str, Any]) -> Workflow:
    """The workflow that was stored, with the digest its content has now.

    Raises ValueError when the data is of another format; KeyError when it is no workflow at all.
    """
    if data["format"] != FORMAT:
        raise ValueError(
            f"a definition of format {data['format']} cannot be read; this version reads {FORMAT}"
        )
    workflow = Workflow(
        key=data["key"],
        version=data["version"],
        sensitivity=data["sensitivity"],
        roles={name: tuple(held) for name, held in data["roles"].items()},
        parameters=dict(data["parameters"]),
        states=_by_id(data["states"], lambda row: State(phase=row["phase"])),
        moves=_by_id(data["moves"], _read_move),
        clocks=_by_id(data["clocks"], _read_clock),
        categories=_by_id(data["categories"], _read_category),
        acts=_by_id(data["acts"], _read_act),
    )
    return replace(workflow, digest=digest_of(workflow))


def _by_id(rows: list[Data], read: Callable[[Data], T]) -> dict[str, T]:
    return {row["id"]: read(row) for row in rows}


def _read_move(row: Data) -> Move:
    return Move(
        sources=tuple(row["from"]),
        target=row["to"],
        roles=tuple(row["roles"]),
        fact=row["fact"],
        rules=tuple(row["rules"]),
        requires=tuple(row["requires"]),
        min_items=dict(row["min_items"]),
        given=dict(row["set"]),
        clocks=tuple(
            ClockStep(clock=clock, effect=effect, condition=condition)
            for clock, effect, condition in row["clocks"]
        ),
        evidence=tuple(row["evidence"]),
        decides=tuple(row["decides"]),
        assignment=row["assignment"],
        reasons=tuple(row["reasons"]),
        optional=tuple(row.get("optional", ())),
        among={name: tuple(values) for name, values in row.get("among", {}).items()},
        opens=row.get("opens", ""),
        settles=row.get("settles", ""),
    )


def _read_clock(row: Data) -> ClockRule:
    return ClockRule(
        kind=row["kind"],
        limit=Limit(**row["limit"]),
        urgent=Limit(**row["urgent"]) if row["urgent"] else None,
        due_field=row["due_field"],
        start_field=row["start_field"],
        key_field=row["key_field"],
        by_field=row["by_field"],
        by_value=_read_limits(row["by_value"]),
        by_category=row["by_category"],
        roll=row["roll"],
        held_by=row.get("held_by", ""),
        hours=row.get("hours", ""),
        ladder=_by_id(row.get("ladder", []), _read_rung),
    )


def _read_rung(row: Data) -> Rung:
    return Rung(
        percent=row["percent"],
        after=Limit(**row["after"]) if row["after"] else None,
        every=Limit(**row["every"]) if row["every"] else None,
        tell=tuple(row["tell"]),
        move=row["move"],
        given=dict(row["set"]),
    )


def _read_category(row: Data) -> Category:
    return Category(
        code=row["code"],
        filing=tuple(row["filing"]),
        closing=tuple(row["closing"]),
        limits=_read_limits(row["limits"]),
        urgent_limits=_read_limits(row["urgent_limits"]),
        evidence={move: tuple(slots) for move, slots in row["evidence"].items()},
        items={move: tuple(asked) for move, asked in row.get("items", {}).items()},
        decline_reasons=tuple(row["decline_reasons"]),
        suspension_grounds=tuple(row.get("suspension_grounds", ())),
        flags=tuple(row["flags"]),
        title=row["title"],
    )


def _read_act(row: Data) -> Act:
    return Act(max_term=Limit(**row["max_term"]), order_first=row["order_first"], cite=row["cite"])


def _read_limits(limits: Data) -> dict[str, Limit]:
    return {name: Limit(**limit) for name, limit in limits.items()}
