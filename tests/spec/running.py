"""Starting pytest the way `bihuan spec` does, in a folder of its own, far from the checkout."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Run:
    """What pytest said, and its exit code."""

    code: int
    text: str


def spec(folder: Path, *arguments: str, **environment: str) -> Run:
    """Run pytest with the plugin in a folder, with further names in its environment."""
    plugins = ("-p", "pytest_bdd.plugin", "-p", "features.plugin", "-p", "no:cacheprovider")
    command = [sys.executable, "-m", "pytest", *plugins, *arguments]
    found = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=100,
        check=False,
    )
    return Run(found.returncode, found.stdout + found.stderr)


def feature(folder: Path, text: str, name: str = "tried.feature") -> Path:
    """Write a feature file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
