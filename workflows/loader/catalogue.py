"""The catalogue: every workflow of one or more folders, checked, with everything that is wrong with them.

A folder holds `*.toml` (a workflow each), `fragments/*.toml`, `rates/*.toml` (formulas), `standards/*.toml` (limits and
codes), `devices/*.toml` (kinds of devices and their alarms), and perhaps `labels.toml`. The packaged one is
`catalogue_dir()`; an office adds its own folder after it, and may extend what is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path

from domain.context import NEEDS
from domain.definition import Workflow
from domain.formula import Formula
from workflows.loader.build import build_labels, build_workflow
from workflows.loader.checks import check
from workflows.loader.checks.children import not_opened
from workflows.loader.flatten import Flat, Flattener
from workflows.loader.formulas import FOLDER as RATES
from workflows.loader.formulas import read_formulas
from workflows.loader.known import Known, all_known
from workflows.loader.problems import BadCatalogue, CatalogueProblem
from workflows.loader.rows import Sheet
from workflows.loader.sensing import FOLDER as DEVICES
from workflows.loader.sensing import Sensing, check_sensing, read_sensing
from workflows.loader.sheet import read_sheet
from workflows.loader.source import Problems, Source, Spot, read_source
from workflows.loader.standards import FOLDER as STANDARDS
from workflows.loader.standards import read_standards
from workflows.loader.table import Table
from workflows.loader.wordlist import read_words
from workflows.loader.words import Labels

WORDS = "labels.toml"
FRAGMENTS = "fragments"


@dataclass(frozen=True)
class Loaded:
    """A workflow that may be published: its definition, its labels, its file."""

    workflow: Workflow
    labels: Labels
    path: Path
    categories: frozenset[str] = frozenset()
    """Categories written in this very file, not taken over."""


@dataclass(frozen=True)
class Catalogue:
    """Workflows by key, in order of their files; those with problems are not among them."""

    workflows: Mapping[str, Loaded]
    labels: Labels
    problems: tuple[CatalogueProblem, ...] = ()
    formulas: Mapping[str, Formula] = field(default_factory=dict)
    """Rates and rules of points by id; a later folder's stands in place of an earlier one's."""
    sensing: Sensing = field(default_factory=Sensing)
    """Kinds of devices, their alarms, and the standards these go by."""

    def required(self) -> Catalogue:
        """This catalogue, when nothing is wrong with it. Raises BadCatalogue with every problem."""
        if self.problems:
            raise BadCatalogue(self.problems)
        return self

    def by_digest(self, digest: str) -> Loaded | None:
        """The workflow with this digest, if it is the current version of one."""
        return next((loaded for loaded in self.workflows.values() if loaded.workflow.digest == digest), None)

    def workflow_of(self, category: str) -> str | None:
        """The key of the workflow that lists a category itself; None when none does."""
        return next((key for key, loaded in self.workflows.items() if category in loaded.categories), None)


@dataclass
class _Reading:
    """What is known while a catalogue is read."""

    problems: Problems = field(default_factory=Problems)
    sheets: dict[str, Sheet] = field(default_factory=dict)
    repeated: list[Sheet] = field(default_factory=list)
    fragments: dict[str, Sheet] = field(default_factory=dict)
    labels: Labels = field(default_factory=Labels)
    formulas: dict[str, Formula] = field(default_factory=dict)
    sensing: Sensing = field(default_factory=Sensing)
    standing_in: frozenset[Path] = frozenset()
    """Files whose workflows and fragments stand in place of those of other files."""


def catalogue_dir() -> Path:
    """The packaged catalogue."""
    return Path(str(files("workflows"))) / "catalogue"


def load_catalogue(dirs: Sequence[Path]) -> Catalogue:
    """Read every workflow of these folders, in order. Never raises for what is in them: see `problems`."""
    paths: list[Path] = []
    reading = _Reading()
    for folder in dirs:
        if folder.is_dir():
            paths.extend(files_of(folder))
        else:
            message = "the folder is not there; check BIHUAN_CATALOGUE_DIR"
            reading.problems.file(folder, "no_folder", message)
    return load_files(paths, reading.problems)


def load_files(
    paths: Iterable[Path], problems: Problems | None = None, *, standing_in: Iterable[Path] = ()
) -> Catalogue:
    """Read these files as one catalogue: labels, fragments and workflows in any order.

    What is in the files `standing_in`, which come last, takes the place of what other files have under the same key.
    """
    reading = _Reading(problems or Problems(), standing_in=frozenset(path.resolve() for path in standing_in))
    for path in dict.fromkeys(path.resolve() for path in paths):
        source = read_source(path, reading.problems)
        if source is not None:
            _place(reading, source)
    workflows = _with_categories(dict(_loaded(reading)))
    _check_repeated(reading, workflows)
    _check_opened(reading, workflows)
    if workflows.keys() == reading.sheets.keys():  # of workflows that are wrong themselves nothing is asked
        check_sensing(reading.sensing, _named_in(workflows), reading.problems)
    return Catalogue(workflows, reading.labels, reading.problems.listed(), reading.formulas, reading.sensing)


def files_of(folder: Path) -> Iterator[Path]:
    """The files of a folder that belong to its catalogue."""
    yield from sorted(folder.glob("*.toml"))
    yield from sorted((folder / FRAGMENTS).glob("*.toml"))
    for below in (RATES, STANDARDS, DEVICES):
        yield from sorted((folder / below).glob("*.toml"))


def _place(reading: _Reading, source: Source) -> None:
    own = Problems()
    if source.path.name == WORDS:
        words = read_words(Table(Spot(source), source.data, own))
        reading.labels = reading.labels.joined(words)
    elif source.path.parent.name == RATES:
        reading.formulas |= read_formulas(source, own)
    elif source.path.parent.name == STANDARDS:
        reading.sensing.standards |= read_standards(source, own)
    elif source.path.parent.name == DEVICES:
        read_sensing(source, own, reading.sensing)
    else:
        fragment = source.path.parent.name == FRAGMENTS
        sheet = read_sheet(source, own, fragment=fragment)
        sheet.sound = not own.found
        _shelve(reading, sheet, fragment=fragment)
    reading.problems.found.update(own.found)


def _shelve(reading: _Reading, sheet: Sheet, *, fragment: bool) -> None:
    shelf = reading.fragments if fragment else reading.sheets
    if sheet.key not in shelf:
        shelf[sheet.key] = sheet
    elif _stands_in(reading, sheet, shelf[sheet.key]):
        reading.problems.forget(shelf[sheet.key].source.path)
        shelf[sheet.key] = sheet
    elif fragment:
        message = f'there is already a fragment "{sheet.key}"; give the file another name'
        reading.problems.add(sheet.spot, "key_taken", message)
    else:
        reading.repeated.append(sheet)


def _stands_in(reading: _Reading, sheet: Sheet, first: Sheet) -> bool:
    return sheet.source.path in reading.standing_in and first.source.path not in reading.standing_in


def _loaded(reading: _Reading) -> Iterator[tuple[str, Loaded]]:
    known = all_known(reading.labels, NEEDS, reading.sheets)
    for key, sheet in reading.sheets.items():
        loaded = _built(reading, sheet, known)
        if loaded is not None:
            yield key, loaded


def _with_categories(workflows: Mapping[str, Loaded]) -> dict[str, Loaded]:
    """What has no categories of its own carries those of its cases, from any workflow, and needs their names."""
    names = {
        key: label
        for loaded in reversed(list(workflows.values()))
        for key, label in loaded.labels.sections.get("categories", {}).items()
    }
    return {
        key: loaded
        if loaded.workflow.categories
        else replace(loaded, labels=loaded.labels.joined({"categories": names}))
        for key, loaded in workflows.items()
    }


def _built(reading: _Reading, sheet: Sheet, known: Known) -> Loaded | None:
    own = Problems()
    flat: Flat | None = Flattener(reading.sheets, reading.fragments, own).flatten(sheet)
    if flat is not None:
        check(flat, known, own)
    reading.problems.found.update(own.found)
    if flat is None or own.found or not all(part.sound for part in flat.sheets):
        return None
    labels = build_labels(flat, reading.labels)
    return Loaded(build_workflow(flat), labels, sheet.source.path, frozenset(sheet.categories))


def _check_opened(reading: _Reading, workflows: Mapping[str, Loaded]) -> None:
    """What a move opens can be opened by the system for its parent."""
    for key, move, message in not_opened({key: loaded.workflow for key, loaded in workflows.items()}):
        reading.problems.add(reading.sheets[key].spot.at("moves", move), "child_not_opened", message)


def _named_in(workflows: Mapping[str, Loaded]) -> dict[str, tuple[str, ...]]:
    """The moves and categories of every workflow."""
    return {key: (*one.workflow.moves, *one.workflow.categories) for key, one in workflows.items()}


def _check_repeated(reading: _Reading, workflows: Mapping[str, Loaded]) -> None:
    """The same workflow twice does no harm; another one under a key that is taken is refused."""
    known = all_known(reading.labels, NEEDS, reading.sheets)
    for sheet in reading.repeated:
        again, first = _built(reading, sheet, known), workflows.get(sheet.key)
        if again is not None and first is not None and again.workflow.digest == first.workflow.digest:
            continue
        taken = reading.sheets[sheet.key].source.path
        message = (
            f'the key "{sheet.key}" is taken by {taken.name}; choose another key, and extend that workflow'
        )
        reading.problems.add(sheet.spot.at("key"), "key_taken", message)
