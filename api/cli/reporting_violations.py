"""What `bihuan audit check` found, reported as cases: somebody has to look into each step that was not legal.

One case for each step of the record, however often the check is run: its number at the source is the position. Nothing
is judged by the report itself; whoever takes it in decides, like any other, and the check names the step for ever.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from api import event_loop, identity
from api.bootstrap import build
from api.cli.console import Stop
from api.cli.failures import BAD_DATA
from api.cli.places import OpenOffice
from api.services import Services
from domain.codec import to_data
from domain.command import Command
from domain.errors import Refused
from domain.fold import fold
from domain.values import Place
from workflows.conformance import Violation, sentence
from workflows.loader import Labels

DOOR = "cli"
SOURCE = "audit-check"
WORKFLOW, MOVE, CHANNEL = "city_case", "report", "superior"
OFFICE = "街道办事处"
"""Where a step of the office itself, or of a case that is lost, is reported to lie."""
KNOWN = ("already_reported", "key_reused")
WORDS = {
    "zh": "记录核对发现第 {position} 条办理不合规({case}):{told}",
    "en": "The check of the record found step {position} not legal ({case}): {told}",
}


@dataclass
class Reported:
    """How many steps became cases, and how many had been before."""

    cases: list[str] = field(default_factory=list)
    known: int = 0


def report_violations(
    office: OpenOffice,
    violations: Sequence[Violation],
    labels: Mapping[str, Labels],
    *,
    actor: str,
    language: str,
) -> Reported:
    """Report each step once, in the name of `actor`. Raises Stop when he may not."""
    return event_loop.run(_report(office, violations, labels, actor, language))


async def _report(
    office: OpenOffice,
    violations: Sequence[Violation],
    labels: Mapping[str, Labels],
    actor: str,
    language: str,
) -> Reported:
    reported = Reported()
    async with build(office.settings, dsn=office.dsn, jurisdiction=office.jurisdiction) as services:
        for position, found in groupby(violations, key=lambda one: one.position):
            step = list(found)
            told = ";".join(sentence(one, labels.get(one.workflow) or labels[""], language) for one in step)
            named = step[0].case_no or step[0].case_id or office.jurisdiction
            narrative = WORDS[language].format(position=position, case=named, told=told)
            await _take(services, position, step[0].case_id, narrative, actor, reported)
    return reported


async def _take(
    services: Services, position: int, case_id: str, narrative: str, actor: str, reported: Reported
) -> None:
    fields = {
        "channel": CHANNEL,
        "narrative": narrative,
        "place": to_data(await _place(services, case_id)),
        "source_no": f"{SOURCE}-{position}",
    }
    try:
        done = await services.engine.handle(_command(services, position, actor, fields))
    except Refused as refusal:
        if refusal.code not in KNOWN:
            why = services.labels(WORKFLOW).refusal(refusal.code, "en", refusal.numbers)
            raise Stop(
                f"{actor} cannot report step {position}: {why} [{refusal.code}]. Name somebody who takes reports in.",
                BAD_DATA,
            ) from None
        reported.known += 1
        return
    if done.recovered:
        reported.known += 1
    else:
        reported.cases.append(done.case_id)


def _command(services: Services, position: int, actor: str, fields: Mapping[str, Any]) -> Command:
    return Command(
        id=identity.command_id_of(SOURCE, f"{services.jurisdiction} {position}"),
        event_id=services.new_id(),
        case_id=services.new_id(),
        move=MOVE,
        actor=actor,
        now=services.clock(),
        fields=fields,
        workflow=WORKFLOW,
        door=DOOR,
    )


async def _place(services: Services, case_id: str) -> Place:
    """Where the case lies; the office itself when that is not known any more."""
    events = await services.log.stream(case_id) if case_id else []
    case = fold(events) if events else None
    return case.place if case and case.place else Place(address=OFFICE)
