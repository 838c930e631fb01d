"""A catalogue with some files exchanged: what an office would have if these files were its own.

In a catalogue a key is taken once, so a changed copy of a file cannot stand beside it. Here it stands in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from workflows.loader.catalogue import FRAGMENTS, WORDS, Catalogue, files_of, load_files
from workflows.loader.problems import BadCatalogue
from workflows.loader.source import Problems


def load_variant(dirs: Sequence[Path], changed: Iterable[Path]) -> Catalogue:
    """The catalogue of these folders in which each changed file stands in place of that of its name.

    A changed folder stands for all of its files. Words of changed files come before the others, not in their place.
    Raises BadCatalogue with every problem.
    """
    ours = [file for folder in dirs for file in files_of(folder)]
    theirs = [file for path in changed for file in (files_of(path) if path.is_dir() else [path])]
    named = {_place(path) for path in theirs if path.name != WORDS}
    kept = [path for path in ours if _place(path) not in named]
    problems = Problems()
    catalogue = load_files([*kept, *theirs], problems)
    if catalogue.problems:
        raise BadCatalogue(catalogue.problems)
    return catalogue


def _place(path: Path) -> tuple[str, str]:
    """What makes two files of different folders stand for each other: the kind of file and its name."""
    parent = path.resolve().parent.name
    return (parent if parent in (FRAGMENTS, "rates") else "", path.name)
