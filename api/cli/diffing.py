"""`bihuan workflow diff`: what a new version of a workflow changes, in words."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from api.cli.catalogue import LANGUAGES
from api.cli.console import Stop, out, out_json
from api.cli.versions import Version, Versions
from workflows.differing import changes
from workflows.differing_words import counts, section_of, sentence, told

EQUAL = {"zh": "没有差别。", "en": "No difference."}


def run_diff(a: str, b: str, language: str, *, as_json: bool) -> None:
    """Print every change from A to B."""
    if language not in LANGUAGES:
        raise Stop(f'There is no language "{language}": choose zh or en.', 2)
    versions = Versions()
    old, new = versions.find(a), versions.find(b)
    found, labels = changes(old.workflow, new.workflow), old.labels.joined(new.labels.sections)
    if as_json:
        lines = [
            {"heading": section_of(change), "text": sentence(change, labels, language), **asdict(change)}
            for change in found
        ]
        out_json({"from": _named(old), "to": _named(new), "counts": counts(found), "changes": lines})
        return
    out(f"{_title(old)} → {_title(new)}")
    for line in told(found, labels, language):
        out(line)
    if not found:
        out(EQUAL[language])


def _named(version: Version) -> dict[str, Any]:
    workflow = version.workflow
    return {
        "named": version.named,
        "key": workflow.key,
        "version": workflow.version,
        "digest": workflow.digest,
    }


def _title(version: Version) -> str:
    return f"{version.workflow.key}@{version.workflow.version} {version.workflow.digest[:12]}"
