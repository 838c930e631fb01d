"""Commands that make and run an office: demo, init, serve, worker, migrate, doctor."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

HOST, PORT = "127.0.0.1", 8000
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Host = Annotated[str, typer.Option(help="Address to listen on; demo sign-in works on this machine only.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")]
WithParent = Annotated[bool, typer.Option("--with-parent", hidden=True)]


def demo(
    cases: Annotated[
        int | None, typer.Option(min=1, max=20_000, help="How many reports come in (440).")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="The same seed and days give the same facts (1).")] = None,
    days: Annotated[
        int | None, typer.Option(min=7, max=300, help="How many days are simulated (60).")
    ] = None,
    until: Annotated[str, typer.Option(help="Last simulated day, such as 2026-11-24 (yesterday).")] = "",
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="Only make the data and print the summary.")
    ] = False,
    host: Host = HOST,
    port: Port = PORT,
    as_json: AsJson = False,
) -> None:
    """Make a demo office, let it work for sixty simulated days, then serve it.

    It has a database of its own that is marked as a demo for ever; a second run uses it again.

    Example: bihuan demo --port 8010
    """
    from api.cli.demo import run_demo

    asked = {"cases": cases, "seed": seed, "days": days, "until": until}
    run_demo(asked=asked, serve=not no_serve, host=host, port=port, as_json=as_json)


def init(
    office: Annotated[Path, typer.Argument(help="The office's file, OFFICE.toml.")], as_json: AsJson = False
) -> None:
    """Make a real, empty office from its file: database, catalogue, units, duties, posts.

    Example: bihuan init office.toml
    """
    from api.cli.init import run_init

    run_init(office, as_json=as_json)


def serve(
    host: Host = HOST,
    port: Port = PORT,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that answer requests.")] = 1,
    with_parent: WithParent = False,
    fd: Annotated[int, typer.Option("--fd", hidden=True)] = -1,
) -> None:
    """Run the API and the cockpit. The lists need `bihuan worker` beside it.

    Example: bihuan serve --port 8000
    """
    from api.cli.serving import run_serve

    run_serve(host=host, port=port, workers=workers, with_parent=with_parent, fd=fd)


def worker(
    once: Annotated[bool, typer.Option("--once", help="Do what there is to do, then leave.")] = False,
    with_parent: WithParent = False,
) -> None:
    """Keep the lists up to date and do what follows from facts; any number of workers may run.

    Example: bihuan worker
    """
    from api.cli.working import run_worker

    run_worker(once=once, with_parent=with_parent)


def migrate(as_json: AsJson = False) -> None:
    """Make the database, or bring it up to date; safe to repeat.

    Example: bihuan migrate
    """
    from api.cli.migrating import run_migrate

    run_migrate(as_json=as_json)


def doctor(as_json: AsJson = False) -> None:
    """Look at settings, database, read models, calendar; say what to do. Exit code 6 when something needs doing.

    Example: bihuan doctor
    """
    from api.cli.doctor import run_doctor

    run_doctor(as_json=as_json)
