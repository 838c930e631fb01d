"""The checks themselves: each takes files and returns what is wrong with them, one sentence each."""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

from tests.architecture import limits
from tests.architecture.names import imported_roots, uses_of
from tests.architecture.source import Source


def foreign_names(packages: Iterable[str], root: Path) -> Iterator[str]:
    """Our short names must be ours: found in the project, and provided by no installed distribution."""
    providers = packages_distributions()
    for name in packages:
        spec = find_spec(name)
        places = [Path(place).resolve() for place in (spec.submodule_search_locations or [])] if spec else []
        if places != [root / name]:
            yield f"{name} resolves to {places or 'nothing'}, outside the project"
        if foreign := set(providers.get(name, [])) - {"bihuan"}:
            yield f"{name} is also provided by {', '.join(sorted(foreign))}"


def environment_reads(sources: Iterable[Source]) -> Iterator[str]:
    """Settings are read in one module, so that `bihuan doctor` can show all of them."""
    for source in sources:
        if not source.path.startswith(limits.ENVIRONMENT_ROOMS):
            yield from uses_of(source, limits.ENVIRONMENT)


def chance(sources: Iterable[Source]) -> Iterator[str]:
    """Clocks, ids and dice live at the edges; inside, they are arguments."""
    for source in sources:
        if not source.path.startswith(limits.CHANCE_ROOMS):
            yield from uses_of(source, limits.CHANCE)


def impure_domain(sources: Iterable[Source]) -> Iterator[str]:
    """The domain stands on the standard library alone."""
    allowed = sys.stdlib_module_names | {"domain"}
    for source in sources:
        if source.path.startswith("domain/"):
            for line, root in imported_roots(source):
                if root not in allowed:
                    yield f"{source.path}:{line} imports {root}"


def named_workflows(sources: Iterable[Source], keys: Iterable[str]) -> Iterator[str]:
    """Read models and pages show any workflow by what its catalogue says: they name none.

    The form that takes a report begins with the base, which every office has.
    """
    named = frozenset(keys)
    for source in sources:
        if source.path.startswith(limits.SHOWING_ROOMS) and source.path != limits.REPORT_FORM:
            for node in ast.walk(source.tree):
                if isinstance(node, ast.Constant) and node.value in named:
                    yield f"{source.path}:{node.lineno} names {node.value}"


def long_modules(sources: Iterable[Source]) -> Iterator[str]:
    """A module that does not fit the limit has more than one reason to change."""
    for source in sources:
        most = limits.TEST_MODULE_LINES if source.is_test else limits.MODULE_LINES
        lines = len(source.text.splitlines())
        if lines > most:
            yield f"{source.path} has {lines} lines, {most} are allowed"


def long_functions(sources: Iterable[Source]) -> Iterator[str]:
    """A function is read as a whole or not at all."""
    for source in sources:
        most = limits.TEST_FUNCTION_LINES if source.is_test else limits.FUNCTION_LINES
        lines = source.text.splitlines()
        for node in ast.walk(source.tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                count = _lines_of_code(node, lines)
                if count > most:
                    yield f"{source.path}:{node.lineno} {node.name} has {count} lines, {most} are allowed"


def forbidden_words(files: Iterable[Source]) -> Iterator[str]:
    """A project names no machine it was written on, and keeps its open ends in the roadmap."""
    unfinished = "|".join(limits.UNFINISHED)
    machines = "|".join(re.escape(place) for place in limits.MACHINES)
    pattern = re.compile(rf"\b(?:{unfinished})\b|(?<![\w.}}*])(?:{machines})(?=\w)")
    for file in files:
        for number, line in enumerate(file.text.splitlines(), 1):
            if found := pattern.search(line):
                yield f"{file.path}:{number} says {found[0]}"


def undocumented_targets(makefile: str) -> Iterator[str]:
    """`make help` lists everything that can be made."""
    phony = {name for line in re.findall(r"^\.PHONY:(.*)$", makefile, re.MULTILINE) for name in line.split()}
    rules = set(re.findall(r"^([a-z][\w-]*):(?!=)", makefile, re.MULTILINE))
    documented = set(re.findall(r"^([a-z][\w-]*):.*?## \S", makefile, re.MULTILINE))
    yield from (f"make {name} has no ## text" for name in sorted((phony | rules) - documented))
    yield from (f"make {name} is not .PHONY" for name in sorted(rules - phony))


def _lines_of_code(node: ast.FunctionDef | ast.AsyncFunctionDef, lines: list[str]) -> int:
    free: set[int] = set()
    if ast.get_docstring(node, clean=False) is not None:
        first = node.body[0]
        free = set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    body = range(node.lineno, (node.end_lineno or node.lineno) + 1)
    kept = (lines[number - 1].strip() for number in body if number not in free)
    return sum(1 for line in kept if line and not line.startswith("#"))


def through_threads(sources: Iterable[Source]) -> Iterator[str]:
    """What a route waits for is a coroutine: FastAPI sends a plain function through a thread, request by request."""
    plain, depended = dict[str, str](), set[str]()
    for source in (one for one in sources if one.path.startswith("api/")):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef):
                plain[node.name] = f"{source.path}:{node.lineno}"
                if any(_is_route(one) for one in node.decorator_list):
                    yield f"{plain[node.name]} {node.name} is a route and no coroutine"
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Depends" and node.args:
                depended.add(getattr(node.args[0], "id", ""))
    for name in sorted(depended & plain.keys()):
        yield f"{plain[name]} {name} is depended on and no coroutine"


def _is_route(decorator: ast.expr) -> bool:
    call = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(call, ast.Attribute) and call.attr in ("get", "post", "put", "patch", "delete")
