"""Facts of what a second person granted: an end by force, a case taken out of a unit's figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from domain.facts.schema import INTERNAL, PERSON, PERSONAL, PUBLIC, Fact, one_of

FORCED_REASONS = ("owner_unknown", "no_power", "superseded", "project_planned", "in_court")
"""Why a case may end without being solved (强制结案)."""
EXTENSION_REASONS = ("weather", "materials", "other_body", "scale")
"""Why a unit needs more time (延期), beside `engineering` and `owner_absent`."""
EXCLUSION_GROUNDS = ("force_majeure", "not_our_duty", "not_our_area", "other_body", "duplicate", "data_error")
"""Why a case may be left out of a unit's figures (剔除)."""
_OTHER_REASONS = (
    "not_our_duty", "not_our_area", "nothing_there", "needs_other_power", "given_back",
    "season", "engineering", "owner_absent", "funds", "litigation", "appraisal",
    "unsatisfied", "failed_callback", "relapse", "error", "audit", "other",
)  # fmt: skip
REQUEST_REASONS = tuple(
    dict.fromkeys((*_OTHER_REASONS, *EXTENSION_REASONS, *FORCED_REASONS, *EXCLUSION_GROUNDS))
)
"""Why anything may be asked of a second person."""
INDICATORS = (
    "filing_rate",
    "on_time_dispatch_rate",
    "accurate_dispatch_rate",
    "handling_rate",
    "on_time_handling_rate",
    "closing_rate",
    "on_time_closing_rate",
    "rework_rate",
    "extension_rate",
    "on_time_check_rate",
    "response_rate",
    "solved_rate",
    "satisfaction_rate",
)
"""Figures a case can be left out of, by the id of their formula: 立案率 … 满意率."""
SUSPENSION_GROUNDS = (
    "season", "engineering", "owner_absent", "funds", "litigation", "appraisal", "hearing", "food_safety",
    "test", "expert_review",
)  # fmt: skip
"""Why handling may rest."""


@dataclass(frozen=True, kw_only=True)
class CaseForceClosed(Fact):
    """强制结案: ended without being solved, by a second person; never counted as a closed loop."""

    TOPIC = "case.force_closed"
    reason: Annotated[str, PUBLIC, one_of(*FORCED_REASONS)]
    public_reason: Annotated[str, PUBLIC]
    requested_by: Annotated[str, INTERNAL, PERSON]


@dataclass(frozen=True, kw_only=True)
class CaseExcluded(Fact):
    """剔除考核: left out of the named figures only; case, ground and approver stay visible."""

    TOPIC = "case.excluded"
    ground: Annotated[str, PUBLIC, one_of(*EXCLUSION_GROUNDS)]
    indicators: Annotated[tuple[str, ...], PUBLIC, one_of(*INDICATORS)]
    text: Annotated[str, PERSONAL] = ""


FACTS: tuple[type[Fact], ...] = (CaseForceClosed, CaseExcluded)
