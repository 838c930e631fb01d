"""Changed copies of packaged workflows, as somebody writes them who tries something out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from workflows.loader import catalogue_dir

HALVED = {
    "extension_times = 2": "extension_times = 1",
    "extension_first_work_days = 5": "extension_first_work_days = 2",
    "extension_total_work_days = 30": "extension_total_work_days = 15",
}
"""Extensions halved."""


def changed_copy(folder: Path, changes: Mapping[str, str], name: str = "city_case.toml") -> Path:
    """Write a copy of a packaged workflow into a folder, with some of its text exchanged; returns the folder."""
    text = (catalogue_dir() / name).read_text("utf-8")
    for old, new in changes.items():
        assert text.count(old) == 1, (old, text.count(old))
        text = text.replace(old, new)
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, "utf-8")
    return folder
