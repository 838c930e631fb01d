"""Commands for backups of an installation with the embedded server: take, list, receive, detach, restore."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Where the copies lie: another disk or machine.")]
Keys = Annotated[
    Path | None,
    typer.Option(
        "--keys", metavar="DIR", help="Where the copies of the keys lie, apart from those of the facts."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]

backups = typer.Typer(
    help="Copy the office while it works, and put it back.", rich_markup_mode=None, no_args_is_help=True
)


@backups.command()
def take(
    folder: Folder,
    keys: Keys = None,
    keep: Annotated[int, typer.Option(min=1, help="How many bases stay; older ones are removed.")] = 7,
    as_json: AsJson = False,
) -> None:
    """Take a base: everything the server holds, verified, and the files beside it (evidence, published log).

    Nobody has to wait. Keys of personal data go into a folder of their own, where none stays longer than seven days:
    whoever has both has everything. Signing key and wrapping key are not copied: keep a copy of each apart.

    Example: bihuan backup take /media/backup --keys /media/keys
    """
    from api.cli.backing_up import run_take

    run_take(folder, keys, keep=keep, as_json=as_json)


@backups.command("list")
def list_(folder: Folder, as_json: AsJson = False) -> None:
    """Tell which bases are there, and how far the journal reaches.

    Example: bihuan backup list /media/backup
    """
    from api.cli.backing_up import run_list

    run_list(folder, as_json=as_json)


@backups.command()
def receive(
    folder: Folder,
    keys: Keys = None,
    later: Annotated[
        bool, typer.Option("--later", help="Acknowledge without waiting; the last moves may be lost.")
    ] = False,
) -> None:
    """Receive what the server writes, until told to stop. A move is acknowledged only once it lies in DIR too.

    Run it as a service beside `bihuan serve` and `bihuan worker`. When it is killed, moves wait until it runs again;
    `bihuan backup detach` lets the server go on alone.

    Example: bihuan backup receive /media/backup --keys /media/keys
    """
    from api.cli.receiving import run_receive

    run_receive(folder, keys, later=later)


@backups.command()
def detach(
    drop: Annotated[
        bool,
        typer.Option("--drop", help="Give the copy up: keep no journal for a receiver that would go on."),
    ] = False,
) -> None:
    """Let the server go on without a receiver: moves that wait for one are acknowledged.

    The server keeps its journal, so that `bihuan backup receive` can go on. `bihuan doctor` tells how much that is;
    with --drop it is given up, and the next receiver needs a new base.

    Example: bihuan backup detach
    """
    from api.cli.receiving import run_detach

    run_detach(drop=drop)


@backups.command()
def restore(
    folder: Folder,
    keys: Keys = None,
    until: Annotated[
        str, typer.Option(help="Put back the state of this moment; without it, all that was received.")
    ] = "",
    give_up_missing: Annotated[
        bool,
        typer.Option(
            "--give-up-missing",
            help="Files of the journal are lost for good: put back what came before them.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Put the office back into an empty BIHUAN_DATA_DIR, from the newest base and the journal since.

    All of it is put back or nothing. Data that are there are never overwritten. Afterwards `bihuan doctor` looks at
    the whole installation.

    Example: bihuan backup restore /media/backup --keys /media/keys
    """
    from api.cli.backing_up import run_restore

    run_restore(folder, keys, until=until, give_up_missing=give_up_missing, as_json=as_json)
