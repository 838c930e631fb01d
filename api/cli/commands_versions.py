"""Commands for a new version of a workflow: what it changes, what would have been, moving running cases to it."""

from __future__ import annotations

from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
VERSION = "A file, a key of the catalogue, KEY@VERSION or a digest of the database."


def diff(
    a: Annotated[str, typer.Argument(help=f"The version before. {VERSION}")],
    b: Annotated[str, typer.Argument(help="The version after, named in the same ways.")],
    language: Annotated[str, typer.Option(help="zh or en.")] = "zh",
    as_json: AsJson = False,
) -> None:
    """Tell what a new version of a workflow changes: states, moves, rules, clocks, limits, categories.

    Example: bihuan workflow diff city_case@1 city_case
    """
    from api.cli.diffing import run_diff

    run_diff(a, b, language, as_json=as_json)
