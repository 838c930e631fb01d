"""The smallest workflow that has one of everything, to be broken in one place at a time."""

from __future__ import annotations

from pathlib import Path

from workflows.loader import CatalogueProblem, catalogue_dir, load_catalogue
from workflows.loader.catalogue import WORDS, files_of, load_files

SMALL = """\
key = "small"
version = 1
labels = { zh = "小流程", en = "Small" }

[sets]
HELD = ["waiting", "working"]

[roles]
desk = ["intake", "dispatcher"]

[parameters]
near_m = 50

[words.roles]
desk = { zh = "台", en = "desk" }

[states.waiting]
phase = "intake"
labels = { zh = "等", en = "Waiting" }

[states.working]
phase = "work"
labels = { zh = "办", en = "Working" }

[states.resting]
phase = "suspended"
labels = { zh = "歇", en = "Resting" }

[states.ended]
phase = "done"
labels = { zh = "完", en = "Ended" }

[moves.report]
labels = { zh = "报", en = "Report" }
from = ["new"]
to = "waiting"
roles = ["reporter", "desk"]
fact = "case.reported"
requires = ["place", "narrative|files"]
min_items = { parties = 1 }
rules = ["place_in_area"]
clocks = ["+accept", "+first_contact?public_channel"]

[moves.start]
labels = { zh = "开始", en = "Start" }
from = ["waiting"]
to = "working"
roles = ["desk"]
fact = "case.dispatched"
set = { chosen_by = "rule" }
clocks = ["-accept", "-first_contact", "+handle"]

[moves.ask]
labels = { zh = "问", en = "Ask" }
from = ["HELD"]
roles = ["handler"]
fact = "approval.requested"
reasons = ["other"]
rules = ["reason_listed"]

[moves.rest]
labels = { zh = "歇", en = "Rest" }
from = ["working"]
to = "resting"
roles = ["unit_head"]
fact = "case.suspended"
clocks = ["~handle", "+rest_limit"]

[moves.go_on]
labels = { zh = "续", en = "Go on" }
from = ["resting"]
to = "working"
roles = ["unit_head"]
fact = "case.resumed"
clocks = ["^handle", "-rest_limit"]

[moves.check]
labels = { zh = "查", en = "Check" }
from = ["working"]
to = "ended"
roles = ["checker"]
fact = "check.passed"
assignment = "check"
evidence = ["after"]
rules = ["actor_is_assigned", "photo_near_place"]
clocks = ["-handle"]

[moves.refuse]
labels = { zh = "拒", en = "Refuse" }
from = ["OPEN"]
roles = ["deputy"]
fact = "approval.refused"
decides = ["return"]
rules = ["request_is_open"]

[clocks.accept]
labels = { zh = "受理", en = "Accept" }
kind = "duty"
limit = { amount = 2, unit = "work_hour", basis = "D" }
urgent = { amount = 15, unit = "minute" }

[clocks.first_contact]
labels = { zh = "首联", en = "First contact" }
kind = "duty"
limit = { amount = 1, unit = "work_day", basis = "D" }

[clocks.handle]
labels = { zh = "办理", en = "Handle" }
kind = "duty"
by_category = true
limit = { amount = 3, unit = "work_day", basis = "L", cite = "某条例1" }

[clocks.rest_limit]
labels = { zh = "到期", en = "End of rest" }
kind = "term"
due_field = "until"
limit = { amount = 60, unit = "natural_day", basis = "D" }
by_field = "ground"
by_value = { season = { amount = 90, unit = "natural_day" } }

[categories."small.one"]
labels = { zh = "甲", en = "One" }
code = "2199"
filing = ["seen"]
closing = ["gone"]
limits = { handle = { amount = 1, unit = "work_day" } }
evidence = { check = ["before", "after"] }
decline_reasons = ["untrue"]
flags = ["verify"]

[acts.spilling]
labels = { zh = "洒", en = "Spilling" }
max_term = { amount = 7, unit = "natural_day" }
cite = "某条例2"

[words.conditions]
seen = { zh = "见", en = "Seen" }
gone = { zh = "无", en = "Gone" }
"""


def write(folder: Path, text: str, name: str = "small.toml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path.resolve()


def broken(old: str, new: str, text: str = SMALL) -> str:
    """The small workflow with one passage changed; the passage must be there exactly once."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)


def line_of(text: str, passage: str) -> int:
    """The line a passage begins on."""
    return text[: text.index(passage)].count("\n") + 1


def problems_in(folder: Path, *, base: bool = False) -> tuple[CatalogueProblem, ...]:
    """What is wrong in a folder, read with the packaged words, or after the whole packaged catalogue."""
    if base:
        return load_catalogue([catalogue_dir(), folder]).problems
    return load_files([catalogue_dir() / WORDS, *files_of(folder)]).problems
