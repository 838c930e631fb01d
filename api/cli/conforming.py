"""`bihuan audit check`: the recorded history judged again, and every step that was not legal when it was taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

import typer

from api.bootstrap import read_calendar, read_catalogue
from api.cli.catalogue import LANGUAGES
from api.cli.conforming_words import report_data, tell_report, tell_reported
from api.cli.console import Stop, out_json, progress
from api.cli.failures import BAD_DATA, PROOF_FAILS
from api.cli.moments import moment_named
from api.cli.places import OpenOffice, open_office
from api.cli.reporting_violations import Reported, report_violations
from domain.office import STREAM
from projections.pages import uncollected
from workflows.conformance import Checker, Scope, Violation
from workflows.loader import Labels
from workflows.log import LogReader

LISTED = 1_000
"""Violations that are listed; all are counted."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked: one case or all, and the window."""

    case: str
    since: str
    until: str
    language: str
    as_json: bool
    report_as: str = ""
    """In whose name each step that was not legal is reported as a case; empty when it is told only."""


def run_check(asked: Asked) -> None:
    """Print what was found. Raises Exit with code 5 when that is anything."""
    if asked.language not in LANGUAGES:
        raise Stop(f'There is no language "{asked.language}": choose zh or en.', 2)
    with open_office(quiet=asked.as_json) as office, LogReader.open(office.dsn, office.jurisdiction) as log:
        scope = _scope(log, asked, ZoneInfo(office.settings.timezone))
        calendar = read_calendar(office.settings)
        checker = Checker(log, scope, lambda then: then.calendar or calendar)
        with progress("Judging", quiet=asked.as_json) as bar, uncollected():
            listed = _first(checker.run(lambda position: bar.tell(position, scope.until)))
        labels = _labels(office)
        reported = _reported(office, listed, labels, asked) if asked.report_as else None
        if asked.as_json:
            out_json(report_data(checker.checked, listed, labels, reported))
        else:
            zone = ZoneInfo(office.settings.timezone)
            tell_report(checker.checked, listed, labels, zone, asked.language)
            if reported is not None:
                tell_reported(reported, asked.language)
        if checker.checked.found:
            raise typer.Exit(PROOF_FAILS)


def _reported(
    office: OpenOffice, listed: list[Violation], labels: Mapping[str, Labels], asked: Asked
) -> Reported:
    return report_violations(office, listed, labels, actor=asked.report_as, language=asked.language)


def _first(violations: Iterable[Violation]) -> list[Violation]:
    """As many as are listed; the rest is only counted, so that memory stays small."""
    listed: list[Violation] = []
    for violation in violations:
        if len(listed) < LISTED:
            listed.append(violation)
    return listed


def _labels(office: OpenOffice) -> Mapping[str, Labels]:
    catalogue = read_catalogue(office.settings)
    return {key: loaded.labels for key, loaded in catalogue.workflows.items()} | {"": catalogue.labels}


def _scope(log: LogReader, asked: Asked, zone: ZoneInfo) -> Scope:
    since = moment_named(asked.since, zone) if asked.since else None
    until = moment_named(asked.until, zone, ends=True) if asked.until else None
    if since and until and until <= since:
        raise Stop(f'"{asked.until}" comes before "{asked.since}": name a window that begins first.', 2)
    return Scope(
        case_id=_case(log, asked.case) if asked.case else "",
        after=log.position_at(since - timedelta(microseconds=1)) if since else 0,
        until=log.position_at(until) if until else log.head(),
    )


def _case(log: LogReader, named: str) -> str:
    stream = log.holder_of("case_no", named) or named
    if stream == STREAM or not log.has_stream(stream):
        raise Stop(f'There is no case "{named}": give its id or its number as the board shows it.', BAD_DATA)
    return stream
