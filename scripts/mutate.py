"""Change the rules in every small way, one at a time, and see whether the pure tests notice.

mutmut leaves decorated functions alone, and every rule is one, so this walks the syntax tree itself. Each changed
module is tested in a process of its own that was forked before anything of the domain was imported; the changed text
is handed to the importer and nothing on disk is touched. What no test noticed is printed with its line.

    python scripts/mutate.py [--jobs N] [domain/rules/closing.py ...]
"""

from __future__ import annotations

import argparse
import ast
import importlib.abc
import importlib.machinery
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]
RULES = (path.name for path in (ROOT / "domain/rules").glob("[a-z]*.py"))
TARGETS = ("domain/decide.py", *sorted(f"domain/rules/{name}" for name in RULES))
NEAREST = {
    "domain/rules/": ["tests/unit/domain/rules"],
    "domain/decide.py": [
        "tests/unit/domain/test_decide.py",
        "tests/unit/domain/test_fields.py",
        "tests/unit/domain/test_roles.py",
    ],
}
"""What is asked first, because it most often knows."""
PURE = ["tests/unit/domain", "tests/property/test_case_walks.py"]
QUIET = [
    "-x", "-q", "-c", os.devnull, "--rootdir=.", "--import-mode=importlib", "--noconftest",
    "--disable-plugin-autoload",
]  # fmt: skip
"""No plugin and no settings: the pure tests need none, and a process starts in half the time."""
SECONDS = 240
"""After which a change counts as noticed: something no longer ends."""

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.Mult: ast.FloorDiv,
}  # fmt: skip
CALLED = {"any": "all", "all": "any", "min": "max", "max": "min"}


@dataclass(frozen=True)
class Mutant:
    """One small change of one module."""

    path: str
    line: int
    told: str
    text: str


def changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Every small change of this node alone, as (what, the node in its place)."""
    if isinstance(node, ast.Constant):
        yield from ((f"{node.value!r}", ast.Constant(other)) for other in _others(node.value))
    elif isinstance(node, ast.BoolOp):
        yield from _joined(node)
    else:
        yield from _turned(node)


def _joined(node: ast.BoolOp) -> Iterator[tuple[str, ast.AST]]:
    yield "and/or", ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    for number in range(len(node.values)):
        left = [*node.values[:number], *node.values[number + 1 :]]
        yield "operand left out", left[0] if len(left) == 1 else ast.BoolOp(node.op, left)


def _turned(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    match node:
        case ast.Compare(ops=[op]) if type(op) in COMPARED:
            yield "compared", ast.Compare(node.left, [COMPARED[type(op)]()], node.comparators)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "not left out", operand
        case ast.BinOp(op=op) if type(op) in COUNTED:
            yield "operator", ast.BinOp(node.left, COUNTED[type(op)](), node.right)
        case ast.IfExp():
            yield "the other way round", ast.IfExp(node.test, node.orelse, node.body)
        case ast.If():
            yield "never", ast.If(ast.Constant(False), node.body, node.orelse)
        case ast.Call(func=ast.Name(id=name)) if name in CALLED:
            yield "call", ast.Call(ast.Name(CALLED[name], ast.Load()), node.args, node.keywords)
        case ast.comprehension(ifs=[_, *_]):
            yield "filter left out", ast.comprehension(node.target, node.iter, [], node.is_async)


def _others(value: object) -> Iterator[bool | int | str]:
    match value:
        case bool():
            yield not value
        case int():
            yield value + 1
        case str():
            yield f"{value}~"


def mutants(path: str) -> Iterator[Mutant]:
    """Every mutant of a module."""
    text = (ROOT / path).read_text(encoding="utf-8")
    size = sum(1 for _ in _places(ast.parse(text)))
    for place in range(size):
        tree = ast.parse(text)
        parent, name, index, node = next(
            found for number, found in enumerate(_places(tree)) if number == place
        )
        for told, other in changes(node):
            _put(parent, name, index, other)
            line = getattr(node, "lineno", getattr(getattr(node, "iter", None), "lineno", 0))
            shown = f"{told}: {ast.unparse(node)[:70]}"
            yield Mutant(path, line, shown, ast.unparse(ast.fix_missing_locations(tree)))
            _put(parent, name, index, node)


def _put(parent: ast.AST, name: str, index: int | None, node: object) -> None:
    if index is None:
        setattr(parent, name, node)
    else:
        getattr(parent, name)[index] = node


def _places(parent: ast.AST) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    """Every node that may be changed, with where it hangs; neither docstrings nor annotations nor messages."""
    for name, value in ast.iter_fields(parent):
        if name in ("annotation", "returns") or isinstance(parent, (ast.JoinedStr, ast.Expr)):
            continue
        found = enumerate(value) if isinstance(value, list) else [(None, value)]
        for index, node in found:
            if isinstance(node, ast.AST):
                yield parent, name, index, node
                yield from _places(node)


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Imports one module from a text instead of its file."""

    def __init__(self, mutant: Mutant) -> None:
        self.name = mutant.path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        self.mutant = mutant

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.name:
            return None
        file = ROOT / self.mutant.path
        inside = [str(file.parent)] if file.name == "__init__.py" else None
        return spec_from_file_location(fullname, file, loader=self, submodule_search_locations=inside)

    def get_source(self, fullname: str) -> str:
        return self.mutant.text


def survives(mutant: Mutant) -> bool:
    """Whether every pure test passes with this change; runs in a forked process."""
    sys.meta_path.insert(0, _Changed(mutant))
    near = (tests for start, tests in NEAREST.items() if mutant.path.startswith(start))
    nearest = next(near, ["tests/unit/domain"])
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        return all(pytest.main([*QUIET, *tests]) == 0 for tests in (nearest, PURE))


def main() -> None:
    """Try every mutant, so many at a time, and tell which ones nobody noticed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="*", default=TARGETS)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    settings.load_profile("ci")
    unchanged = Mutant(TARGETS[0], 0, "", (ROOT / TARGETS[0]).read_text(encoding="utf-8"))
    _must_pass(unchanged)
    everything = [mutant for path in asked.paths for mutant in mutants(path)]
    survivors = run(everything, asked.jobs)
    _must_pass(unchanged)
    for mutant in sorted(survivors, key=lambda one: (one.path, one.line)):
        sys.stdout.write(f"{mutant.path}:{mutant.line} nobody noticed {mutant.told}\n")
    sys.stdout.write(f"{len(everything) - len(survivors)} of {len(everything)} changes were noticed\n")


def _must_pass(unchanged: Mutant) -> None:
    """Asked before and after: a checkout that was broken in between would seem to notice everything."""
    if run([unchanged], 1) != [unchanged]:
        raise SystemExit("the pure tests do not pass as it is")


def run(everything: Sequence[Mutant], jobs: int) -> list[Mutant]:
    """The survivors."""
    left: list[Mutant] = []
    running: dict[int, Mutant] = {}
    for number, mutant in enumerate(everything):
        if len(running) >= jobs:
            left.extend(_one_that_ended(running))
        running[_fork(mutant)] = mutant
        if number % 50 == 49:
            sys.stderr.write(f"{number} of {len(everything)}, {len(left)} survive\n")
    while running:
        left.extend(_one_that_ended(running))
    return left


def _one_that_ended(running: dict[int, Mutant]) -> list[Mutant]:
    process, status = os.wait()
    mutant = running.pop(process)
    return [mutant] if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0 else []


def _fork(mutant: Mutant) -> int:
    process = os.fork()
    if process:
        return process
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(SECONDS)
    code = 1
    try:
        code = 0 if survives(mutant) else 1
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
