"""Every defect of a workflow is told once, with its file and line, and with what to do."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.unit.catalogue.small import SMALL, broken, line_of, problems_in, write


class Defect(NamedTuple):
    """A passage changed to another; the problem is told where the new one begins, or where `at` stands."""

    code: str
    old: str
    new: str
    at: str = ""


READING = [
    Defect("toml_syntax", 'key = "small"', 'key = "small'),
    Defect("toml_syntax", "[states.working]", "[states.waiting]", at='[states.waiting]\nphase = "work"'),
    Defect("toml_syntax", 'to = "waiting"', 'to = "waiting"\nto = "ended"', at='to = "ended"'),
    Defect("unknown_key", "version = 1", "version = 1\nversoin = 2", at="versoin"),
    Defect("unknown_key", 'to = "waiting"', 'to = "waiting"\nsource = "new"', at="source"),
    Defect("unknown_key", 'kind = "term"', 'kind = "term"\nwarn = 80', at="warn"),
    Defect("unknown_key", 'code = "2199"', 'code = "2199"\ncodes = []', at="codes"),
    Defect("unknown_key", 'phase = "suspended"', 'phase = "suspended"\nfinal = true', at="final"),
    Defect("unknown_key", 'cite = "某条例2"', 'cite = "某条例2"\nfine = 50', at="fine"),
    Defect("unknown_key", "limit = { amount = 60,", "limit = { days = 60, amount = 60,"),
    Defect("unknown_key", "[words.conditions]", "[words.condition]"),
    Defect("missing_key", "version = 1\n", "", at="key ="),
    Defect("missing_key", 'fact = "case.resumed"\n', "", at="[moves.go_on]"),
    Defect("missing_key", 'code = "2199"\n', "", at='[categories."small.one"]'),
    Defect("missing_key", 'amount = 60, unit = "natural_day"', "amount = 60", at="limit = { amount = 60"),
    Defect("wrong_type", "version = 1", 'version = "1"'),
    Defect("wrong_type", 'due_field = "until"', 'due_field = "until"\nroll = "yes"', at="roll"),
    Defect("wrong_type", 'from = ["HELD"]', 'from = "HELD"'),
    Defect("wrong_type", 'to = "resting"', "to = 3"),
    Defect("wrong_type", 'flags = ["verify"]', "flags = [1]"),
    Defect("wrong_type", 'set = { chosen_by = "rule" }', "set = { chosen_by = 1.5 }"),
    Defect("out_of_range", "near_m = 50", "near_m = 0"),
    Defect("out_of_range", "limit = { amount = 60", "limit = { amount = -60"),
    Defect("bad_id", 'key = "small"', 'key = "小"'),
    Defect("bad_id", "[acts.spilling]", "[acts.Spilling]"),
    Defect("bad_id", 'evidence = ["after"]', 'evidence = ["After"]'),
    Defect("bad_id", "HELD = [", 'Kept = ["ended"]\nHELD = ['),
    Defect("reserved_name", "HELD = [", 'OPEN = ["waiting"]\nHELD = ['),
    Defect(
        "reserved_name",
        "[states.ended]",
        '[states.none]\nphase = "done"\nlabels = { zh = "无", en = "None" }\n\n[states.ended]',
    ),
    Defect("reserved_name", "[moves.rest]", "[moves.new]"),
    Defect("named_twice", 'roles = ["reporter", "desk"]', 'roles = ["desk", "desk"]'),
    Defect("empty_roles", 'roles = ["deputy"]', "roles = []"),
    Defect("empty_desk", 'desk = ["intake", "dispatcher"]', "desk = []"),
    Defect("bad_effect", 'clocks = ["^handle", ', 'clocks = ["!handle", '),
    Defect("bad_effect", 'clocks = ["^handle", ', 'clocks = ["^", '),
    Defect("unknown_phase", 'phase = "suspended"', 'phase = "parked"'),
    Defect("unknown_clock_kind", 'kind = "term"', 'kind = "deadline"'),
    Defect(
        "unknown_unit",
        'urgent = { amount = 15, unit = "minute" }',
        'urgent = { amount = 15, unit = "minutes" }',
    ),
    Defect("unknown_unit", 'amount = 90, unit = "natural_day"', 'amount = 90, unit = "day"', at="by_value"),
    Defect("unknown_basis", 'basis = "L", cite = "某条例1"', 'basis = "X"', at="limit = { amount = 3"),
    Defect("cite_missing", ', cite = "某条例1" }', " }", at="limit = { amount = 3"),
    Defect("label_missing", 'zh = "小流程", ', "", at="labels = {"),
    Defect("label_missing", 'labels = { zh = "等", en = "Waiting" }', 'labels = { zh = "等" }'),
    Defect("label_missing", 'labels = { zh = "报", en = "Report" }', 'labels = { zh = " ", en = "Report" }'),
    Defect("label_missing", 'labels = { zh = "洒", en = "Spilling" }\n', "", at="[acts.spilling]"),
]

NAMES = [
    Defect("unknown_state", 'HELD = ["waiting", "working"]', 'HELD = ["waiting", "wokring"]'),
    Defect("unknown_state", 'from = ["waiting"]', 'from = ["waitng"]'),
    Defect("unknown_state", 'from = ["HELD"]', 'from = ["HELDS"]'),
    Defect("unknown_state", 'to = "resting"', 'to = "restng"'),
    Defect("named_twice", 'from = ["HELD"]', 'from = ["HELD", "working"]'),
    Defect("bad_opening", 'from = ["new"]', 'from = ["new", "working"]'),
    Defect("bad_opening", 'from = ["new"]\nto = "waiting"', 'from = ["new"]'),
    Defect("unknown_fact", 'fact = "case.resumed"', 'fact = "case.resume"'),
    Defect("unknown_fact", 'fact = "case.resumed"', 'fact = "role.given"'),
    Defect("unknown_role", 'roles = ["handler"]', 'roles = ["handlers"]'),
    Defect("unknown_role", 'desk = ["intake", "dispatcher"]', 'desk = ["intake", "co_unit"]'),
    Defect("unknown_clock", 'clocks = ["^handle", ', 'clocks = ["^handle", "-handel", '),
    Defect("unknown_clock", "limits = { handle", "limits = { accept"),
    Defect("unknown_condition", "first_contact?public_channel", "first_contact?publicly", at="clocks = ["),
    Defect("unknown_assignment", 'assignment = "check"', 'assignment = "checker"'),
    Defect("unknown_rule", 'rules = ["place_in_area"]', 'rules = ["place_in_arena"]'),
    Defect(
        "rule_without_field", 'rules = ["reason_listed"]', 'rules = ["reason_listed", "receiver_receipt"]'
    ),
    Defect("missing_parameter", "[parameters]\nnear_m = 50\n", "", at='rules = ["actor_is_assigned"'),
    Defect("rule_without_case", 'rules = ["place_in_area"]', 'rules = ["place_in_area", "no_open_request"]'),
    Defect("missing_key", 'assignment = "check"\n', "", at='rules = ["actor_is_assigned"'),
    Defect("missing_key", 'decides = ["return"]\n', "", at='rules = ["request_is_open"'),
    Defect("missing_key", 'reasons = ["other"]\n', "", at='rules = ["reason_listed"'),
    Defect("key_without_rule", 'decides = ["return"]\nrules = ["request_is_open"]', 'decides = ["return"]'),
    Defect("key_without_rule", 'reasons = ["other"]\nrules = ["reason_listed"]', 'reasons = ["other"]'),
    Defect("unknown_move", "evidence = { check", "evidence = { chek"),
    Defect("unknown_reason", 'decline_reasons = ["untrue"]', 'decline_reasons = ["true"]'),
    Defect("unknown_flag", 'flags = ["verify"]', 'flags = ["verified"]'),
]

FIELDS = [
    Defect("unknown_field", 'set = { chosen_by = "rule" }', 'set = { chosen = "rule" }'),
    Defect("unlisted_value", 'set = { chosen_by = "rule" }', 'set = { chosen_by = "rules" }'),
    Defect("wrong_type", 'set = { chosen_by = "rule" }', "set = { chosen_by = true }"),
    Defect(
        "unknown_field", 'requires = ["place", "narrative|files"]', 'requires = ["place", "narrative|photo"]'
    ),
    Defect("unknown_field", "min_items = { parties", "min_items = { persons"),
    Defect("wrong_field", "min_items = { parties", "min_items = { title"),
    Defect("fixed_and_asked", "set = { chosen_by", 'requires = ["chosen_by"]\nset = { chosen_by'),
    Defect("unlisted_value", 'reasons = ["other"]', 'reasons = ["others"]'),
    Defect("unknown_request_kind", 'decides = ["return"]', 'decides = ["returns"]'),
    Defect("unknown_field", 'due_field = "until"', 'due_field = "ground"'),
    Defect("unknown_field", 'due_field = "until"', 'start_field = "since"'),
    Defect("unknown_field", 'due_field = "until"', 'key_field = "number"'),
    Defect("unknown_field", 'by_field = "ground"', 'by_field = "interim"'),
    Defect("unlisted_value", "by_value = { season", "by_value = { winter"),
    Defect("missing_key", 'by_field = "ground"\n', "", at="[clocks.rest_limit]"),
]

WORDING = [
    Defect("label_missing", "[words.roles]\ndesk = ", "[words.roles]\ndesks = ", at="desk = ["),
    Defect("label_missing", "near_m = 50", "near_m = 50\nfar_m = 90", at="far_m"),
    Defect("label_missing", 'filing = ["seen"]', 'filing = ["seen", "heard"]'),
    Defect("label_missing", 'closing = ["gone"]', 'closing = ["gone", "left"]'),
    Defect("label_missing", 'evidence = ["after"]', 'evidence = ["afterwards"]'),
    Defect("label_missing", "evidence = { check = [", 'evidence = { check = ["during", '),
]

SHAPE = [
    Defect("no_opening", 'from = ["new"]', 'from = ["resting"]', at="key ="),
    Defect("no_end", '[states.ended]\nphase = "done"', '[states.ended]\nphase = "work"', at="key ="),
    Defect(
        "unreachable_state",
        "[states.ended]",
        '[states.lost]\nphase = "work"\nlabels = { zh = "失", en = "Lost" }\n\n[states.ended]',
    ),
    Defect("dead_end", 'from = ["resting"]\nto = "working"', 'from = ["resting"]', at="[states.resting]"),
    Defect(
        "never_started", '"+first_contact?public_channel"', '"-first_contact"', at="[clocks.first_contact]"
    ),
    Defect("never_stopped", '"-first_contact", ', "", at='clocks = ["+accept"'),
    Defect(
        "never_resumed",
        'clocks = ["^handle", "-rest_limit"]',
        'clocks = ["+handle", "-rest_limit"]',
        at='clocks = ["~handle"',
    ),
    Defect("two_effects", 'clocks = ["^handle", ', 'clocks = ["^handle", "~handle", '),
]
URGENT = 'urgent = { amount = 15, unit = "minute" }'


UP = (
    '\n[moves.up]\nlabels = { zh = "提级", en = "Up" }\nfrom = ["OPEN"]\nroles = ["system"]\n'
    'fact = "case.escalated"\nset = { cause = "overdue" }\n'
)


def _ladder(code: str, rung: str, *, before: str = "", at: str = "") -> Defect:
    """A rung, or what stands before the ladder, that is wrong."""
    return Defect(code, URGENT, f"{URGENT}\n{before}\n[clocks.accept.ladder]\n{rung}", at=at or rung)


LADDERS = [
    _ladder("bad_rung", 'warning = { tell = ["intake"] }'),
    _ladder(
        "bad_rung",
        'warning = { at = 80, every = { amount = 1, unit = "work_day" }, tell = ["intake"] }',
        at="warning =",
    ),
    _ladder("bad_rung", "warning = { at = 80 }"),
    _ladder("label_missing", 'soon = { at = 80, tell = ["intake"] }'),
    _ladder("unknown_role", 'warning = { at = 80, tell = ["intakes"] }'),
    _ladder("no_assignee", 'warning = { at = 80, tell = ["assignee"] }'),
    _ladder(
        "unknown_holder", 'warning = { at = 80, tell = ["intake"] }', before='held_by = "desk"', at="held_by"
    ),
    _ladder("no_expiry", 'overdue = { at = 100, tell = ["intake"] }'),
    _ladder("unknown_move", 'warning = { at = 80, move = "urge" }'),
    _ladder("not_for_system", 'warning = { at = 80, move = "ask" }'),
    Defect(
        "missing_key",
        URGENT,
        f'{URGENT}\n\n[clocks.accept.ladder]\nwarning = {{ at = 80, move = "up" }}\n{UP}',
        at="warning =",
    ),
    _ladder(
        "unlisted_value",
        f'warning = {{ at = 80, move = "up", set = {{ to_level = "moon" }} }}\n{UP}',
        at="warning =",
    ),
    Defect(
        "not_for_system",
        "[moves.refuse]",
        '[moves.expire_clock]\nlabels = { zh = "到期", en = "Expire" }\nfrom = ["ANY"]\nroles = ["deputy"]\n'
        'fact = "deadline.passed"\nrules = ["clock_is_due"]\n\n[moves.refuse]',
        at='roles = ["deputy"]\nfact = "deadline.passed"',
    ),
]

HOURS = [
    Defect("unknown_hours", URGENT, f'{URGENT}\nhours = "desk"', at='hours = "desk"'),
    Defect("no_unit_hours", URGENT, f'{URGENT}\nhours = "unit"', at='hours = "unit"'),
    Defect(
        "no_working_time",
        'limit = { amount = 60, unit = "natural_day", basis = "D" }',
        'limit = { amount = 60, unit = "natural_day", basis = "D" }\nheld_by = "lead_unit"\nhours = "unit"',
        at='hours = "unit"',
    ),
]

LAW = [
    Defect("no_running_clock", 'clocks = ["+accept", "+first', 'clocks = ["+accept?public_channel", "+first'),
    Defect(
        "no_running_clock",
        '"-first_contact", "+handle"]',
        '"-first_contact", "+handle?public_channel"]',
        at='clocks = ["-accept"',
    ),
    Defect("no_running_clock", 'kind = "term"', 'kind = "right"', at='clocks = ["~handle"'),
    Defect(
        "no_running_clock",
        'from = ["OPEN"]',
        'from = ["OPEN"]\nclocks = ["-handle"]',
        at='clocks = ["-handle"]\nroles',
    ),
]


@pytest.mark.parametrize(
    "defect", [*READING, *NAMES, *FIELDS, *WORDING, *SHAPE, *LADDERS, *HOURS, *LAW], ids=lambda it: it.code
)
def test_a_defect_is_told_once_with_its_line(tmp_path: Path, defect: Defect) -> None:
    text = broken(defect.old, defect.new)
    path = write(tmp_path, text)

    found = problems_in(tmp_path)

    told = [(problem.path, problem.line, problem.code) for problem in found]
    assert told == [(path, line_of(text, defect.at or defect.new), defect.code)]
    assert "; " in found[0].message, "a problem says what to do"


def test_the_small_workflow_itself_is_sound(tmp_path: Path) -> None:
    write(tmp_path, SMALL)

    assert problems_in(tmp_path) == ()


def test_all_defects_are_told_at_once(tmp_path: Path) -> None:
    text = broken('fact = "case.resumed"', 'fact = "case.resume"')
    text = broken('roles = ["deputy"]', 'roles = ["deputies"]', text)
    text = broken('unit = "minute"', 'unit = "minutes"', text)
    write(tmp_path, text)

    assert [problem.code for problem in problems_in(tmp_path)] == [
        "unknown_fact",
        "unknown_role",
        "unknown_unit",
    ]
