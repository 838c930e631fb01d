"""`bihuan import history`: cases handled elsewhere become facts at their own times, or are listed with the reason."""

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
from api.importing.history.check import Compared, compare
from api.importing.history.counts import HistoryCounts
from api.importing.history.fitting import fitted
from api.importing.history.mapping import HistoryMapping, read_history_mapping
from api.importing.history.steps import read_steps
from api.importing.history.teller import Teller
from api.importing.history.voice import Aloud, OnTrial
from api.importing.history.xes import open_log
from api.importing.rejected import rejected_path, write_rejected
from api.importing.rows import Rows
from workflows.log import LogUnavailable

SHOWN, DIFFERS = 10, 4


def run_history(file: Path, mapping: Path, *, dry_run: bool, as_json: bool) -> None:
    """Take the log over and tell what became of its rows."""
    said = read_history_mapping(mapping)
    rows = open_log(file, said)
    if rows.columns:
        said.require_columns(frozenset(rows.columns))
    with open_office(quiet=as_json) as office:
        counts = _taken(office, file, said, rows, dry=dry_run, quiet=as_json)
    target = rejected_path(file)
    if not dry_run:
        _give_back(target, rows, counts)
    if as_json:
        out_json(_as_data(counts, dry=dry_run))
    else:
        _tell(counts, target, dry=dry_run)
    if counts.left_out:
        raise typer.Exit(BAD_DATA)


def _taken(
    office: OpenOffice, file: Path, mapping: HistoryMapping, rows: Rows, *, dry: bool, quiet: bool
) -> HistoryCounts:
    try:
        return event_loop.run(_take(office, file, mapping, rows, dry=dry, quiet=quiet))
    except NotTaken as error:
        raise Stop(str(error), BAD_DATA) from None
    except LogUnavailable as error:
        raise Stop(f"{error} What was taken over stays; the same command goes on from there.") from None


async def _take(
    office: OpenOffice, file: Path, mapping: HistoryMapping, rows: Rows, *, dry: bool, quiet: bool
) -> HistoryCounts:
    async with build(office.settings, dsn=office.dsn, jurisdiction=office.jurisdiction) as services:
        engine, labels = services.engine, services.labels(mapping.workflow)
        workflow, topics = await fitted(engine, mapping, labels.sections.get("roles", {}))
        log = read_steps(file, rows.rows, mapping, topics)
        voice = OnTrial(engine) if dry else Aloud(engine)
        teller = Teller(voice, mapping, workflow, labels, services.clock)
        total = log.rows - sum(log.skipped.values())
        with progress("Deciding" if dry else "Taking over", quiet=quiet) as bar:
            return await teller.tell(log, lambda done: bar.tell(done, total))


def _give_back(target: Path, rows: Rows, counts: HistoryCounts) -> None:
    if counts.left_out:
        write_rejected(target, rows.columns, (one.given_back for one in counts.left_out))
    else:
        target.unlink(missing_ok=True)


def _tell(counts: HistoryCounts, target: Path, *, dry: bool) -> None:
    would = "would be taken over" if dry else "were taken over"
    out(
        f"{counts.rows} rows of {counts.cases} cases: {counts.taken} {would} ({counts.opened} cases opened), "
        f"{counts.known} were known, {sum(counts.skipped.values())} are skipped by the mapping, "
        f"{len(counts.left_out)} left out."
    )
    _tell_more(counts)
    for code, number in Counter(one.code for one in counts.left_out).most_common():
        out(f"  {number} × {code}")
    for one in counts.left_out[:SHOWN]:
        out(f"  case {one.number}, line {one.step.row.line}: {one.reason} [{one.code}]")
    if counts.left_out and not dry:
        say(f"Steps that were left out, with their reasons: {target}.")


def _tell_more(counts: HistoryCounts) -> None:
    if counts.reordered:
        few = ", ".join(counts.reordered[:SHOWN])
        out(f"{len(counts.reordered)} cases stood in another order than their times; times count: {few}.")
    if counts.changed:
        out(f"{counts.changed} known rows are something else by this mapping; the facts stay as they are.")
    for rule, number in sorted(counts.not_held.items()):
        out(f"  {rule} did not hold for {number} steps; it is kept with them")


def _as_data(counts: HistoryCounts, *, dry: bool) -> dict[str, Any]:
    return {
        "rows": counts.rows,
        "cases": counts.cases,
        "opened": counts.opened,
        "taken": counts.taken,
        "known": counts.known,
        "changed": counts.changed,
        "skipped": counts.skipped,
        "reordered": counts.reordered,
        "not_held": dict(sorted(counts.not_held.items())),
        "position": counts.last_position,
        "dry_run": dry,
        "left_out": [
            {
                "case": one.number,
                "line": one.step.row.line,
                "activity": one.step.activity,
                "code": one.code,
                "reason": one.reason,
            }
            for one in counts.left_out
        ],
    }


def run_check(file: Path, mapping: Path, *, as_json: bool) -> None:
    """Compare the facts in the database with the rows of the file; exit code 4 when they differ."""
    said = read_history_mapping(mapping)
    rows = open_log(file, said)
    if (said.format or file.suffix.lstrip(".").lower()) in ("xes", "jsonl", "ndjson"):
        raise Stop("The check reads CSV alone: export the log as CSV, import that, then check it.", BAD_DATA)
    said.require_columns(frozenset(rows.columns))
    with open_office(quiet=as_json) as office:
        try:
            found = compare(file, mapping, office.dsn, office.jurisdiction)
        except ValueError as error:
            raise Stop(
                f"{file}: {error}. Import it first; the import says which row is wrong.", BAD_DATA
            ) from None
    if as_json:
        out_json(found._asdict() | {"steps": found.same, "same": found.is_same})
    else:
        _tell_check(found)
    if not found.is_same:
        raise typer.Exit(DIFFERS)


def _tell_check(found: Compared) -> None:
    out(
        f"{found.rows} rows of {found.cases} cases in the file; {found.facts} facts of {found.found} cases in the log: "
        f"{found.same} are a row each, at its time and in its order; {found.skipped} rows are skipped by the mapping, "
        f"{found.listed} are listed as left out."
    )
    for line in found.differ[:SHOWN]:
        out(f"  {line}")
    out("Order and times are the file's." if found.is_same else f"{len(found.differ)} differences.")
