"""What moving to another version makes of a case."""

from __future__ import annotations

from domain.case import Case
from domain.changing import replace
from domain.envelope import Envelope
from domain.facts import migrating
from domain.fold.change import Changes


def migrated(case: Case, fact: migrating.CaseMigrated, _: Envelope) -> Case:
    """From here on decided by another version; what the case is and what runs stays.

    What a version without `deadline.passed` left unrecorded stays so.
    """
    return replace(case, digest=fact.to_digest, overrun=())


CHANGES: Changes = {
    migrating.CaseMigrated: migrated,
}
