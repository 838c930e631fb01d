"""Conformance of the recorded history: every step of the log judged again, by the version its case is pinned to."""

from workflows.conformance.checking import Checked, Checker
from workflows.conformance.reading import Scope
from workflows.conformance.violation import Violation
from workflows.conformance.words import KINDS, sentence

__all__ = ["KINDS", "Checked", "Checker", "Scope", "Violation", "sentence"]
