"""Other cases that a case speaks of: by their numbers, and only those that its reader may read himself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.asking import Asked
from api.case_view import View
from api.disclosed import Reader, reader_of
from api.language import ENGLISH
from api.named_cases import cases_named
from domain.case import Case
from domain.disclosure import may_know_reporter
from workflows.engine_view import may_be_a_case

NOT_SHOWN = ("另一案卷（未向您显示）", "another case (not shown to you)")
NOT_THERE = ("{}（查无此案）", "{} (there is no such case)")


@dataclass(frozen=True, kw_only=True)
class Mention:
    """Another case as a line of a page: its number and what it is about, with the way to it when it may be read."""

    text: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Mentions:
    """The cases a case speaks of, by id, as far as they may be read."""

    cases: Mapping[str, Mention]
    reporters: frozenset[str]
    """Who reported them, where this reader may know."""
    unknown: str
    """What is said of any other; `{}` is its id."""

    def of(self, case: str) -> Mention:
        """The case; one that may not be read looks to somebody from outside like one that is not there."""
        return self.cases.get(case) or Mention(text=self.unknown.format(case))


async def mentions_in(asked: Asked, view: View) -> Mentions:
    """Every case that its facts name, read together. Rights are those of now."""
    wanted = frozenset(filter(may_be_a_case, cases_named(event.fact for event in view.events)))
    cases = await asked.services.engine.cases(wanted) if wanted else []
    readers = {case.id: reader_of(asked.person, case) for case in cases}
    found = {case.id: _mention(asked, case, reader) for case in cases if (reader := readers[case.id])}
    known = (case for case in cases if case.id in found and may_know_reporter(asked.person, case))
    said = NOT_SHOWN if view.reader.is_outside else NOT_THERE
    return Mentions(
        cases=found,
        reporters=frozenset(case.reporter for case in known if case.reporter),
        unknown=said[int(asked.language == ENGLISH)],
    )


def _mention(asked: Asked, case: Case, reader: Reader) -> Mention:
    """A case without a number goes by the name of its workflow; the title is not everybody's to read."""
    number = case.case_no or asked.wording(case.workflow).of("workflows", case.workflow)
    may_read = not reader.is_outside or reader.is_reporter
    text = f"{number} · {case.title}" if may_read and case.title else number
    return Mention(text=text, url=f"/cases/{case.id}")
