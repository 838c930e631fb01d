"""`bihuan bench`: the benchmarks of a checkout; an installed wheel has none."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules

from api.cli.console import Stop, out
from api.cli.failures import BAD_DATA, UNFIT


def run_bench(names: Sequence[str], seconds: float, json_file: Path | None) -> None:
    """Run the named benchmarks, or list what there is."""
    there = _benchmarks()
    if there is None:
        raise Stop("Benchmarks need a checkout: clone the repository and run `bihuan bench` in it.", UNFIT)
    if not names:
        out("\n".join(there) if there else "There is no benchmark yet.")
        return
    for name in names:
        if name not in there:
            raise Stop(
                f'There is no benchmark "{name}"; there are: {", ".join(there) or "none yet"}.', BAD_DATA
            )
    for name in names:
        import_module(f"bench.{name}").main(seconds=seconds, json_file=json_file)


def _benchmarks() -> list[str] | None:
    """The modules of `bench` that are one; None without a checkout."""
    spec = find_spec("bench")
    if spec is None or not spec.submodule_search_locations:
        return None
    return sorted(
        found.name
        for found in iter_modules(spec.submodule_search_locations)
        if not found.name.startswith("_")
    )
