"""`bihuan init`: a real, empty office from its file. Repeated with the same file it finishes what was left undone."""

from __future__ import annotations

import asyncio
import hashlib
import json
import uuid
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

from api import identity
from api.audit_places import AuditPlaces, key_for_the_first_time
from api.bootstrap import build, calendar_file, read_calendar, read_catalogue
from api.cli.console import Stop, out, out_json, say
from api.cli.failures import BAD_DATA
from api.cli.places import require_same, server
from api.keys_places import key_file, name_of, prepare_named_keys
from api.migrate import migrate
from api.office_file import OfficeFile, read_office_file
from api.postgres import ensure_database, require_fit
from api.services import Services
from api.settings import DEFAULT_DATABASE, Settings, load_settings
from domain.calendar import WorkCalendar
from domain.codec import to_data
from domain.cycles import CYCLE
from domain.definition import Workflow
from projections.transparency.store import log_id_of
from workflows.loader import Catalogue
from workflows.log import connect

TRIAL = (
    "Trial data only: demo sign-in lets whoever is on this machine be anybody, so nothing that is sealed is safe from "
    "him. Put nothing real into it."
)
ACTOR = "system"


def run_init(path: Path, *, as_json: bool) -> None:
    """Make the office and say what to do next."""
    settings = load_settings()
    catalogue = read_catalogue(settings)
    office = read_checked(path, catalogue)
    require_same("The time zone", office.timezone, settings.timezone, "BIHUAN_TIMEZONE")
    if settings.office:
        require_same("The code", office.code, settings.office, "BIHUAN_OFFICE")
    _require_hours(office, read_calendar(settings))
    with server(settings, quiet=as_json) as found:
        dsn = found.admin if settings.database_url else found.database(DEFAULT_DATABASE)
        if not settings.database_url:
            ensure_database(found.admin, DEFAULT_DATABASE)
        require_fit(dsn)
        prepare_named_keys(settings, dsn)
        migrate(dsn)
        told = asyncio.run(_set_up(settings, dsn, office, catalogue))
        with closing(connect(dsn)) as connection:
            audit = key_for_the_first_time(settings, office.code, connection)
            kek = key_file(settings, name_of(office.code, log_id_of(connection)))
    _say_what_next(office, told, audit, kek, as_json=as_json)


def read_checked(path: Path, catalogue: Catalogue) -> OfficeFile:
    """The office file, with every duty, act and workflow known to the catalogue. Raises BadOffice."""
    office = read_office_file(path, frozenset(catalogue.labels.sections.get("roles", {})))
    defined = [loaded.workflow for loaded in catalogue.workflows.values()]
    office.require_known(
        frozenset(name for workflow in defined for name in workflow.categories),
        frozenset(name for workflow in defined for name in workflow.acts),
        frozenset(catalogue.workflows),
        {
            workflow.key: frozenset(_with_turns(workflow))
            for workflow in defined
            if any(_with_turns(workflow))
        },
    )
    return office


def _with_turns(workflow: Workflow) -> Iterator[str]:
    """Categories that say how often something is to be done."""
    return (name for name, category in workflow.categories.items() if CYCLE in category.limits)


def _require_hours(office: OfficeFile, calendar: WorkCalendar) -> None:
    """Office hours lie in the calendar file, with whose version every due moment is stored."""
    if office.office_hours and office.office_hours != calendar.office_hours:
        raise Stop(
            f"{office.path}: these office hours are not those of the calendar {calendar.version}: put a calendar with "
            "them, under a version of its own, into BIHUAN_CATALOGUE_DIR/calendar/, then try again.",
            BAD_DATA,
        )


async def _set_up(settings: Settings, dsn: str, office: OfficeFile, catalogue: Catalogue) -> dict[str, int]:
    async with build(settings, dsn=dsn, jurisdiction=office.code, catalogue=catalogue) as services:
        if services.is_demo:
            raise Stop(
                "This database is a demo for ever: a real office needs another one in BIHUAN_DATABASE_URL."
            )
        command = _command_id(office)
        await _require_empty(services, office, command)
        now = services.clock()
        plans = office.plans_from(read_calendar(settings).local(now).date())
        await services.engine.tell_office((*office.facts, *plans), ACTOR, now, command_id=command)
        if not (await services.engine.office()).calendars:
            await services.engine.publish_calendar(calendar_file(settings), ACTOR, now)
        keys = office.workflows or tuple(catalogue.workflows)
        published = [
            await services.engine.publish(catalogue.workflows[key].workflow, ACTOR, now) for key in keys
        ]
        await services.engine.publish_formulas(catalogue.formulas.values(), ACTOR, now)
    return {
        "units": len(office.units),
        "posts": len(office.posts),
        "plans": len(office.plans),
        "workflows": len(keys),
        "published": sum(published),
    }


async def _require_empty(services: Services, office: OfficeFile, command: str) -> None:
    known = await services.engine.office()
    if known.units and await services.log.command(uuid.UUID(command)) is None:
        raise Stop(
            f"The office {office.code} is there already, from another file ({len(known.units)} units): "
            "nothing was changed. Take another database for another office."
        )


def _command_id(office: OfficeFile) -> str:
    """The same for the same facts, so that an interrupted set-up is finished and a repeated one does nothing."""
    facts = (*office.facts, *office.plans_from(date.min))  # on whatever day it is repeated
    text = json.dumps([[fact.TOPIC, to_data(fact)] for fact in facts], ensure_ascii=False, sort_keys=True)
    return identity.command_id_of(ACTOR, f"init {office.code} {hashlib.sha256(text.encode()).hexdigest()}")


def _say_what_next(
    office: OfficeFile, told: dict[str, int], audit: AuditPlaces, kek: Path, *, as_json: bool
) -> None:
    if as_json:
        out_json(
            {
                "office": office.code,
                **told,
                "audit_key": str(audit.key),
                "key_file": str(kek),
                "warning": TRIAL,
            }
        )
        return
    counts = ", ".join(f"{name} {told[name]}" for name in ("units", "posts", "plans", "workflows"))
    out(f"{office.name_zh} ({office.code}): {counts}.")
    out("Next: `bihuan serve` in one terminal, `bihuan worker` in another; then open http://127.0.0.1:8000.")
    out("Reports from a file: `bihuan import reports FILE --mapping MAPPING.toml --dry-run`.")
    out(f"The log is signed with the key in {audit.key}: keep a backup of it apart from the database.")
    out(
        f"Personal data are sealed with keys that {kek} wraps: keep a backup of it apart from both databases."
    )
    say(TRIAL)
