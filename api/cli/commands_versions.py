"""Commands for a new version of a workflow: what it changes, what would have been, moving running cases to it."""

from __future__ import annotations

from pathlib import Path
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


def what_if(
    path: Annotated[
        Path | None, typer.Argument(help="A changed workflow file, or a folder of changed ones.")
    ] = None,
    calendar: Annotated[Path | None, typer.Option(help="Another calendar file.")] = None,
    since: Annotated[
        str, typer.Option("--from", help="Decide again from this moment on; all by default.")
    ] = "",
    until: Annotated[str, typer.Option(help="Look no further than this moment; the end of the log.")] = "",
    language: Annotated[str, typer.Option(help="zh or en.")] = "zh",
    as_json: AsJson = False,
) -> None:
    """Replay the log under other workflows or another calendar, in memory: who would have been late, what refused.

    Every recorded move is decided again at its own moment. A changed file stands in place of that of its name. People
    are taken to act as they did.

    Example: bihuan workflow what-if my-changes/ --from 2026-10-01
    """
    from api.cli.whatif import Asked, run_what_if

    run_what_if(
        Asked(changed=path, calendar=calendar, since=since, until=until, language=language, as_json=as_json)
    )
