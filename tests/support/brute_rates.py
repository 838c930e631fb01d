"""The rates reckoned again from raw rows of the log, the slow and plain way; shares no code with the product.

Reads the columns and JSON of `bihuan.events` and nothing else: every question walks a case's rows from its beginning.
A deadline is a list of what happened to its clock between its start and whatever ended it.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

CATALOGUE = Path(__file__).parents[2] / "workflows" / "catalogue"
ROWS = (
    "SELECT stream_id, topic, convert_from(data, 'UTF8'), metadata::text, occurred_at, position FROM bihuan.events"
    " WHERE jurisdiction = %s AND position <= %s ORDER BY position"
)
RATES = {
    # figure: (what is counted of what, what must be so, with which fate; None for a plain number)
    "filing_rate": ("report", "filed", ("open", "filed", "ended")),
    "on_time_dispatch_rate": ("dispatch", "in time", None),
    "accurate_dispatch_rate": ("given", "right", ("right", "wrong")),
    "handling_rate": ("handle", "done", None),
    "on_time_handling_rate": ("handle", "in time", None),
    "closing_rate": ("promise", "done", None),
    "on_time_closing_rate": ("promise", "in time", None),
    "rework_rate": ("promise", "rework", None),
    "extension_rate": ("handle", "extended", None),
    "on_time_check_rate": ("check", "in time", None),
    "response_rate": ("first_contact", "in time", None),
    "solved_rate": ("rating", "yes", ("rated",)),
    "satisfaction_rate": ("rating", "content", ("rated",)),
    "suspensions": ("case.suspended", "", None),
    "forced_closures": ("case.force_closed", "", None),
    "exclusions": ("case.excluded", "", None),
    "transfers": ("case.transferred", "", None),
}
CLOCKS = ("dispatch", "handle", "promise", "check", "first_contact")
MEETING = {
    "dispatch": ("case.dispatched",),
    "check": ("check.passed", "check.failed"),
    "first_contact": ("contact.made",),
    "promise": ("case.closed",),
    "handle": (),
}
NEVER = {
    "filing_rate": r'fact = "case\.filed"',
    "rework_rate": r'"\+promise"',
    "accurate_dispatch_rate": r'fact = "case\.returned"\n(?!set = .*fault = "none")',
}
"""What is written somewhere in the files of every workflow that the figure can be asked of, as a pattern."""
Entry = dict[str, Any]


@cache
def text_of(workflow: str) -> str:
    """The file of a workflow with the one it extends and the pieces it uses."""
    text = (CATALOGUE / f"{workflow}.toml").read_text("utf-8")
    uses = re.search(r"^uses = \[(.*)\]$", text, re.MULTILINE)
    pieces = re.findall(r'"(\w+)"', uses[1]) if uses else []
    extends = re.findall(r'^extends = "(\w+)"$', text, re.MULTILINE)
    used = [(CATALOGUE / "fragments" / f"{piece}.toml").read_text("utf-8") for piece in pieces]
    return "\n".join([text, *used, *map(text_of, extends)])


def read(rows: Iterable[tuple[Any, ...]]) -> dict[str, list[Entry]]:
    """The facts of each case, as they lie there."""
    cases: dict[str, list[Entry]] = defaultdict(list)
    for stream, topic, data, metadata, at, position in rows:
        if stream != "office":
            cases[stream].append(
                {
                    "topic": topic,
                    "at": at,
                    "position": position,
                    "body": json.loads(data),
                    "meta": json.loads(metadata),
                }
            )
    return cases


def figures(
    cases: dict[str, list[Entry]], until: datetime, since: datetime | None = None, by: str = "unit"
) -> dict[str, Any]:
    """`figure -> unit or workflow -> [numerator, denominator]`, without what is zero on both sides."""
    found: dict[str, dict[str, list[int]]] = {name: defaultdict(lambda: [0, 0]) for name in RATES}
    for facts in cases.values():
        marks = [*_deadlines(facts), *_plain(facts)]
        if by == "workflow":
            marks = [{**mark, "unit": facts[0]["meta"]["workflow"]} for mark in marks]
        excluded = {
            name for fact in facts if fact["topic"] == "case.excluded" for name in fact["body"]["indicators"]
        }
        for figure, told in RATES.items():
            can = re.search(NEVER.get(figure, ""), text_of(facts[0]["meta"]["workflow"]))
            if figure not in excluded and can:
                _count(found[figure], told, marks, since, until)
    return {name: {unit: n for unit, n in of.items() if n != [0, 0]} for name, of in found.items()}


def _count(
    by: dict[str, list[int]],
    told: tuple[str, str, Any],
    marks: list[Entry],
    since: datetime | None,
    until: datetime,
) -> None:
    kind, wanted, fates = told

    def inside(at: datetime | None) -> bool:
        return at is not None and at < until and (since is None or at >= since)

    for mark in marks:
        if wanted == "rework" and mark["kind"] == "check.failed" and inside(mark["at"]):
            by[mark["unit"]][0] += 1
        if mark["kind"] != kind:
            continue
        if kind in CLOCKS:
            if mark["fate"] in ("apart", "void") or not (inside(mark["due"]) or inside(mark["end"])):
                continue
            by[mark["unit"]][1] += 1
            by[mark["unit"]][0] += wanted in mark["is"]
        elif inside(mark["at"]) and (fates is None or mark["fate"] in fates):
            by[mark["unit"]][1] += fates is not None
            by[mark["unit"]][0] += fates is None or wanted in mark["is"]


def _plain(facts: list[Entry]) -> list[Entry]:
    """What simply happened, each with its unit and fate."""
    found: list[Entry] = []
    for n, fact in enumerate(facts):
        topic, body, desk = fact["topic"], fact["body"], fact["meta"].get("unit", "")
        lead = _lead(facts[: n + 1])
        if topic == "case.reported":
            fate, unit = _report_fate(facts[n:])
            found.append({"kind": "report", "at": fact["at"], "unit": unit, "fate": fate, "is": {fate}})
        elif topic == "case.dispatched":
            fate = "wrong" if _was_wrong(facts[n + 1 :]) else "right"
            found.append({"kind": "given", "at": fact["at"], "unit": desk, "fate": fate, "is": {fate}})
        elif topic == "case.rated":
            content = {"content"} if body["score"] >= 3 else set()
            found.append(
                {
                    "kind": "rating",
                    "at": fact["at"],
                    "unit": lead,
                    "fate": "rated",
                    "is": {body["solved"], *content},
                }
            )
        found.append({"kind": topic, "at": fact["at"], "unit": lead, "fate": "", "is": set()})
    return found


def _lead(facts: list[Entry]) -> str:
    """The unit the case was given to last; of an application nobody was given, that of who decided on it."""
    unit = ""
    for fact in facts:
        body = fact["body"]
        if fact["topic"] in ("task.opened", "case.dispatched", "case.reassigned", "case.signed_for"):
            unit = body.get("unit", "")
        elif fact["topic"] == "decision.issued" and body["stage"] == "service":
            unit = unit or fact["meta"].get("unit", "")
    return str(unit)


def _report_fate(facts: list[Entry]) -> tuple[str, str]:
    fate, unit = "open", ""
    for fact in facts:
        desk = fact["meta"].get("unit", "")
        if fact["topic"] == "case.filed":
            return "filed", desk
        if fact["topic"] in ("case.declined", "case.ended", "case.merged"):
            fate, unit = ("merged" if fact["topic"] == "case.merged" else "ended"), desk
        elif fact["topic"] == "case.unmerged":
            fate, unit = "open", ""
    return fate, unit


def _was_wrong(later: list[Entry]) -> bool:
    for fact in later:
        if fact["topic"] == "case.dispatched":
            return False
        if fact["topic"] == "case.returned" and fact["body"]["fault"] == "dispatch":
            return True
    return False


def _deadlines(facts: list[Entry]) -> list[Entry]:
    return [
        Walk(effect, facts, n).told()
        for n, fact in enumerate(facts)
        for effect in fact["meta"].get("clocks", ())
        if effect["clock"] in CLOCKS and effect["effect"] == "started"
    ]


class Walk:
    """From the fact that started a clock to the one that ended it, or to the last there is."""

    def __init__(self, started: Entry, facts: list[Entry], start: int) -> None:
        self.clock, self.facts, self.start = started["clock"], facts, start
        self.due = _moment(started.get("due_at"))
        self.rest: datetime | None = None
        self.extended: set[str] = set()
        self.reported: tuple[datetime, bool] | None = None

    def told(self) -> Entry:
        for n in range(self.start + 1, len(self.facts)):
            self.see_phase(self.facts[n], self.facts[n - 1]["meta"].get("phase"))
            body = self.facts[n]["body"]
            if self.facts[n]["topic"] == "extension.granted" and body["clock"] == self.clock:
                self.extended = {"extended"}
            if any(self.ends(effect, self.facts[n]) for effect in self.facts[n]["meta"].get("clocks", ())):
                return self.ended(n)
        unit = _holder(self.clock, self.facts, len(self.facts) - 1)
        if self.reported:
            return self.mark(unit, self.reported[0], "met", {"done"} | _if(self.reported[1]))
        return self.mark(unit, None, "apart" if self.rest else "met", set())

    def see_phase(self, fact: Entry, before: str | None) -> None:
        """Handling is reported when the case comes to be checked, and is not when it goes back to work."""
        if self.clock != "handle":
            return
        phase = fact["meta"].get("phase")
        if phase == "check" and before != "check":
            self.reported = fact["at"], self.due is None or (self.rest or fact["at"]) <= self.due
        if before == "check" and phase not in ("check", "done"):
            self.reported = None

    def ends(self, effect: Entry, fact: Entry) -> bool:
        if effect["clock"] != self.clock:
            return False
        if effect["effect"] in ("stopped", "started"):
            return True
        self.due = _moment(effect.get("due_at")) or self.due
        if effect["effect"] != "moved":
            self.rest = fact["at"] if effect["effect"] == "paused" else None
        return False

    def ended(self, n: int) -> Entry:
        fact, topic = self.facts[n], self.facts[n]["topic"]
        unit = _holder(self.clock, self.facts, n - 1 if topic == "case.reassigned" else n)
        counted_to = self.rest or fact["at"]
        if topic in MEETING[self.clock]:
            unit = fact["meta"].get("unit", "") if self.clock in ("dispatch", "first_contact") else unit
            return self.mark(
                unit, fact["at"], "met", {"done"} | _if(self.due is None or counted_to <= self.due)
            )
        if self.clock == "handle" and topic == "case.closed" and self.reported:
            return self.mark(unit, self.reported[0], "met", {"done"} | _if(self.reported[1]))
        if topic in ("case.force_closed", "case.transferred"):
            return self.mark(unit, fact["at"], "apart", set())
        late = self.due is not None and self.due < counted_to
        return self.mark(unit, fact["at"], "met" if late else "void", set())

    def mark(self, unit: str, end: datetime | None, fate: str, what: set[str]) -> Entry:
        return {
            "kind": self.clock,
            "unit": unit,
            "due": self.due,
            "end": end,
            "fate": fate,
            "is": what | self.extended,
        }


def _holder(clock: str, facts: list[Entry], n: int) -> str:
    if clock in ("handle", "promise"):
        return _lead(facts[: n + 1])
    assigned = [str(f["body"]["unit"]) for f in facts[: n + 1] if f["topic"] == "check.assigned"]
    return assigned[-1] if clock == "check" else ""


def _if(held: bool) -> set[str]:
    return {"in time"} if held else set()


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
