"""Commands for the calendar deadlines are counted by: publish one, show what is in force."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def publish(
    path: Annotated[
        Path | None, typer.Argument(help="A calendar file; the one of the catalogue by default.")
    ] = None,
    actor: Annotated[
        str, typer.Option("--as", help="The steward who does it; the only one by default.")
    ] = "",
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Publish nothing, tell what would change and which deadlines would move."
        ),
    ] = False,
    limit: Annotated[
        int, typer.Option(min=0, help="How many of the deadlines that would move are listed by --dry-run.")
    ] = 20,
    as_json: AsJson = False,
) -> None:
    """Count by another calendar from now on, and count the running deadlines again that are due at another moment.

    Old due moments stay visible. Interrupted, it is finished by a worker or by the same command.

    Example: bihuan calendar publish cn-2027.toml --dry-run
    """
    from api.cli.calendar_trial import run_dry
    from api.cli.calendars import run_publish

    if dry_run:
        run_dry(path, limit=limit, as_json=as_json)
    else:
        run_publish(path, actor, as_json=as_json)


def show(
    version: Annotated[str, typer.Argument(help="A version; the one in force by default.")] = "",
    as_json: AsJson = False,
) -> None:
    """Tell the calendar in force: years, what they rest on, days off and worked, office hours.

    Example: bihuan calendar show
    """
    from api.cli.calendars import run_show

    run_show(version, as_json=as_json)
