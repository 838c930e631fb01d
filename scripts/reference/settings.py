"""The page of settings: every name that the environment or `.env` may hold."""

import re
import typing

from pydantic_core import PydanticUndefined

from api.settings import PREFIX, Settings
from scripts.reference.markdown import code, table

INTRODUCTION = """# 设置 · Settings

Read from the environment or from `.env` in the current folder. A name that starts with `BIHUAN_` and is not listed
here is refused. `bihuan doctor` prints what is in force, with passwords masked.
"""

# A setting without a line here fails `make docs`.
WHAT_FOR = {
    "database_url": "Address of a PostgreSQL server, 15 or newer; empty: the embedded one starts by itself.",
    "keys_database_url": "Database of the keys of personal data, on another server than the log's; empty with an "
    "embedded log: a second embedded server.",
    "key_file": "File of the key that wraps all others; empty: one in `kek/` of the data directory, made at first.",
    "key_algorithm": "What new keys of personal data are for: AES-256-GCM, or SM4-GCM (国密). Old ones stay readable.",
    "data_dir": "Where data lie; under `make` it is `.data`, else the user's own data folder.",
    "pg_user": "Account that the embedded server runs under when started by root; else `postgres`, else `nobody`.",
    "postgres_bin": "Programs of the embedded server: a folder, `system` for those of this machine, empty for our own.",
    "catalogue_dir": "Folder with workflows of your own, read after those that come with Bihuan.",
    "office": "Jurisdiction code of the office that this process serves.",
    "timezone": "Time zone of the office.",
    "auth": "`demo`: whoever is on this machine may be anybody; `oidc` comes later.",
    "oidc_issuer": "Who signs people in (comes later).",
    "oidc_audience": "For whom the sign-in must be meant (comes later).",
    "signing_key_file": "Key that seals the history; empty: one in the data directory, made by the first seal.",
    "audit_witnesses": "Who signs heads of the history along: `KEY@URL` of each, parted by blanks.",
    "tianditu_key": "Key for maps of Tianditu (comes later).",
    "log_format": "Form of what is written to standard error.",
}


def page() -> str:
    """Return the page."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = "" if field.default is PydanticUndefined else _shown(field.default)
        rows.append((code(PREFIX + name.upper()), _values(field.annotation), code(default), WHAT_FOR[name]))
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
