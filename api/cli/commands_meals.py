"""Commands for the meal list: who is on it, put on it, taken off it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Actor = Annotated[str, typer.Option("--as", help="The steward who does it; the only one by default.")]


def put(
    path: Annotated[Path, typer.Argument(help="A file with [meal_list.PERSON] rows, as in an office file.")],
    actor: Actor = "",
    as_json: AsJson = False,
) -> None:
    """Put people on the meal list, or say anew until when, at which tier, who their family is, what they avoid.

    Who is on the list as the file says already is left as he is; nobody is taken off.

    Example: bihuan meals put march.toml
    """
    from api.cli.meals import run_put

    run_put(path, actor, as_json=as_json)


def withdraw(
    person: Annotated[str, typer.Argument(help="The person's id.")],
    reason: Annotated[str, typer.Option(help="moved, deceased, own_wish or not_eligible.")],
    actor: Actor = "",
) -> None:
    """Take somebody off the meal list; orders that are on their way go on.

    Example: bihuan meals withdraw resident-141 --reason moved
    """
    from api.cli.meals import run_withdraw

    run_withdraw(person, reason, actor)


def show(as_json: AsJson = False) -> None:
    """Tell who is on the meal list, without what they must not eat.

    Example: bihuan meals show
    """
    from api.cli.meals import run_show

    run_show(as_json=as_json)
