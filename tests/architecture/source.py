"""The project's files as the checks read them, and a way to plant a file that is not there."""

import ast
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.architecture.limits import FOREIGN_FILES, PACKAGES, ROOT, TEXT_FILES


@dataclass(frozen=True)
class Source:
    """One file: its path from the root of the project, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed module."""
        return ast.parse(self.text, self.path)

    @property
    def module(self) -> str:
        """The dotted name of the module."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def is_test(self) -> bool:
        """Whether the file proves something instead of doing it."""
        return self.path.startswith("tests/")


def project_files() -> list[Source]:
    """Return every text file that belongs to the project, tracked or about to be."""
    listing = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, capture_output=True, text=True, check=True).stdout.split("\0")
    paths = [ROOT / name for name in sorted(set(names)) if name]
    return [Source(str(path.relative_to(ROOT)), path.read_text("utf-8")) for path in paths if _is_ours(path)]


def python_files() -> list[Source]:
    """Return every module of every package of ours."""
    return [
        file for file in project_files() if file.path.endswith(".py") and file.path.split("/")[0] in PACKAGES
    ]


def _is_ours(path: Path) -> bool:
    name = str(path.relative_to(ROOT))
    foreign = any(part in name for part in FOREIGN_FILES)
    return path.is_file() and path.suffix in TEXT_FILES and not foreign
