"""From a row to the fields of the fact its step records."""

from __future__ import annotations

from typing import Any, get_origin

from api.importing.history.mapping import StepMapping
from api.importing.places import place_of
from api.importing.rows import Row
from api.importing.values import Rejected, flag_of, short, value_of
from domain.declaration import Declared, declared
from domain.facts import BY_TOPIC


def fields_of(row: Row, step: StepMapping, topic: str) -> dict[str, Any]:
    """The fields a step carries, typed as its fact declares them. Raises Rejected."""
    known = {field.name: field for field in declared(BY_TOPIC[topic])}
    texts = {name: value_of(row, name, cell) for name, cell in step.fields.items()}
    fields = {name: _typed(known[name], text) for name, text in texts.items() if text}
    attributes = {name: value_of(row, name, cell) for name, cell in step.attributes.items()}
    if kept := {name: text for name, text in attributes.items() if text}:
        fields["attributes"] = kept
    if place := place_of(row, step.place):
        fields["place"] = place
    return fields


def _typed(field: Declared, text: str) -> Any:
    if field.base is bool:
        return flag_of(field.name, text)
    if get_origin(field.base) is tuple:
        return [text]
    if field.base is not int:
        return text
    try:
        return int(text)
    except ValueError:
        reason = f'"{short(text)}" is no whole number, as {field.name} wants; map it with values'
        raise Rejected("unknown_value", reason) from None
