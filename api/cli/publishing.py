"""`bihuan workflow publish`: versions of workflows put in force for cases opened from now on."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from api.bootstrap import build, read_catalogue
from api.cli.console import Stop, out, out_json
from api.cli.failures import BAD_DATA
from api.cli.places import OpenOffice, open_office
from api.cli.stewards import steward_of
from api.cli.versions import folders_of, require_files
from api.settings import Settings
from domain.definition import Workflow
from workflows.loader import load_variant
from workflows.loader.problems import instead
from workflows.log import LogReader


def run_publish(named: Sequence[str], actor: str, *, as_json: bool) -> None:
    """Publish workflows of the catalogue by key, or all that changed files change; what is in force stays."""
    with open_office(quiet=as_json) as office:
        workflows = [workflow for name in named for workflow in _meant(office.settings, name)]
        with LogReader.open(office.dsn, office.jurisdiction) as log:
            _require_new_numbers(log, workflows)
        told = asyncio.run(_published(office, workflows, actor))
    if as_json:
        out_json(told)
        return
    for row in told:
        word = "in force from now on" if row["published"] else "in force already"
        out(f"{row['key']}@{row['version']} {str(row['digest'])[:12]}: {word}")


def _meant(settings: Settings, named: str) -> list[Workflow]:
    """The workflow of that key, or every workflow that a changed file or folder changes. Raises Stop, BadCatalogue."""
    ours = {key: loaded.workflow for key, loaded in read_catalogue(settings).workflows.items()}
    if named in ours:
        return [ours[named]]
    path = Path(named)
    if not path.exists():
        raise Stop(f'There is no workflow, file or folder "{named}"; {instead(named, ours)}', BAD_DATA)
    require_files(path)
    variant = load_variant(folders_of(settings), [path])
    return [
        loaded.workflow
        for key, loaded in variant.workflows.items()
        if key not in ours or loaded.workflow.digest != ours[key].digest
    ]


def _require_new_numbers(log: LogReader, workflows: Sequence[Workflow]) -> None:
    """A number of a workflow stands for one content for ever, so that KEY@VERSION says which. Raises Stop."""
    known = {(key, version): digest for digest, key, version, _ in log.definitions()}
    for workflow in workflows:
        taken = known.get((workflow.key, workflow.version))
        if taken is not None and taken != workflow.digest:
            raise Stop(
                f"{workflow.key}@{workflow.version} is published already, and is another: raise `version` in a changed "
                f"copy of {workflow.key}.toml (also when only what it extends was changed), then try again.",
                BAD_DATA,
            )


async def _published(
    office: OpenOffice, workflows: Sequence[Workflow], actor: str
) -> list[dict[str, object]]:
    async with build(office.settings, dsn=office.dsn, jurisdiction=office.jurisdiction) as services:
        by = steward_of(await services.engine.office(), actor)
        return [
            {
                "key": workflow.key,
                "version": workflow.version,
                "digest": workflow.digest,
                "published": await services.engine.publish(workflow, by, services.clock()),
            }
            for workflow in workflows
        ]
