"""Commands for who writes workflows and specifications, and for benchmarks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def lint(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files or folders; ours when none.")] = None,
) -> None:
    """Check workflow files; every problem with file and line. Exit code 3 when there is one.

    A workflow under a key that we have already is checked as its next version.

    Example: bihuan workflow lint my-catalogue/
    """
    from api.cli.catalogue import run_lint

    run_lint(tuple(paths or ()))


def render(
    key: Annotated[str, typer.Argument(help="Key of a workflow, such as city_case.")],
    language: Annotated[str, typer.Option(help="zh or en.")] = "zh",
    catalogue: Annotated[Path | None, typer.Option(help="A folder of workflows beside ours.")] = None,
) -> None:
    """Print a workflow as a Mermaid state diagram.

    Example: bihuan workflow render river_bank --language en
    """
    from api.cli.catalogue import run_render

    run_render(key, language, catalogue)


def spec(
    paths: Annotated[
        list[str] | None, typer.Argument(help="Feature files or folders; ours when none.")
    ] = None,
    driver: Annotated[
        list[str] | None, typer.Option(help="domain, inprocess or http; may be repeated.")
    ] = None,
    catalogue: Annotated[Path | None, typer.Option(help="A folder of workflows beside ours.")] = None,
    steps: Annotated[
        bool, typer.Option("--steps", help="List every step with an example, run nothing.")
    ] = False,
) -> None:
    """Run feature files against the engine; options it does not know go to pytest, whose exit code it leaves with.

    Example: bihuan spec my-features/ --driver http
    """
    from api.cli.specifying import run_spec

    run_spec(tuple(paths or ()), tuple(driver or ()), catalogue, steps=steps)


def bench(
    names: Annotated[
        list[str] | None, typer.Argument(help="Benchmarks; without one they are listed.")
    ] = None,
    seconds: Annotated[float | None, typer.Option(min=0.1, help="How long each measurement takes.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the rows to this file.")] = None,
    peers: Annotated[
        bool, typer.Option("--peers", help="Also peers that need programs of their own.")
    ] = False,
) -> None:
    """Run the benchmarks of a checkout, each beside its peers.

    Example: bihuan bench append --seconds 10
    """
    from api.cli.benching import run_bench

    given = {"--seconds": seconds, "--json": json_file}
    options = [part for name, value in given.items() if value is not None for part in (name, str(value))]
    run_bench(tuple(names or ()), [*options, *(["--peers"] if peers else [])])
