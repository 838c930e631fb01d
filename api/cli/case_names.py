"""What a case is called on the command line: by its number, else by what it is and what it is about."""

from __future__ import annotations

from collections.abc import Mapping

from api.wording import Wording
from domain.case import Case


def case_named(case: Case, wording: Wording) -> str:
    """A case by its number; one without by workflow and title, else category. The id goes with both."""
    return " ".join(filter(None, (case.case_no or case_words(case, wording), case.id)))


def case_words(case: Case, wording: Wording) -> str:
    """What a case is and what it is about."""
    about = case.title or wording.of("categories", case.category)
    return " · ".join(filter(None, (wording.of("workflows", case.workflow), about)))


def case_data(case_id: str, cases: Mapping[str, Case]) -> dict[str, str]:
    """The same as data; empty where there is none."""
    case = cases.get(case_id)
    names = ("case_no", "workflow", "category", "title")
    return {"case": case_id, **{name: getattr(case, name, "") for name in names}}
