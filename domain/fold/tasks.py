"""What tasks and moving to another version make of a case."""

from __future__ import annotations

from domain.case import Case
from domain.changing import replace
from domain.envelope import Envelope
from domain.facts import tasks
from domain.fold.change import Changes


def migrated(case: Case, fact: tasks.CaseMigrated, _: Envelope) -> Case:
    """From here on decided by another version; what the case is and what runs stays."""
    return replace(case, digest=fact.to_digest)


CHANGES: Changes = {
    tasks.CaseMigrated: migrated,
}
