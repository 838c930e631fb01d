"""The formats by name. A format is imported when it is asked for, since some need packages that not everybody has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from api.exporting.about import Opened


class MissingPackage(Exception):
    """A format needs a package that is not installed; the message says which."""


@dataclass(frozen=True)
class Format:
    """Where a format is written, and what it is.

    `ending` is that of its files, `extra` the extra of our distribution that it needs.
    """

    module: str
    function: str
    media_type: str
    ending: str
    is_piped: bool = True
    has_one_table: bool = False
    extra: str = ""


FORMATS: Mapping[str, Format] = {
    "ocel": Format("ocel", "write_ocel", "application/json", "json"),
    "xes": Format("xes", "write_xes", "application/xml", "xes"),
    "csv": Format("csv_table", "write_csv", "text/csv; charset=utf-8", "csv", has_one_table=True),
    "xlsx": Format(
        "xlsx",
        "write_xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
        is_piped=False,
        extra="export",
    ),
    "parquet": Format(
        "parquet",
        "write_parquet",
        "application/vnd.apache.parquet",
        "parquet",
        is_piped=False,
        has_one_table=True,
        extra="parquet",
    ),
}


def opened(name: str) -> Opened:
    """How a format is written. Raises MissingPackage."""
    found = FORMATS[name]
    try:
        module = import_module(f"api.exporting.{found.module}")
    except ModuleNotFoundError as error:
        raise MissingPackage(
            f"{name} needs the package {error.name}: pip install 'bihuan[{found.extra}]'."
        ) from None
    return cast("Opened", getattr(module, found.function))
