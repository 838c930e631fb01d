"""The page of facts: every topic that may stand in the log, with its fields."""

import dataclasses
import inspect
import types
import typing
from collections.abc import Mapping

from domain.declaration import Declared, declared
from domain.facts import CASE_FACTS, OFFICE_FACTS
from domain.facts.schema import Fact
from scripts.reference.markdown import code, table

INTRODUCTION = """# Facts

What may stand in the log, and nothing else. Topics and field names are on disk for ever: fields are added, never
renamed or removed.

A field's class says who may read it: 0 public, 1 internal, 2 personal, 3 confidential. **Hands**: who does this may
later neither check nor close the case.
"""


def page() -> str:
    """Return the page."""
    parts = [INTRODUCTION]
    for title, facts in (("Of a case", CASE_FACTS), ("Of the office", OFFICE_FACTS)):
        parts.append(f"## {title}")
        parts.extend(_section(fact) for fact in facts)
    return "\n\n".join(parts)


def _section(fact: type[Fact]) -> str:
    said = inspect.cleandoc(fact.__doc__ or "").replace("\n", " ")
    marks = f"Schema {fact.SCHEMA}." + (" Hands." if fact.HANDS else "")
    rows = [_row(field) for field in declared(fact)]
    fields = table(("field", "type", "class", "", "values"), rows) if rows else "No fields of its own."
    return f"### `{fact.TOPIC}`\n\n{said} {marks}\n\n{fields}"


def _row(field: Declared) -> tuple[str, str, str, str, str]:
    need = "required" if field.required else ""
    values = ", ".join(map(code, field.listed.values)) if field.listed else _bounds(field)
    return code(field.name), _type(field.base), _level(field), need, values


def _level(field: Declared) -> str:
    if field.level is None:
        return ""
    rises = ", ".join(field.level.confidential_in)
    return f"{field.level.level}" + (f" (3 in {rises})" if rises else "")


def _bounds(field: Declared) -> str:
    if field.limits is None:
        return ""
    return " ".join(
        f"{word} {bound}"
        for word, bound in (("at least", field.limits.least), ("at most", field.limits.most))
        if bound is not None
    )


def _type(hint: object) -> str:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        return f"list of {_type(arguments[0])}"
    if origin in (dict, Mapping):
        return f"{_type(arguments[0])} to {_type(arguments[1])}"
    if origin in (typing.Union, types.UnionType):
        return " or ".join(_type(argument) for argument in arguments)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return f"{hint.__name__} ({', '.join(field.name for field in dataclasses.fields(hint))})"
    return getattr(hint, "__name__", str(hint))
