"""Who takes a move when a specification does not name anybody, and what a move points at when it names one thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from domain.definition import Workflow
from domain.office import SYSTEM
from features.cast import Cast
from features.cells import read_cell
from features.driver import CaseSeen
from features.scene import Scene
from features.words import Unheard

NOBODY_ASKED = frozenset({"system", "gateway", "reporter", "party"})
"""Roles that act of their own accord: never chosen while somebody on the staff may act."""
DOERS = frozenset(
    {"unit_head", "handler", "officer", "mediator", "maintainer", "builder", "kitchen", "courier"}
)
"""Roles of the unit that has the case."""
POINTS_AT: Mapping[str, tuple[str, ...]] = {
    "verification.requested": ("verifier",),
    "case.dispatched": ("unit", "assignee"),
    "case.reassigned": ("unit", "assignee"),
    "case.merged": ("master",),
    "case.reclassified": ("new",),
    "check.assigned": ("checker",),
    "consent.recorded": ("party",),
    "document.served": ("to",),
    "contact.made": ("subject",),
    "assist.requested": ("unit",),
    "order.served": ("act",),
    "risk.rated": ("level",),
    "case.declined": ("reason",),
    "case.ended": ("reason",),
    "approval.requested": ("reason",),
    "supervision.started": ("reason",),
    "case.reopened": ("cause",),
    "case.transferred": ("route",),
    "case.escalated": ("body",),
    "authority.notified": ("authority",),
    "alarm.observed": ("state",),
    "work.noted": ("step",),
    "task.opened": ("subject",),
    "supplement.requested": ("papers",),
    "decision.issued": ("outcome",),
    "child.linked": ("child",),
    "people.freed": ("by",),
    "site.reached": ("how",),
    "statement.heard": ("kind",),
    "record.corrected": ("field",),
}
"""The field meant when a move is said with one thing after it: 派遣“保洁公司”."""


def performer(
    cast: Cast, workflow: Workflow, name: str, case: CaseSeen | None, named: Mapping[str, str]
) -> str:
    """Who takes this move: whoever is assigned or named, else the first of the cast who may.

    `named` are people by role who were named for the case as a whole, such as its handler.
    """
    move = workflow.moves[name]
    if case is None and "opens" in named:
        return named["opens"]
    assigned = case.assignments.get(move.assignment, "") if case and move.assignment else ""
    if assigned:
        return assigned
    roles = [held for role in move.roles for held in workflow.roles.get(role, (role,))]
    asked = [role for role in roles if role not in NOBODY_ASKED] or roles
    found = next(_candidates(cast, asked, case, named), None)
    if "act_in_street_list" in move.rules:
        found = next((who for who, role, unit in cast.posts if role in asked and unit in cast.powers), found)
    if "deciding_body_above" in move.rules and move.given.get("stage") == "recheck":
        found = next((who for who, role, _ in reversed(cast.posts) if role in asked), found)
    if found is None:
        raise Unheard(f"nobody in the office may take {name}; it asks for {'、'.join(roles)}")
    return found


def _candidates(
    cast: Cast, roles: list[str], case: CaseSeen | None, named: Mapping[str, str]
) -> Iterator[str | None]:
    people = [named[role] for role in roles if role in named]
    people += [who for role in roles if (who := _holder(cast, role, case))]
    yield from people


def _holder(cast: Cast, role: str, case: CaseSeen | None) -> str | None:
    if role in ("staff", SYSTEM):
        return SYSTEM if role == SYSTEM else cast.posts[0][0]
    if case is not None and role in ("reporter", "party"):
        return case.reporter or next(iter(case.parties), None)
    if role in ("reporter", "party"):
        return cast.person("居民甲" if role == "reporter" else "当事人甲")
    unit = case.unit if case and role in DOERS else ""
    return cast.first(role, unit) or cast.first(role)


def pointed_at(scene: Scene, what: str, cases: Mapping[str, str]) -> dict[str, Any]:
    """The fields that one thing after a move stands for; `cases` are those that were given a name."""
    if not what:
        return {}
    names = POINTS_AT.get(scene.topic, ())
    if what in scene.cast.people and "assignee" in names:
        person = scene.cast.person(what)
        return {"assignee": person, "unit": _unit_of(scene.cast, person)}
    if not names:
        raise Unheard(f"“{what}” says nothing for {scene.name}; write it in a table below")
    if names[0] in ("master", "child"):
        return {names[0]: cases.get(what, what)}
    return {names[0]: read_cell(scene, names[0], what)}


def _unit_of(cast: Cast, person: str) -> str | None:
    return next((unit for who, _, unit in cast.posts if who == person), None)
