"""Which version of a workflow is meant: a file, a key of the catalogue, KEY@VERSION or a digest of the database."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from api.cli.console import Stop
from api.cli.failures import BAD_DATA
from api.cli.places import open_office
from api.settings import Settings, load_settings
from domain.definition import Workflow
from workflows.loader import (
    Catalogue,
    Labels,
    catalogue_dir,
    load_catalogue,
    load_variant,
    workflow_from_data,
)
from workflows.loader.catalogue import files_of
from workflows.loader.problems import instead
from workflows.log import LogReader

DIGEST = re.compile(r"[0-9a-f]{6,64}")
IN_DATABASE = re.compile(r"(?P<key>[a-z][a-z0-9_]*)@(?P<version>[0-9]+)")


@dataclass(frozen=True)
class Version:
    """A version as it was found: its definition, its labels and where it stands."""

    workflow: Workflow
    labels: Labels
    named: str


@dataclass
class Versions:
    """Finds versions; the database is opened only when one of them is asked for there."""

    folders: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folders = folders_of(load_settings())

    def find(self, named: str) -> Version:
        """The version meant. Raises Stop when there is none, BadCatalogue when its file has problems."""
        path = Path(named)
        if path.suffix == ".toml" or path.is_file():
            return self._of_file(path, named)
        catalogue = load_catalogue(self.folders).required()
        if named in catalogue.workflows:
            loaded = catalogue.workflows[named]
            return Version(loaded.workflow, loaded.labels, named)
        if IN_DATABASE.fullmatch(named) or DIGEST.fullmatch(named):
            return _stored(named, catalogue)
        message = f'There is no workflow "{named}"; {instead(named, catalogue.workflows)}, or name a file, KEY@VERSION'
        raise Stop(f"{message} or a digest.", BAD_DATA)

    def _of_file(self, path: Path, named: str) -> Version:
        if not path.is_file():
            raise Stop(f"{path}: there is no such file; check the name.", BAD_DATA)
        catalogue = load_variant(self.folders, [path])
        loaded = next(found for found in catalogue.workflows.values() if found.path == path.resolve())
        return Version(loaded.workflow, loaded.labels, named)


def folders_of(settings: Settings) -> list[Path]:
    """The folders of the office's catalogue: the packaged one and its own."""
    return [catalogue_dir(), *filter(None, (settings.catalogue_dir,))]


def require_files(path: Path, *, calendars: bool = False) -> None:
    """Refuse what is not there, and a folder of which nothing would be read. Raises Stop.

    With `calendars` a folder that holds nothing but those is enough.
    """
    if not path.exists():
        raise Stop(f"{path}: there is no such file or folder; check the name.", BAD_DATA)
    if not path.is_dir() or any(files_of(path)) or (calendars and any(calendars_of(path))):
        return
    raise Stop(f"{path}: there is no workflow file in this folder; name the one with the *.toml.", BAD_DATA)


def calendars_of(folder: Path) -> list[Path]:
    """The calendar files of a folder, the one that counts last."""
    return sorted((folder / "calendar").glob("*.toml"))


def _stored(named: str, catalogue: Catalogue) -> Version:
    """A version of the database; it keeps no labels, so those of its key in the catalogue name what is in both."""
    with open_office(quiet=True) as office, LogReader.open(office.dsn, office.jurisdiction) as log:
        workflow = stored(log, named)
    loaded = catalogue.workflows.get(workflow.key)
    return Version(workflow, loaded.labels if loaded else catalogue.labels, named)


def stored(log: LogReader, named: str) -> Workflow:
    """The definition of this database with that digest, beginning of one, or KEY@VERSION. Raises Stop."""
    match = IN_DATABASE.fullmatch(named)
    known = [row for row in log.definitions() if ":" not in row[1]]
    found = [
        digest
        for digest, key, version, _ in known
        if (match and (key, version) == (match["key"], int(match["version"]))) or digest.startswith(named)
    ]
    if len(found) != 1:
        listed = ", ".join(f"{key}@{version} {digest[:12]}" for digest, key, version, _ in known)
        problem = "several versions" if found else "no version"
        raise Stop(f'There is {problem} "{named}" in the database; name one of {listed or "none"}.', BAD_DATA)
    data = log.definition(found[0])
    if data is None:
        raise Stop(f"The definition {found[0]} is gone from the database.", BAD_DATA)
    return workflow_from_data(data)
