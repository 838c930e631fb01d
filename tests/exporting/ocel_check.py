"""What a log must be to be OCEL 2.0, written from the specification and its JSON schema, not from our writer."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

TYPES = {"string", "time", "integer", "float", "boolean"}


def problems(log: dict[str, Any]) -> list[str]:
    """Everything that is not so."""
    return [*_shape(log), *_types(log), *_references(log)]


def _shape(log: dict[str, Any]) -> Iterator[str]:
    if set(log) != {"objectTypes", "eventTypes", "objects", "events"}:
        yield f"top level: {sorted(log)}"
    for kind in (*log["objectTypes"], *log["eventTypes"]):
        if set(kind) != {"name", "attributes"} or any(one["type"] not in TYPES for one in kind["attributes"]):
            yield f"type {kind}"
    for one in log["objects"]:
        yield from _item(one, {"name", "value", "time"})
    for one in log["events"]:
        yield from _item(one, {"name", "value"})


def _item(item: dict[str, Any], needed: set[str]) -> Iterator[str]:
    """An object or event: named, of a type, with attributes and relations of texts."""
    if not all(isinstance(item[key], str) and item[key] for key in ("id", "type")):
        yield f"no id or type: {item}"
    for attribute in item["attributes"]:
        if set(attribute) != needed or not all(isinstance(value, str) for value in attribute.values()):
            yield f"{item['id']}: attribute {attribute}"
    for relation in item["relationships"]:
        if set(relation) != {"objectId", "qualifier"} or not relation["qualifier"]:
            yield f"{item['id']}: relation {relation}"


def _types(log: dict[str, Any]) -> Iterator[str]:
    """Every item is of a declared type, every attribute is declared there and reads as its type."""
    for kinds, items in (("objectTypes", "objects"), ("eventTypes", "events")):
        declared = {one["name"]: {a["name"]: a["type"] for a in one["attributes"]} for one in log[kinds]}
        if len(declared) != len(log[kinds]):
            yield f"{kinds}: a name twice"
        for item in log[items]:
            for attribute in item["attributes"]:
                kind = declared.get(item["type"], {}).get(attribute["name"])
                if kind is None or not _reads_as(kind, attribute["value"]):
                    yield f"{item['id']}: {attribute} is no {kind}"
                if "time" in attribute and not _is_moment(attribute["time"]):
                    yield f"{item['id']}: {attribute}"
    yield from (f"{event['id']}: {event['time']}" for event in log["events"] if not _is_moment(event["time"]))


def _references(log: dict[str, Any]) -> Iterator[str]:
    objects = [one["id"] for one in log["objects"]]
    events = [one["id"] for one in log["events"]]
    if len(set(objects)) != len(objects) or len(set(events)) != len(events):
        yield "an id twice"
    known = set(objects)
    for item in (*log["objects"], *log["events"]):
        for relation in item["relationships"]:
            if relation["objectId"] not in known:
                yield f"{item['id']} points at {relation['objectId']}, which is not there"
        pairs = [(relation["objectId"], relation["qualifier"]) for relation in item["relationships"]]
        if len(set(pairs)) != len(pairs):
            yield f"{item['id']}: the same relation twice"


def _reads_as(kind: str, text: str) -> bool:
    if kind == "boolean":
        return text in ("true", "false")
    if kind == "time":
        return _is_moment(text)
    try:
        {"integer": int, "float": float, "string": str}[kind](text)
    except ValueError:
        return False
    return True


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
