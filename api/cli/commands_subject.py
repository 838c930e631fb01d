"""Commands for requests of people about data of their own: show, find, restrict, release, erase."""

from __future__ import annotations

from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Subject = Annotated[str, typer.Argument(metavar="ID", help="Id of the person, as a case has it.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, as it is kept for ever.")]
As = Annotated[str, typer.Option("--as", help="Which steward, when there are several.")]

subjects = typer.Typer(
    help="What people ask for about data of their own.", rich_markup_mode=None, no_args_is_help=True
)


@subjects.command()
def show(subject: Subject, as_: As = "", as_json: AsJson = False) -> None:
    """Tell whether anything is kept, restricted or was erased, and what was asked for; never the data.

    Example: bihuan subject show resident-137
    """
    from api.cli.subjects import run_show

    run_show(subject, as_, as_json=as_json)


@subjects.command()
def find(
    phone: Annotated[
        str, typer.Argument(metavar="PHONE", help="A phone number; - reads it from standard input.")
    ],
    as_json: AsJson = False,
) -> None:
    """Tell under which ids a phone number came in. Read it from standard input to keep it out of the history.

    Example: bihuan subject find - < number.txt
    """
    from api.cli.subjects import run_find

    run_find(phone, as_json=as_json)


@subjects.command()
def restrict(subject: Subject, reason: Reason, as_: As = "", as_json: AsJson = False) -> None:
    """Keep data about somebody and show them to nobody, until they are released.

    Example: bihuan subject restrict resident-137 --reason "asked on 2026-11-29, records have to be kept"
    """
    from api.cli.subjects import run_action

    run_action("restrict", subject, reason, as_, as_json=as_json)


@subjects.command()
def release(subject: Subject, reason: Reason, as_: As = "", as_json: AsJson = False) -> None:
    """Show restricted data again to those who may read them.

    Example: bihuan subject release resident-137 --reason "withdrawn on 2026-12-01"
    """
    from api.cli.subjects import run_action

    run_action("release", subject, reason, as_, as_json=as_json)


@subjects.command()
def erase(subject: Subject, reason: Reason, as_: As = "", as_json: AsJson = False) -> None:
    """Destroy the keys of data about somebody: nobody reads them again, from no backup either. It cannot be undone.

    Example: bihuan subject erase resident-137 --reason "asked on 2026-11-29, nothing has to be kept"
    """
    from api.cli.subjects import run_action

    run_action("erase", subject, reason, as_, as_json=as_json)
