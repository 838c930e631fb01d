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
    until: Annotated[
        str, typer.Option(help="Look no further than this moment, of a date its end; the end of the log.")
    ] = "",
    language: Annotated[str, typer.Option(help="zh or en.")] = "zh",
    as_json: AsJson = False,
) -> None:
    """Replay the log under other workflows or another calendar, in memory: what would be late, escalated, refused.

    Every recorded move is decided again at its own moment. A changed workflow stands in place of that of its key.
    People are taken to act as they did, clocks to be looked at on their moments.

    Example: bihuan workflow what-if my-changes/ --from 2026-10-01
    """
    from api.cli.whatif import Asked, run_what_if

    run_what_if(
        Asked(changed=path, calendar=calendar, since=since, until=until, language=language, as_json=as_json)
    )


def publish(
    versions: Annotated[
        list[str], typer.Argument(help="Keys of the catalogue, or changed files or folders of them.")
    ],
    actor: Annotated[
        str, typer.Option("--as", help="The steward who does it; the only one by default.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Put versions of workflows in force for cases opened from now on; running ones keep theirs.

    Of changed files everything is published that they change, also what extends them.

    Example: bihuan workflow publish my-changes/
    """
    from api.cli.publishing import run_publish

    run_publish(versions, actor, as_json=as_json)


def migrate(
    key: Annotated[str, typer.Argument(help="Key of the workflow whose running cases move.")],
    to: Annotated[
        str, typer.Option(help="A version number or a digest; the version in force by default.")
    ] = "",
    mapping: Annotated[
        Path | None, typer.Option(help='A file with a table [states] of renamed ones: old = "new".')
    ] = None,
    actor: Annotated[
        str, typer.Option("--as", help="The steward who does it; the only one by default.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing, tell what would be.")] = False,
    as_json: AsJson = False,
) -> None:
    """Move running cases to another version of their workflow, one fact each; safe to repeat.

    Deadlines stay what they were. A case without a place in that version is listed and left; exit code 3 then.

    Example: bihuan workflow migrate city_case --dry-run
    """
    from api.cli.version_moves import Asked, run_migrate_cases

    run_migrate_cases(Asked(key=key, to=to, mapping=mapping, actor=actor, dry_run=dry_run, as_json=as_json))
