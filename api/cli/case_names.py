"""What a case is called on the command line: by its number, else by what it is and what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from api.wording import Wording
from domain.case import Case


def case_named(case: Case, wording: Wording) -> str:
    """A case by its number; one without by workflow and title, else category. The id goes with both."""
    return " ".join(filter(None, (case.case_no or case_words(case, wording), case.id)))


class Named(Protocol):
    """What says which workflow it follows and what it is about."""

    @property
    def workflow(self) -> str:
        """Key of the workflow."""
        ...

    @property
    def category(self) -> str:
        """Key of the category; empty for a task."""
        ...

    @property
    def title(self) -> str:
        """Title; empty when nobody gave one."""
        ...


def case_words(case: Named, wording: Wording) -> str:
    """What a case is and what it is about."""
    about = case.title or wording.of("categories", case.category)
    return " · ".join(filter(None, (wording.of("workflows", case.workflow), about)))


def case_data(case_id: str, cases: Mapping[str, Case]) -> dict[str, str]:
    """The same as data; empty where there is none."""
    case = cases.get(case_id)
    names = ("case_no", "workflow", "category", "title")
    return {"case": case_id, **{name: getattr(case, name, "") for name in names}}
