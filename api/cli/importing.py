"""`bihuan import reports`: rows of a file become cases, or come back with their reasons."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import typer

from api import event_loop
from api.bootstrap import build
from api.cli.console import Stop, out, out_json, progress, say
from api.cli.failures import BAD_DATA
from api.cli.places import OpenOffice, open_office
from api.importing.fitting import NotTaken
from api.importing.intake import Counts, Intake
from api.importing.mapping import ReportMapping, read_mapping
from api.importing.rejected import rejected_path, write_rejected
from api.importing.rows import Row, Rows, count_lines, open_rows
from workflows.log import LogUnavailable

SHOWN = 10
"""So many rejected rows are told; all of them are in the file."""


def run_import(file: Path, mapping: Path, *, dry_run: bool, as_json: bool) -> None:
    """Take the file in and tell what became of its rows."""
    said = read_mapping(mapping)
    rows = open_rows(file, said)
    if rows.columns:
        said.require_columns(frozenset(rows.columns))
    with open_office(quiet=as_json) as office:
        counts = _taken(office, file, said, rows, dry=dry_run, quiet=as_json)
    target = rejected_path(file)
    if not dry_run:
        _give_back(target, rows, counts)
    _tell(counts, target, dry=dry_run, as_json=as_json)
    if counts.rejected:
        raise typer.Exit(BAD_DATA)


def _taken(
    office: OpenOffice, file: Path, mapping: ReportMapping, rows: Rows, *, dry: bool, quiet: bool
) -> Counts:
    lines = count_lines(file)
    with progress("Deciding" if dry else "Taking in", quiet=quiet) as bar:

        def tell(row: Row) -> None:
            bar.tell(row.line, lines)

        try:
            return event_loop.run(_take(office, mapping, rows, tell, dry=dry))
        except NotTaken as error:
            raise Stop(str(error), BAD_DATA) from None
        except LogUnavailable as error:
            raise Stop(f"{error} What was taken in stays; the same command goes on from there.") from None


async def _take(office: OpenOffice, mapping: ReportMapping, rows: Rows, tell: Any, *, dry: bool) -> Counts:
    async with build(office.settings, dsn=office.dsn, jurisdiction=office.jurisdiction) as services:
        intake = Intake(
            services.engine,
            mapping,
            services.labels(mapping.workflow),
            clock=services.clock,
            new_id=services.new_id,
            dry=dry,
        )
        return await intake.take(rows.rows, tell)


def _give_back(target: Path, rows: Rows, counts: Counts) -> None:
    """Rejected rows of this run; what an earlier run gave back is gone with it."""
    if counts.rejected:
        write_rejected(target, rows.columns, counts.rejected)
    else:
        target.unlink(missing_ok=True)


def _tell(counts: Counts, target: Path, *, dry: bool, as_json: bool) -> None:
    if as_json:
        out_json(_as_data(counts, dry=dry))
        return
    would = "would become cases" if dry else "became cases"
    out(
        f"{counts.rows} rows: {counts.taken} {would}, {counts.known} were known, {len(counts.rejected)} rejected."
    )
    if counts.changed:
        out(f"{counts.changed} known rows say something else by now; the case keeps what was reported first.")
    if counts.formulas:
        out(f"{counts.formulas} cells look like formulas; they were taken as text.")
    for code, number in Counter(one.code for one in counts.rejected).most_common():
        out(f"  {number} × {code}")
    for one in counts.rejected[:SHOWN]:
        out(f"  line {one.row.line}: {one.reason} [{one.code}]")
    if counts.rejected and not dry:
        say(
            f"Rejected rows with their reasons: {target}. Correct them there or at the source, then import again."
        )


def _as_data(counts: Counts, *, dry: bool) -> dict[str, Any]:
    return {
        "rows": counts.rows,
        "taken": counts.taken,
        "known": counts.known,
        "changed": counts.changed,
        "formula_cells": counts.formulas,
        "position": counts.last_position,
        "dry_run": dry,
        "rejected": [
            {"line": one.row.line, "code": one.code, "reason": one.reason} for one in counts.rejected
        ],
    }
