"""Commands for the keys of personal data."""

from __future__ import annotations

from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]

keys = typer.Typer(
    help="The keys that personal data are sealed with.", rich_markup_mode=None, no_args_is_help=True
)


@keys.command()
def show(as_json: AsJson = False) -> None:
    """Tell where the wrapping key lies and how many keys there are, of each kind; nothing of a key itself.

    Example: bihuan keys show
    """
    from api.cli.keys import run_show

    run_show(as_json=as_json)


@keys.command()
def rotate(as_json: AsJson = False) -> None:
    """Make a new wrapping key and wrap every key with it; what is sealed stays as it is, and nobody has to stop.

    Repeat it when it was interrupted. Afterwards nothing that an older backup of the keys holds can be unwrapped by
    the file as it is now: keep a copy of the old file for as long as such a backup may be needed.

    Example: bihuan keys rotate
    """
    from api.cli.keys import run_rotate

    run_rotate(as_json=as_json)
