"""`bihuan workflow lint`: what is wrong with some files, read together with the catalogue they may extend or change.

A workflow under a key that the catalogue has is judged as the next version of it: it stands in its place, and a number
stands for one content for ever.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from workflows.loader.catalogue import FRAGMENTS, Catalogue, Loaded, catalogue_dir, files_of, load_files
from workflows.loader.problems import CatalogueProblem
from workflows.loader.source import Problems, Spot, read_source
from workflows.loader.variant import exchanged

VERSION_TAKEN = "version_taken"


def lint(paths: Sequence[Path] = (), folders: Sequence[Path] = ()) -> list[CatalogueProblem]:
    """Every problem of these files and folders; without any, of the packaged catalogue.

    A file is read with its neighbours (fragments, labels, what it extends) after the catalogue of `folders`, by default
    the packaged one, but only problems of what was named are told.
    """
    named = [path.resolve() for path in paths] or [catalogue_dir().resolve()]
    asked: set[Path] = set()
    for path in named:
        asked |= set(_below(path)) if path.is_dir() else {path}
    ours = [file for folder in folders or [catalogue_dir()] for file in _below(folder)]
    near = [file for path in sorted(asked) for file in _below(_home(path))]
    theirs = [path for path in dict.fromkeys([*near, *sorted(asked)]) if path not in ours]
    catalogue = exchanged(ours, theirs)
    found = [problem for problem in catalogue.problems if problem.path in asked]
    return found + list(_versions(load_files(ours), catalogue, theirs, asked))


def _versions(
    before: Catalogue, after: Catalogue, theirs: Sequence[Path], asked: set[Path]
) -> Iterator[CatalogueProblem]:
    """Workflows that became others under a number that stands for what they were."""
    changed = {key: one for key, one in after.workflows.items() if _is_another(before.workflows, key, one)}
    files = sorted(path for path in asked if path in theirs)
    for key, loaded in changed.items():
        number = before.workflows[key].workflow.version
        if loaded.workflow.version > number:
            continue
        if loaded.path in asked:
            message = f'version {number} of "{key}" stands for another content; raise `version` to {number + 1} or more'
            yield _problem(loaded.path, message)
        elif loaded.path not in theirs and files:
            message = (
                f'"{key}" changes too, because of what it extends or uses, and is version {number} still; put a copy '
                f"of {loaded.path.name} with version = {number + 1} or more beside this file"
            )
            yield _problem(files[0], message)


def _is_another(before: Mapping[str, Loaded], key: str, loaded: Loaded) -> bool:
    return key in before and before[key].workflow.digest != loaded.workflow.digest


def _problem(path: Path, message: str) -> CatalogueProblem:
    source = read_source(path, Problems())
    line = Spot(source).at("version").line() if source else 0
    return CatalogueProblem(path, line, message, VERSION_TAKEN)


def _home(path: Path) -> Path:
    """The folder of the catalogue a file belongs to."""
    return path.parent.parent if path.parent.name == FRAGMENTS else path.parent


def _below(folder: Path) -> list[Path]:
    return [path.resolve() for path in files_of(folder)]
