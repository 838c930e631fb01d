"""The command that writes cases and facts for other tools."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.commands_data import AsJson

Format = Annotated[str, typer.Argument(metavar="FORMAT", help="ocel, xes, csv, xlsx or parquet.")]
File = Annotated[str, typer.Argument(help="Where to; - for standard output (ocel, xes, csv).")]
Reader = Annotated[
    str, typer.Option("--as", help="As this person sees it; without one, nothing personal is shown.")
]
Workflows = Annotated[list[str] | None, typer.Option(help="Cases of this workflow; may be repeated.")]
OneCase = Annotated[str, typer.Option(help="One case, by id or number.")]
Since = Annotated[str, typer.Option(help="Cases opened from then on, such as 2026-10-01.")]
Until = Annotated[str, typer.Option(help="Cases opened before then; a date alone is reached at its end.")]
Position = Annotated[int | None, typer.Option(min=0, help="As it was at this position of the log.")]
Table = Annotated[str, typer.Option(help="For csv and parquet: facts or cases.")]
Language = Annotated[str, typer.Option(help="Of labels: zh or en.")]


def export(
    format_: Format,
    file: File,
    reader: Reader = "",
    workflow: Workflows = None,
    case: OneCase = "",
    since: Since = "",
    until: Until = "",
    position: Position = None,
    table: Table = "facts",
    language: Language = "zh",
    as_json: AsJson = False,
) -> None:
    """Write cases and their facts for process mining, spreadsheets and data frames; a whole file or none.

    Fields the reader may not see are written as hidden. Without --as persons get other names in every export.

    Example: bihuan export ocel cases.json --workflow river_bank --since 2026-10-01
    """
    from api.cli.exporting import Wanted, run_export

    asked = Wanted(
        format=format_, file=file, reader=reader, workflows=tuple(workflow or ()), case=case, since=since,
        until=until, position=position, table=table, language=language, as_json=as_json,
    )  # fmt: skip
    run_export(asked)
