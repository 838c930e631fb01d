"""From a checked workflow to what the engine runs, and what people read of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from domain.definition import Workflow
from workflows.loader.canonical import digest_of
from workflows.loader.flatten import Flat
from workflows.loader.rows import Rows
from workflows.loader.words import Label, Labels

T = TypeVar("T")


def build_workflow(flat: Flat) -> Workflow:
    """The definition, flattened, without labels, under its digest."""
    workflow = Workflow(
        key=flat.sheet.key,
        version=flat.sheet.version,
        states=_values(flat.states),
        moves=_values(flat.moves),
        clocks=_values(flat.clocks),
        roles=_values(flat.roles),
        categories=_values(flat.categories),
        acts=_values(flat.acts),
        parameters=_values(flat.parameters),
        sensitivity=flat.sheet.sensitivity,
    )
    return replace(workflow, digest=digest_of(workflow))


def build_labels(flat: Flat, shared: Labels) -> Labels:
    """The workflow's own labels before those that all share."""
    own: dict[str, Mapping[str, Label]] = {
        "workflows": {flat.sheet.key: flat.sheet.label} if flat.sheet.label else {},
        "states": _labels(flat.states),
        "moves": _labels(flat.moves),
        "clocks": _labels(flat.clocks),
        "categories": _labels(flat.categories),
        "acts": _labels(flat.acts),
    }
    return shared.joined({**own, **flat.words})


def _values(rows: Rows[T]) -> dict[str, T]:
    return {name: row.value for name, row in rows.items()}


def _labels(rows: Rows[T]) -> dict[str, Label]:
    return {name: row.label for name, row in rows.items() if row.label is not None}
