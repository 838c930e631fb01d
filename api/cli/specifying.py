"""`bihuan spec`: pytest as a process of its own, with the steps and drivers of `features`, on any feature files."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import typer

from api.cli.console import Stop
from api.cli.failures import BAD_DATA, UNFIT

PLUGIN = "features.plugin"
NEEDED = ("pytest", "pytest_bdd")


def run_spec(
    paths: Sequence[str],
    drivers: Sequence[str],
    catalogue: Path | None,
    *,
    steps: bool,
) -> None:
    """Start pytest and leave with its exit code. `paths` may hold options of pytest, which go on to it."""
    if any(find_spec(name) is None for name in NEEDED):
        raise Stop("pytest and pytest-bdd are missing: install them with pip install 'bihuan[spec]'.", UNFIT)
    if steps:
        raise typer.Exit(
            subprocess.run([sys.executable, "-P", "-m", "features.steps_listing"], check=False).returncode
        )
    for path in _named(paths):
        if not Path(path.partition("::")[0]).exists():
            raise Stop(f"{path}: there is no such feature file or folder; check the name.", BAD_DATA)
    if catalogue is not None and not catalogue.is_dir():
        raise Stop(f"{catalogue}: there is no such folder; check the name.", BAD_DATA)
    command = [sys.executable, "-P", "-m", "pytest", *_arguments(paths, drivers, catalogue)]
    raise typer.Exit(subprocess.run(command, check=False).returncode)


def _named(given: Sequence[str]) -> Iterator[str]:
    """What is meant as a file: neither an option nor what follows one."""
    before = ""
    for one in given:
        if not one.startswith("-") and not (before.startswith("-") and "=" not in before):
            yield one
        before = one


def _arguments(paths: Sequence[str], drivers: Sequence[str], catalogue: Path | None) -> Iterator[str]:
    """Without paths our own features; the rules of the folder they lie in, if any, are not ours to follow."""
    yield from ("-p", PLUGIN, "-p", "no:cacheprovider", "--import-mode=importlib")
    for driver in drivers:
        yield f"--driver={driver}"
    if catalogue is not None:
        yield f"--catalogue={catalogue}"
    yield from paths
    if not any(_named(paths)):
        spec = find_spec("features")
        yield from list(spec.submodule_search_locations or [])[:1] if spec else []
