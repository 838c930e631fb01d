"""A catalogue with some files exchanged: what an office would have if these files were its own.

In a catalogue a key is taken once, so a changed copy of a workflow cannot stand beside it. Here it stands in its place,
as the next version of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from workflows.loader.catalogue import Catalogue, files_of, load_files
from workflows.loader.formulas import FOLDER as RATES


def load_variant(dirs: Sequence[Path], changed: Iterable[Path]) -> Catalogue:
    """The catalogue of these folders in which each changed workflow or fragment stands in place of that of its key.

    A changed folder stands for all of its files. Words of changed files come before the others, not in their place.
    Raises BadCatalogue with every problem.
    """
    ours = [file for folder in dirs for file in files_of(folder)]
    theirs = [file for path in changed for file in (files_of(path) if path.is_dir() else [path])]
    return exchanged(ours, theirs).required()


def exchanged(ours: Sequence[Path], theirs: Sequence[Path]) -> Catalogue:
    """The catalogue of our files, theirs in place of those of their keys; with the problems of what is left."""
    rates = {path.name for path in theirs if path.parent.name == RATES}
    kept = [path for path in ours if path.parent.name != RATES or path.name not in rates]
    return load_files([*kept, *theirs], standing_in=theirs)
