"""`bihuan workflow`: check files of a catalogue, print a workflow as a diagram."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from api.cli.console import Stop, out
from api.cli.failures import BAD_DATA
from api.cli.versions import folders_of, require_files
from api.settings import load_settings
from workflows.loader import catalogue_dir, lint, load_catalogue
from workflows.loader.problems import instead
from workflows.render import mermaid

LANGUAGES = ("zh", "en")


def run_lint(paths: Sequence[Path]) -> None:
    """Tell every problem of the files."""
    for path in paths:
        require_files(path)
    problems = lint(paths, folders_of(load_settings()))
    for problem in problems:
        out(str(problem))
    if problems:
        raise Stop(f"{len(problems)} problem(s): mend each line named above, then run it again.", BAD_DATA)
    out("No problem found.")


def run_render(key: str, language: str, folder: Path | None) -> None:
    """Print the diagram of a workflow."""
    if language not in LANGUAGES:
        raise Stop(f'There is no language "{language}": choose zh or en.', 2)
    catalogue = load_catalogue([catalogue_dir(), *([folder] if folder else [])])
    loaded = catalogue.workflows.get(key)
    if loaded is None:
        wrong = [problem for problem in catalogue.problems if problem.path.stem == key]
        if wrong:
            raise Stop("\n".join(map(str, wrong)), BAD_DATA)
        raise Stop(f'There is no workflow "{key}"; {instead(key, catalogue.workflows)}', BAD_DATA)
    out(mermaid(loaded.workflow, loaded.labels, language).rstrip())
