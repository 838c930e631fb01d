"""`bihuan audit grants`: who asked to read which case, and who opened it; without the words of reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any
from zoneinfo import ZoneInfo

from api import identity
from api.cli.console import out, out_json
from api.cli.places import open_office
from domain.codec import to_data
from domain.fold import fold
from domain.grants import Asking, Grants, evolve_grants
from domain.streams import GRANTS
from workflows.log import LogReader


def run_grants(*, as_json: bool) -> None:
    """Tell every request, the newest first."""
    with open_office(quiet=as_json) as office, LogReader.open(office.dsn, office.jurisdiction) as log:
        known = reduce(evolve_grants, log.stream(GRANTS), Grants())
        found = sorted(known.requests.values(), key=lambda one: -one.position)
        if as_json:
            out_json([_data(one) for one in found])
            return
        _tell(found, _numbers(log, found), ZoneInfo(office.settings.timezone))


def _tell(found: Sequence[Asking], numbers: Mapping[str, str], zone: ZoneInfo) -> None:
    if not found:
        out("Nobody asked to read a case.")
    for one in found:
        ended = f", until {one.until.astimezone(zone):%Y-%m-%d %H:%M}" if one.until else ""
        by = f" by {one.decided_by}" if one.decided_by else ""
        out(
            f"#{one.position} {one.asked_at.astimezone(zone):%Y-%m-%d %H:%M} {one.by}: {numbers[one.case]}, "
            f"{one.purpose}, {one.hours} h: {one.stands(identity.now())}{by}{ended}"
        )


def _numbers(log: LogReader, found: Sequence[Asking]) -> Mapping[str, str]:
    """The number of each case, its id where it has none yet."""
    streams = log.streams(list({one.case for one in found}))
    cases = {case_id: fold(events) for case_id, events in streams.items()}
    return {case_id: (case.case_no if case else "") or case_id for case_id, case in cases.items()}


def _data(one: Asking) -> dict[str, Any]:
    names = ("id", "case", "by", "purpose", "hours", "position", "decided_by")
    moments = ("asked_at", "decided_at", "until")
    return {
        **{name: getattr(one, name) for name in names},
        **{name: to_data(getattr(one, name)) for name in moments},
        "state": one.stands(identity.now()),
    }
