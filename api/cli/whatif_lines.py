"""How lines of a what-if are set: headings over lists, a case by its number, moments by the office's clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from api.cli.console import out
from workflows.loader import Labels


@dataclass(frozen=True)
class Setting:
    """What words are said in: the numbers of cases by id, labels, the office's zone, zh or en."""

    numbers: Mapping[str, str]
    labels: Labels
    zone: ZoneInfo
    language: str

    def case(self, case_id: str) -> str:
        """A case by its number, when it has one, and its id."""
        number = self.numbers.get(case_id, "")
        return f"{number} {case_id}" if number else case_id

    def moment(self, moment: datetime) -> str:
        """A moment by the office's clock, to the minute."""
        return f"{moment.astimezone(self.zone):%Y-%m-%d %H:%M}"

    def text(self, section: str, key: str) -> str:
        """The label of a key."""
        return self.labels.text(section, key, self.language)

    def value(self, field: str, value: str) -> str:
        """The label of a listed value."""
        return self.labels.value(field, value, self.language)


def tell_lines(heading: str, lines: Iterable[str]) -> None:
    """Print lines under a heading; nothing when there are none."""
    for number, line in enumerate(lines):
        if not number:
            out(heading)
        out(f"  {line}")
