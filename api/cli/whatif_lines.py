"""How lines of a what-if are set: headings over lists, everything by its name, moments by the office's clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from api.cli.case_names import case_named
from api.cli.console import out
from api.naming import Naming
from api.wording import Wording
from domain.case import Case
from domain.office import Office
from workflows.loader import Labels


@dataclass(frozen=True)
class Setting:
    """What words are said in: the cases by id and the office, labels, the office's zone, zh or en."""

    cases: Mapping[str, Case]
    office: Office
    labels: Labels
    zone: ZoneInfo
    language: str

    @property
    def wording(self) -> Wording:
        """Names in that language."""
        return Wording(self.labels, self.language)

    def case(self, case_id: str) -> str:
        """A case by its number or what it is about, and its id."""
        case = self.cases.get(case_id)
        return case_named(case, self.wording) if case else case_id

    def moment(self, moment: datetime) -> str:
        """A moment by the office's clock, to the minute."""
        return f"{moment.astimezone(self.zone):%Y-%m-%d %H:%M}"

    def text(self, section: str, key: str) -> str:
        """The label of a key."""
        return self.labels.text(section, key, self.language)

    def value(self, field: str, value: str) -> str:
        """The label of a listed value."""
        return self.labels.value(field, value, self.language)

    def clock(self, case_id: str, clock: str, key: str) -> str:
        """A clock by its name; one of several of that name with whose it is."""
        case = self.cases.get(case_id)
        naming = Naming(wording=self.wording, office=self.office, assists=case.assists if case else {})
        return " ".join(filter(None, (self.text("clocks", clock), naming.assist(key) if key else "")))

    def addressee(self, told: str) -> str:
        """A role, a role of a unit, or a person by the post, since no names are kept, and the id."""
        role, _, unit = told.partition(":")
        if self.labels.label("roles", role) is None:
            return self._person(told)
        named = self.wording.unit(self.office, unit) if unit else ""
        return " · ".join(filter(None, (self.text("roles", role), named)))

    def _person(self, person: str) -> str:
        named = self.wording.person(self.office, person)
        if not self.office.posts.get(person):
            return named
        return f"{named} ({person})" if self.language == "en" else f"{named}（{person}）"


def tell_lines(heading: str, lines: Iterable[str]) -> None:
    """Print lines under a heading; nothing when there are none."""
    for number, line in enumerate(lines):
        if not number:
            out(heading)
        out(f"  {line}")
