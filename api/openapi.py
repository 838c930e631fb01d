"""What the OpenAPI document says beyond the paths: parameters, bodies made from the facts' own declarations, problems.

Routes read bodies and parameters by hand, strictly; the document is generated from the same declarations that judge
them, so it cannot promise another shape.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, get_args, get_origin

from domain.declaration import Declared, declared
from domain.facts import CASE_FACTS
from domain.facts.schema import Fact
from domain.values import File, Place

Schema = dict[str, Any]
PARAMETERS: Mapping[str, str] = {
    "workflow": "keys of workflows, several with commas",
    "state": "states",
    "phase": "phases: intake, triage, work, returned, suspended, check, done",
    "community": "community codes",
    "unit": "lead units",
    "category": "categories",
    "channel": "channels of reports",
    "urgent": "true or false",
    "mine": "true: assigned to me or to my units",
    "overdue": "true: a duty that runs has run out",
    "master": "reports merged into this case",
    "q": "words in number, title or public address",
    "figure": "the cases a figure of /closed-loop counts",
    "since": "from this moment on: opened, counted or sent; a date begins at 00:00 of the office's time",
    "until": "before this moment: opened, counted or sent; a date ends at 24:00. What is to come is judged as of now",
    "sort": "due_at (default: least open time left first), opened_at, last_at; with - the other way round",
    "at": "as it was at this moment, not after now; of a date, at its end (24:00)",
    "position": "as it was at this position of the log",
    "basis": "of `at`: recorded (default: what was known then) or occurred (what had happened by then)",
    "cursor": "where the last page ended",
    "limit": "cases on a page",
    "min_position": "wait until the list shows this position",
    "by": "group by workflow, community, unit or category",
    "part": "numerator (default), denominator, missing, or a reason why cases stand apart, such as forced or excluded",
    "format": "json (default) or csv",
    "table": "facts (default) or cases, of formats that hold one table: csv and parquet",
    "after": "positions after this one",
    "rung": "kinds of messages: reminder, warning, overdue, raised, supervised and what else the ladders name",
    "clock": "clocks that messages are about",
    "role": "which of my roles was told; none: I in person",
    "device": "id of a device",
    "kind": "kinds of devices",
    "factor": "readings that have this factor, such as w21003",
    "flag": "readings with a value so marked; only N counts",
    "mode": "modes of service: normal, maintenance and what else a lift has",
    "late": "true: that came after their time had been judged; false: the others",
    "alarm": "alarms, by the ids of their definitions",
    "act": "opened, again, cleared, recovered, suppressed, flapping, silent",
    "route": "live, shadow (would have been), snoozed, kept",
    "outcome": "waiting, done, noted, refused",
    "case": "the case that carries the file, that messages are about, or that is exported alone",
}
HEADERS: Mapping[str, str] = {
    "If-Match": 'ETag of the version this is based on, such as "v3"',
    "Idempotency-Key": "repeat the same request safely with the same key; keys belong to the actor",
}
SCALARS: Mapping[Any, Schema] = {
    str: {"type": "string", "maxLength": 10_000},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number", "minimum": -180, "maximum": 180},
    Decimal: {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
}
ATTRIBUTES: Schema = {"type": "object", "additionalProperties": {"type": ["string", "integer", "boolean"]}}
AROUND: Schema = {
    "occurred_at": {
        "type": "string",
        "format": "date-time",
        "description": "when it happened, if noted offline",
    },
    "on_behalf_of": {"type": "string", "description": "id of the person acted for"},
    "role": {"type": "string", "description": "in which of one's roles, when there are several"},
}


def query(*names: str) -> Schema:
    """`openapi_extra` of a route that reads these query parameters."""
    return {"parameters": [_parameter("query", name, PARAMETERS[name]) for name in names]}


def headers(*names: str) -> Schema:
    """`openapi_extra` of a route that reads these headers."""
    return {"parameters": [_parameter("header", name, HEADERS[name]) for name in names]}


def json_body(schema: Schema, *, required: bool = True) -> Schema:
    """`openapi_extra` of a route with a JSON body."""
    return {"requestBody": {"required": required, "content": {"application/json": {"schema": schema}}}}


def component(name: str) -> Schema:
    """A reference to a schema of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


@cache
def components() -> Schema:
    """Every fact by topic, the values they are made of, and the body of a problem."""
    found = {fact.TOPIC: _record(fact) for fact in CASE_FACTS}
    values = {"Place": _record(Place), "File": _record(File)}
    move = {
        "description": "The fields of the fact the move emits, by name; GET …/moves tells which must be there.",
        "type": "object",
        "properties": AROUND,
        "additionalProperties": True,
    }
    return {**found, **values, "Move": move, "Report": _report(), "Problem": PROBLEM}


def _report() -> Schema:
    named = {
        "workflow": {"type": "string", "description": "key of the workflow; follows from the category"},
        "move": {"type": "string", "description": "the move from new, where there are several"},
    }
    own = found["properties"] if (found := _record(CASE_FACTS[0])) else {}
    return {"type": "object", "properties": {**named, **own, **AROUND}, "additionalProperties": False}


PROBLEM: Schema = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "trace_id"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "description": "stable; what is not so"},
        "trace_id": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}


def _parameter(place: str, name: str, told: str) -> Schema:
    return {"name": name, "in": place, "required": False, "description": told, "schema": {"type": "string"}}


def _record(cls: type[Fact] | type[Any]) -> Schema:
    fields = declared(cls)
    schema: Schema = {
        "type": "object",
        "properties": {field.name: _field(field) for field in fields},
        "required": [field.name for field in fields if field.required],
        "additionalProperties": False,
    }
    told = (cls.__doc__ or "").strip().splitlines()
    return {"description": told[0], **schema} if told else schema


def _field(field: Declared) -> Schema:
    schema = dict(_type(field.base))
    if field.listed:
        listed = {"enum": list(field.listed.values)}
        schema = {**schema, "items": listed} if schema.get("type") == "array" else listed
    if field.level is not None:
        schema["x-class"] = field.level.level
    return schema


def _type(base: Any) -> Schema:
    if base in SCALARS:
        return SCALARS[base]
    if base in (Place, File):
        return component(base.__name__)
    if get_origin(base) is tuple:
        return {"type": "array", "items": dict(_type(get_args(base)[0])), "maxItems": 500}
    return ATTRIBUTES
