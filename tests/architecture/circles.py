"""Circles among modules at import time."""

import ast
from collections.abc import Iterable, Iterator

from tests.architecture.source import Source


def import_circles(sources: Iterable[Source]) -> list[list[str]]:
    """Return every group of modules of which each needs the others before it can be imported."""
    known = {source.module: source for source in sources}
    graph = {name: set(_needs(source, known.keys())) - {name} for name, source in known.items()}
    reach = {name: _reachable(name, graph) for name in graph}
    circles = {tuple(sorted(other for other in reach[name] if name in reach[other])) for name in graph}
    return [list(circle) for circle in sorted(circles) if circle]


def _needs(source: Source, known: Iterable[str]) -> Iterator[str]:
    names = set(known)
    for node in _run_at_import(source.tree.body):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            below = {f"{node.module}.{alias.name}" for alias in node.names} & names
            yield from below
            if node.module in names and len(below) < len(node.names):
                yield node.module


def _run_at_import(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Walk what runs when the module is imported: no function bodies, nothing for the type checker alone."""
    for node in body:
        yield node
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            continue
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            yield from _run_at_import(node.orelse)
            continue
        yield from _run_at_import(ast.iter_child_nodes(node))


def _reachable(start: str, graph: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    ahead = list(graph[start])
    while ahead:
        name = ahead.pop()
        if name not in seen:
            seen.add(name)
            ahead.extend(graph[name])
    return seen
