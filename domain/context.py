"""Everything a rule may know from outside its case, read by the engine before deciding.

Each rule names what it needs of this; a workflow with a rule whose need nobody supplies is refused when loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.calendar import WorkCalendar
from domain.case import Case
from domain.office import Office

NEEDS = (
    "calendar", "office", "master", "child", "case", "parent", "cases", "followers", "children", "parents", "diet",
    "claims",
)  # fmt: skip
"""What can be asked for: the calendar, the office with its duty list and posts, the master case, the child, the other
case, the case before this one, or the several cases named in the command's fields, the cases merged into this one,
its open children, those this one hangs on, what somebody must not eat, which of the keys that matter are taken."""


@dataclass(frozen=True, kw_only=True)
class Context:
    """A frozen record of the outside, as it was when the case was read."""

    calendar: WorkCalendar
    office: Office
    others: Mapping[str, Case] = field(default_factory=dict)
    """Cases that matter here, by id: the master to merge into, the child to link, the followers of a master."""
    earlier: tuple[str, ...] = ()
    """Of `others`, the occasions of the party named in the command before this one, the latest first."""
    case_no: str = ""
    """A number not yet given to any case, for filing."""
    avoids: frozenset[str] | None = None
    """What the one a meal is for must not be given, opened for this decision alone. None where it was not asked: when
    the record is judged again it may have been erased."""
    claimed: frozenset[str] = frozenset()
    """Which of the keys that matter here some case holds already."""
