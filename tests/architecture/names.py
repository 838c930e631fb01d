"""Which outside names a module touches, however it imported them."""

import ast
from collections.abc import Iterable, Iterator

from tests.architecture.source import Source


def uses_of(source: Source, forbidden: Iterable[str]) -> Iterator[str]:
    """Yield a message for each use of a forbidden dotted name; one that ends in a dot forbids all below it."""
    known = _imported(source.tree)
    for node in ast.walk(source.tree):
        name = _dotted(node, known)
        if name and any(name.startswith(bad) if bad.endswith(".") else name == bad for bad in forbidden):
            yield f"{source.path}:{getattr(node, 'lineno', 0)} uses {name}"


def imported_roots(source: Source) -> Iterator[tuple[int, str]]:
    """Yield line and top-level name of everything a module imports, wherever in the module it does."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, (node.module or "").split(".")[0]


def _imported(tree: ast.Module) -> dict[str, str]:
    """Map each local name to the full name that an import gave it."""
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                known[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                known[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return known


def _dotted(node: ast.AST, known: dict[str, str]) -> str | None:
    """Return the full name that an expression or an import stands for, if it is an imported one."""
    if isinstance(node, ast.Attribute):
        base = _dotted(node.value, known)
        return f"{base}.{node.attr}" if base else None
    return known.get(node.id) if isinstance(node, ast.Name) else None
