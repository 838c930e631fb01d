"""The page of settings: every name that the environment or `.env` may hold."""

import re
import typing

from pydantic_core import PydanticUndefined

from api.settings import PREFIX, Settings
from scripts.reference.markdown import code, table

INTRODUCTION = """# Settings

Read from the environment or from `.env` in the current folder. A name that starts with `BIHUAN_` and is not listed
here is refused. `bihuan doctor` prints what is in force, with passwords masked.
"""


def page() -> str:
    """Return the page."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = "" if field.default is PydanticUndefined else _shown(field.default)
        rows.append(
            (code(PREFIX + name.upper()), _values(field.annotation), code(default), field.description or "")
        )
    return INTRODUCTION + "\n" + table(("name", "values", "default", "what for"), rows)


def _shown(default: object) -> str:
    text = str(default) if default is not None else ""
    return "" if text == "." or re.fullmatch(r"\*+", text) else text


def _values(annotation: object) -> str:
    if typing.get_origin(annotation) is typing.Literal:
        return " or ".join(code(value) for value in typing.get_args(annotation))
    names = [getattr(part, "__name__", "") for part in (typing.get_args(annotation) or (annotation,))]
    kinds = {"Path": "path", "str": "text", "SecretStr": "secret", "int": "whole number", "bool": "yes or no"}
    return " or ".join(kinds.get(name, name) for name in names if name != "NoneType")
