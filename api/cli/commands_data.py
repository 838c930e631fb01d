"""Commands on what is recorded: import, replay, rebuild."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def import_reports(
    file: Annotated[Path, typer.Argument(help="CSV with a header, or JSON objects, one a line.")],
    mapping: Annotated[Path, typer.Option(help="Which column becomes which field: a TOML file.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Decide every row, record nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take reports over from a file; each row becomes a case.

    Rows that cannot be taken go to FILE.rejected.csv with the reason (exit code 3). A second run adds nothing.

    Example: bihuan import reports reports.csv --mapping mapping.toml --dry-run
    """
    from api.cli.importing import run_import

    run_import(file, mapping, dry_run=dry_run, as_json=as_json)


def import_history(
    file: Annotated[Path, typer.Argument(help="CSV with a header, JSON objects one a line, or XES.")],
    mapping: Annotated[Path, typer.Option(help="Which activity is which move: a TOML file.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Decide every step, record nothing.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Compare what was taken over with the file, row by row.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take over the event log of cases handled elsewhere; each row becomes a fact at its own time.

    Steps that the workflow does not allow go to FILE.rejected.csv with the reason (exit code 3). A second run adds
    nothing. With --check exit code 4 when order or times differ from the file's.

    Example: bihuan import history log.csv --mapping mapping.toml --dry-run
    """
    from api.cli.importing_history import run_check, run_history

    if check and dry_run:
        raise typer.BadParameter("say either --dry-run or --check.")
    if check:
        run_check(file, mapping, as_json=as_json)
    else:
        run_history(file, mapping, dry_run=dry_run, as_json=as_json)


def replay(
    case: Annotated[str, typer.Option(help="Id or number of a case; without one, the whole board.")] = "",
    at: Annotated[str, typer.Option(help="As it was at this moment, such as 2026-10-01T09:30+08:00.")] = "",
    position: Annotated[
        int | None, typer.Option(min=0, help="As it was at this position of the log.")
    ] = None,
    basis: Annotated[
        str, typer.Option(help="recorded: what was known then; occurred: what had happened.")
    ] = "recorded",
    as_json: AsJson = False,
) -> None:
    """Show a case, or the whole board, as it was.

    Example: bihuan replay --case 330105009-20261001-0001 --at 2026-10-01T12:00+08:00
    """
    from api.cli.replaying import run_replay

    run_replay(case=case, at=at, position=position, basis=basis, as_json=as_json)


def rebuild(
    names: Annotated[list[str] | None, typer.Argument(help="Read models; all when none is named.")] = None,
    compare: Annotated[
        bool, typer.Option("--compare", help="Build beside, compare digests, change nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Build read models anew from the log. With --compare exit code 4 when a digest differs.

    Example: bihuan rebuild board --compare
    """
    from api.cli.rebuilding import run_rebuild

    run_rebuild(tuple(names or ()), compare=compare, as_json=as_json)
