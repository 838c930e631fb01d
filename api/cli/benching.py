"""`bihuan bench`: the benchmarks of a checkout, which come with a program of their own; an installed wheel has none."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec

import typer

from api.cli.console import Stop, out
from api.cli.failures import BAD_DATA, UNFIT


def run_bench(names: Sequence[str], more: Sequence[str]) -> None:
    """List what there is, or run the named ones; `more` are options of the benchmarks' own program."""
    there = _benchmarks()
    if there is None:
        raise Stop("Benchmarks need a checkout: clone the repository and run `bihuan bench` in it.", UNFIT)
    if not names:
        for name, told in there.items():
            out(f"{name}  {told}")
        return
    for name in names:
        if name not in there:
            known = ", ".join(there) or "none yet"
            raise Stop(f'There is no benchmark "{name}"; there are: {known}.', BAD_DATA)
    command = [sys.executable, "-P", "-m", "bench", *names, *more]
    raise typer.Exit(subprocess.run(command, check=False).returncode)


def _benchmarks() -> Mapping[str, str] | None:
    """Benchmarks by name with what each measures; None without a checkout."""
    if find_spec("bench") is None:
        return None
    found: Mapping[str, str] = getattr(import_module("bench"), "BENCHMARKS", {})
    return found
