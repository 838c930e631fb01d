"""A small office for the tests of the doors: two communities, three units, one person for each post."""

from collections.abc import Sequence

from domain.facts.office import RoleGiven, UnitChanged
from domain.facts.schema import Fact

CODE = "330105999"
NORTH, SOUTH = f"{CODE}001", f"{CODE}002"
DESK, COMMAND, CLEANING, TEAM, LEADERS = "desk", "command", "cleaning", "team", "leaders"
GRID_CODE = f"{NORTH}001"

UNITS = (
    (CODE, "office", "试验街道", "Trial street", ()),
    (NORTH, "community", "北社区", "North", ()),
    (SOUTH, "community", "南社区", "South", ()),
    (DESK, "desk", "监督台", "Supervision desk", ()),
    (COMMAND, "desk", "指挥台", "Command desk", ()),
    (CLEANING, "firm", "保洁公司", "Cleaning firm", ("*",)),
    (TEAM, "team", "执法队", "Enforcement team", ("*",)),
    (LEADERS, "other", "班子", "Leaders", ()),
)
POSTS = (
    ("grid-1", "grid", NORTH, "北社区网格员 1", "Grid worker North 1"),
    ("grid-2", "grid", SOUTH, "南社区网格员 2", "Grid worker South 2"),
    ("intake-1", "intake", DESK, "受理员 1", "Intake 1"),
    ("shift-1", "shift_leader", DESK, "值班长 1", "Shift leader 1"),
    ("dispatch-1", "dispatcher", COMMAND, "派遣员 1", "Dispatcher 1"),
    ("dispatch-2", "dispatcher", COMMAND, "派遣员 2", "Dispatcher 2"),
    ("handler-1", "handler", CLEANING, "保洁员 1", "Cleaner 1"),
    ("handler-1", "checker", CLEANING, "保洁员 1", "Cleaner 1"),
    ("head-1", "unit_head", CLEANING, "保洁公司负责人 1", "Head of cleaning 1"),
    ("handler-2", "handler", TEAM, "执法队员 2", "Enforcement 2"),
    ("checker-1", "checker", DESK, "核查员 1", "Checker 1"),
    ("checker-2", "checker", CLEANING, "保洁公司核查员 2", "Checker 2 of cleaning"),
    ("checker-2", "checker", DESK, "核查员 2", "Checker 2"),
    ("deputy-1", "deputy", LEADERS, "分管领导 1", "Deputy 1"),
    ("supervisor-1", "supervisor", LEADERS, "督查员 1", "Supervisor 1"),
    ("leader-1", "leader", LEADERS, "主要领导 1", "Leader 1"),
    ("steward-1", "steward", LEADERS, "数据管理员 1", "Data steward 1"),
    ("auditor-1", "auditor", LEADERS, "审计员 1", "Auditor 1"),
    ("mediator-1", "mediator", LEADERS, "调解员 1", "Mediator 1"),
    ("committee-1", "committee", LEADERS, "调委会 1", "Committee 1"),
    ("gateway-1", "gateway", COMMAND, "接入网关 1", "Gateway 1"),
)


def facts() -> Sequence[Fact]:
    """The office's facts, in the order they are told."""
    units = [
        UnitChanged(unit=unit, kind=kind, name_zh=zh, name_en=en, duties=duties)
        for unit, kind, zh, en, duties in UNITS
    ]
    posts = [
        RoleGiven(person=person, role=role, unit=unit, post_zh=zh, post_en=en)
        for person, role, unit, zh, en in POSTS
    ]
    return [*units, *posts]
