"""`bihuan workflow lint`: what is wrong with some files, read together with the packaged catalogue they may extend."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from workflows.loader.catalogue import FRAGMENTS, catalogue_dir, files_of, load_files
from workflows.loader.problems import CatalogueProblem
from workflows.loader.source import Problems


def lint(paths: Sequence[Path] = ()) -> list[CatalogueProblem]:
    """Every problem of these files and folders; without any, of the packaged catalogue.

    A file is read with its neighbours (fragments, labels, what it extends), but only problems of what was named are
    told.
    """
    named = [path.resolve() for path in paths] or [catalogue_dir().resolve()]
    problems = Problems()
    asked: set[Path] = set()
    for path in named:
        if path.is_dir():
            asked |= set(_below(path))
        else:
            asked.add(path)
    near = [file for path in asked for file in _below(_home(path))]
    catalogue = load_files([*_below(catalogue_dir()), *near, *sorted(asked)], problems)
    return [problem for problem in catalogue.problems if problem.path in asked]


def _home(path: Path) -> Path:
    """The folder of the catalogue a file belongs to."""
    return path.parent.parent if path.parent.name == FRAGMENTS else path.parent


def _below(folder: Path) -> list[Path]:
    return [path.resolve() for path in files_of(folder)]
