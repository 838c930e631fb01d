"""`bihuan workflow migrate`: running cases to another version of their workflow, one fact each."""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from api.bootstrap import build
from api.cli.console import Progress, Stop, out, out_json, progress
from api.cli.failures import BAD_DATA
from api.cli.places import OpenOffice, open_office
from api.cli.stewards import STEWARD, steward_of
from api.cli.versions import stored
from api.services import Services
from domain.command import Command
from domain.envelope import Event
from domain.errors import Refused
from domain.migrating import MOVE
from domain.office import Office
from domain.streams import is_case
from workflows.loader.problems import instead
from workflows.log import LogReader

PAGE = 2_000


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked: which cases, to which version, with which states renamed, and by whom."""

    key: str
    to: str
    mapping: Path | None
    actor: str
    dry_run: bool
    as_json: bool


@dataclass
class Found:
    """What became of the cases: moved (or movable), there already, ended, and those without a place there."""

    digest: str = ""
    moved: list[str] = field(default_factory=list)
    there: int = 0
    ended: int = 0
    stranded: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class _Pinned:
    version: int
    digest: str
    state: str
    is_open: bool


def run_migrate_cases(asked: Asked) -> None:
    """Move what can be moved; list what would be stranded. Exit code 3 when there is any."""
    renamed = _renamed(asked.mapping)
    with open_office(quiet=asked.as_json) as office:
        with LogReader.open(office.dsn, office.jurisdiction) as log:
            cases = _pinned(log, asked.key)
        with progress("migrate", quiet=asked.as_json) as bar:
            found = asyncio.run(_moved(office, asked, cases, renamed, bar))
    _tell(asked, found)
    if found.stranded:
        raise Stop(
            f"{len(found.stranded)} case(s) have no place in that version and stay where they are.", BAD_DATA
        )


def _renamed(path: Path | None) -> dict[str, str]:
    """States renamed, from the file's table `states`. Raises Stop."""
    if path is None:
        return {}
    if not path.is_file():
        raise Stop(f"{path}: there is no such file; check the name.", BAD_DATA)
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Stop(f'{path}: {error}; write a table [states] with old = "new".', BAD_DATA) from None
    states = data.get("states")
    if (
        data.keys() != {"states"}
        or not isinstance(states, dict)
        or not all(isinstance(n, str) for n in states.values())
    ):
        raise Stop(
            f'{path}: write one table [states] with lines such as old = "new", nothing else.', BAD_DATA
        )
    return states


def _pinned(log: LogReader, key: str) -> dict[str, _Pinned]:
    """Every case of the workflow as the log leaves it."""
    return {
        event.envelope.case_id: _Pinned(
            event.envelope.version,
            event.envelope.digest,
            event.envelope.target,
            event.envelope.phase != "done",
        )
        for event in _events(log)
        if is_case(event.envelope.case_id) and event.envelope.workflow == key
    }


def _events(log: LogReader) -> Iterator[Event]:
    position = 0
    while page := log.page(position, PAGE):
        yield from page
        position = page[-1].envelope.position


async def _moved(
    office: OpenOffice, asked: Asked, cases: dict[str, _Pinned], renamed: dict[str, str], bar: Progress
) -> Found:
    async with build(office.settings, dsn=office.dsn, jurisdiction=office.jurisdiction) as services:
        known = await services.engine.office()
        found = Found(digest=await asyncio.to_thread(_version, office, known, asked))
        actor = steward_of(known, asked.actor)
        for number, (case_id, case) in enumerate(cases.items(), 1):
            bar.tell(number, len(cases))
            if case.digest == found.digest or not case.is_open:
                found.there += case.digest == found.digest
                found.ended += case.digest != found.digest
                continue
            fields: dict[str, Any] = {"to_digest": found.digest}
            if renamed:
                fields["mapping"] = renamed
            command = _command(services, case_id, case, fields, actor)
            await _one(services, command, case, found, dry_run=asked.dry_run)
    return found


async def _one(services: Services, command: Command, case: _Pinned, found: Found, *, dry_run: bool) -> None:
    try:
        if dry_run:
            (await services.engine.view(command)).decide(command)
        else:
            await services.engine.handle(command)
    except Refused as refusal:
        found.stranded.append({"case": command.case_id, "state": case.state, "code": refusal.code})
    else:
        found.moved.append(command.case_id)


def _command(services: Services, case_id: str, case: _Pinned, fields: dict[str, Any], actor: str) -> Command:
    """Repeated on the same case as it was seen, it is the same command: done once."""
    name = f"{services.jurisdiction}/{case_id}/{case.version}/{fields['to_digest']}"
    return Command(
        id=str(uuid5(NAMESPACE_URL, name)),
        event_id=services.new_id(),
        case_id=case_id,
        move=MOVE,
        actor=actor,
        role=STEWARD,
        now=services.clock(),
        fields=fields,
        door="cli",
    )


def _version(office: OpenOffice, known: Office, asked: Asked) -> str:
    """The digest to move to: the one named, else the version in force. Raises Stop."""
    in_force = known.published.get(asked.key)
    if in_force is None:
        raise Stop(
            f'No workflow "{asked.key}" was published here; {instead(asked.key, known.published)}', BAD_DATA
        )
    if not asked.to:
        return in_force
    with LogReader.open(office.dsn, office.jurisdiction) as log:
        workflow = stored(
            log, f"{asked.key}@{asked.to}" if asked.to.isdigit() and len(asked.to) < 6 else asked.to
        )
    if workflow.key != asked.key:
        raise Stop(f'"{asked.to}" is a version of {workflow.key}, not of {asked.key}.', BAD_DATA)
    return workflow.digest


def _tell(asked: Asked, found: Found) -> None:
    told = {
        "workflow": asked.key,
        "to": found.digest,
        "dry_run": asked.dry_run,
        "moved": found.moved,
        "there_already": found.there,
        "ended": found.ended,
        "stranded": found.stranded,
    }
    if asked.as_json:
        out_json(told)
        return
    verb = "would move" if asked.dry_run else "moved"
    rest = f"{found.there} there already, {found.ended} ended"
    out(f"{asked.key} to {found.digest[:12]}: {len(found.moved)} {verb}, {rest}")
    for one in found.stranded:
        out(f"  stranded: {one['case']} in {one['state']}: {one['code']}")
