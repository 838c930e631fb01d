"""XES (IEEE 1849-2016): a trace for each case, an event for each fact, with the standard's own extensions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, BinaryIO
from xml.sax.saxutils import quoteattr

from api.exporting.about import About, Take
from api.exporting.columns import CASE_COLUMNS, FACT_COLUMNS
from api.exporting.plain import is_empty, moment_of, text_of
from api.exporting.telling import ToldCase, ToldFact

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="nested-attributes" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<extension name="Identity" prefix="identity" uri="http://www.xes-standard.org/identity.xesext"/>
<global scope="trace"><string key="concept:name" value=""/></global>
<global scope="event"><string key="concept:name" value=""/><date key="time:timestamp" value="1970-01-01T00:00:00Z"/>
<string key="lifecycle:transition" value="complete"/></global>
<classifier name="Activity" keys="concept:name"/>
<classifier name="Resource" keys="org:resource"/>
"""
_BARRED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 cannot hold."""
UNSHOWN = "\ufffd"
STANDARD = {"activity": "concept:name", "occurred_at": "time:timestamp", "actor": "org:resource",
            "role": "org:role", "unit": "org:group", "event_id": "identity:id"}  # fmt: skip
OF_THE_CASE = frozenset(("case_id", "case_no", "workflow"))


@contextmanager
def write_xes(file: BinaryIO, about: About) -> Iterator[Take]:
    """Traces in the order their cases began; events within one in the order they were recorded."""

    def put(text: str) -> None:
        file.write(text.encode())

    put(HEAD)
    for key, value in _of_the_log(about).items():
        put(_attribute(key, value))

    def take(case: ToldCase) -> None:
        put("<trace>\n")
        for key, value in _of_a_trace(case).items():
            put(_attribute(key, value))
        for fact in case.facts:
            put(f"<event>{''.join(_attribute(key, value) for key, value in _of_an_event(fact))}</event>\n")
        put("</trace>\n")

    yield take
    put("</log>\n")


def _of_the_log(about: About) -> Mapping[str, Any]:
    return {
        "concept:name": about.jurisdiction,
        "position": about.position,
        "reader": about.reader,
        "demo": about.is_demo,
    }


def _of_a_trace(case: ToldCase) -> Mapping[str, Any]:
    named = {"concept:name": case.values["case_no"] or case.id}
    return named | {column.name: case.values.get(column.name) for column in CASE_COLUMNS}


def _of_an_event(fact: ToldFact) -> Iterator[tuple[str, Any]]:
    for column in FACT_COLUMNS:
        if column.name not in OF_THE_CASE and column.name != "fields":
            yield STANDARD.get(column.name, column.name), fact.values[column.name]
    yield "lifecycle:transition", "complete"
    yield from ((f"field.{name}", value) for name, value in fact.values["fields"].items())


def _attribute(key: str, value: Any) -> str:
    """One attribute of the type its value has; nothing of no value."""
    if is_empty(value):
        return ""
    kind, text = _typed(key, value)
    return f"<{kind} key={quoteattr(key)} value={quoteattr(_BARRED.sub(UNSHOWN, text))}/>\n"


def _typed(key: str, value: Any) -> tuple[str, str]:
    if isinstance(value, datetime):
        return "date", moment_of(value)
    if isinstance(value, bool):
        return "boolean", text_of(value)
    if isinstance(value, int | float):
        return ("int" if isinstance(value, int) else "float"), str(value)
    return ("id" if key == "identity:id" else "string"), text_of(value)
