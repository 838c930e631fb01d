"""What somebody would send with a move, so that it has a fair chance: fields by fact, chosen from what the case is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from domain.codec import to_data
from domain.definition import Workflow
from domain.derive import is_typed
from domain.facts.dispatch import LEVELS
from domain.values import Place
from tests.calendars import PUBLISHED
from tests.support.samples import FIELDS, HERE, PAPER, photo
from tests.support.sending import Sending, pick
from tests.support.small_office import EAST

PARTIES = ("party-1", "party-2")
BACK, TASK = "case-back", "task-1"
"""Cases a walk may name: one that comes back while a task is watched, and a task."""
EARLIER: Mapping[str, tuple[str, ...]] = {
    "party-1": (),
    "party-2": ("case-before",),
    "party-3": ("case-before", "case-long-before"),
}
"""Households, and the cases of theirs that were counted before."""
MASTER = FIELDS["case.merged"]["master"]
"""Another case that is there: to merge into, to link."""


def fields_for(sending: Sending) -> dict[str, Any]:
    """Fields of the move's fact, without those that nobody may send."""
    topic = sending.move.fact
    made = {**FIELDS[topic], **(MADE[topic](sending) if topic in MADE else {})}
    if sending.move.evidence and "files" not in made and topic != "case.reported":
        made["files"] = sending.photos()
    if sending.move.reasons:
        made["reason"] = sending.pick(*sending.move.reasons)
    return {name: value for name, value in made.items() if is_typed(sending.move, name) and value is not None}


OUTFALL = replace(HERE, object_id="outfall-7")


def _has_files(workflow: Workflow) -> bool:
    """Whether it is about listed objects that have one file each."""
    return any("one_file_per_object" in move.rules for move in workflow.moves.values())


def _reported(on: Sending) -> dict[str, Any]:
    disputed = "parties" in on.move.min_items
    by_device = on.move.roles == ("gateway",)
    return {
        "channel": "device"
        if by_device
        else on.pick("hotline", "app", "grid", "river_chief", "device", "committee"),
        "category": on.pick(*on.workflow.categories),
        "narrative": "情况说明",
        "place": to_data(on.pick(HERE, HERE, Place(address="莲花路口", community=EAST))),
        **({"place": to_data(OUTFALL)} if _has_files(on.workflow) else {}),
        "urgent": on.pick(False, False, True),
        "reporter": on.pick(None, "resident-1", "chief-east"),
        "parties": list(PARTIES) if disputed else [],
        "attributes": {"alarm_button": True} if "trapped_signal" in on.move.rules else None,
    }


def _verified(on: Sending) -> dict[str, Any]:
    return {"finding": on.pick("true", "true", "gone"), "files": on.photos()}


def _given_to(on: Sending, *units: str) -> dict[str, Any]:
    """A unit, and in mediation the mediator, who is of another one; a task has an owner of the unit."""
    if "assignee" in on.move.requires and "named_person_fits" in on.move.rules:
        return {"unit": "roads", "assignee": on.pick("roads-1", "roads-2")}
    mediator = {"assignee": on.pick("mediator-1", "mediator-2")} if on.workflow.sensitivity else {}
    return {"unit": on.pick(*units), **mediator}


def _running(on: Sending) -> dict[str, Any]:
    """One of the clocks there are; walks go by one calendar, so that none is due at another moment."""
    running = [{"clock": clock.name, "key": clock.key} for clock in on.known.clocks.values()]
    return on.pick(*running) if running else {}


def _filed(on: Sending) -> dict[str, Any]:
    name = on.known.category or on.pick(*on.workflow.categories)
    filing = on.workflow.categories[name].filing
    return {"category": name, "condition": on.pick(*filing) if filing else "-", "grid": EAST + "001"}


def _declined(on: Sending) -> dict[str, Any]:
    listed = (on.category.decline_reasons if on.category else ()) or ("outside",)
    return {"reason": on.pick(*listed), "route": "court"}


def _contact(on: Sending) -> dict[str, Any]:
    case = on.known
    people = sorted({case.reporter or "resident-1", *case.parties, *case.reported_by})
    if on.helpful:
        turn = len(case.contacts)
        purpose = ("inform", "callback")[turn // len(people) % 2]
        return {"subject": people[turn % len(people)], "purpose": purpose, "reached": True}
    if on.move.names("inside"):
        return {"subject": people[0], "reached": True, "inside": on.pick(True, False)}
    return {
        "subject": pick(on.choose, people),
        "purpose": on.pick("inform", "inform", "callback", "first_response", "consent", "urge"),
        "reached": on.pick(True, True, False),
    }


SIDES = ("builder-1", "estate-1")
"""Beside whoever acts for the street."""


def _present(on: Sending) -> list[str]:
    """Who has to be there where three sides have to, else whoever acts."""
    if "actor_in_lead_unit" in on.move.rules:
        return []
    return list(SIDES) if "three_sides_present" in on.move.rules else ["roads-1"]


def _task(on: Sending) -> dict[str, Any]:
    """A turn of a plan, a task of the same kind, a building to be handed over, or what cases led to."""
    if on.move.kind == "root_cause":
        return {}
    if on.move.kind in ("campaign", "commitment"):
        return _joint(on)
    said: dict[str, Any] = {"rule": None, "cases": None, "category": on.pick(*on.workflow.categories)}
    if "as_planned" in on.move.rules and on.pick(True, False):
        return {**said, "plan": "patrol-east", "category": None}
    unit = {"doer": "river_chief", "unit": EAST} if "as_planned" in on.move.rules else {"unit": "firm"}
    return {**said, **unit, "place": to_data(HERE), "until": on.day(on.pick(2, 7, 20))}


def _missing(on: Sending, done: Collection[str]) -> str:
    """The first party for whom it was not done yet, else anybody it is about."""
    return next((party for party in on.known.parties if party not in done), on.somebody())


def _assist(on: Sending) -> dict[str, Any]:
    handle = on.known.clock("handle")
    due = min(on.now + timedelta(hours=2), handle.due_at) if handle else on.now + timedelta(hours=2)
    return {"unit": on.pick("firm", "roads", "team"), "due_at": due.isoformat()}


def _assist_answer(on: Sending) -> dict[str, Any]:
    asked = [name for name, assist in on.known.assists.items() if not assist.answered]
    return {"assist": on.pick(*(asked or ["assist-1"])), "outcome": on.pick("done", "none")}


def _order(on: Sending) -> dict[str, Any]:
    at_once = on.pick(True, False)
    return {
        "act": on.pick(*(on.workflow.acts or ("vending",))),
        "immediate": at_once,
        "term_due_at": None if at_once else on.later(hours=3),
        "method": "direct",
    }


def _officers(on: Sending) -> dict[str, Any]:
    """Where two persons will do they need be no officers."""
    return {"officers": ["grid-1", "grid-2"]} if "two_persons" in on.move.rules else {}


def _child(on: Sending) -> dict[str, Any]:
    if on.name == "open_root_cause":
        return {"child": TASK}
    return {"child": on.pick(MASTER, "child-2"), "relation": on.pick("child", "root_cause", "follow_up")}


def _child_done(on: Sending) -> dict[str, Any]:
    return {"child": on.pick(*(on.known.children or (MASTER,)))}


def _passed(on: Sending) -> dict[str, Any]:
    """A clock that ran out, live or stopped since."""
    clocks = [*on.known.overrun, *on.known.clocks.values()]
    clock = next((one for one in clocks if one.is_to_pass(on.now)), None)
    if clock is None:
        return {}
    return {"clock": clock.name, "key": clock.key, "due_at": clock.due_at.isoformat()}


ASKED: Mapping[str, Callable[[Sending], dict[str, Any]]] = {
    "return": lambda on: {"unit": "firm"},
    "extension": lambda on: {"amount": on.pick(1, 1, 2, 30)},
    "suspension": lambda on: {
        "until": on.day(on.pick(10, 80, 100)),
        "interim": "已设围挡",
        "files": on.photos(),
    },
    "forced_closure": lambda on: {"files": [to_data(photo("proof", taken=on.now))]},
    "exclusion": lambda on: {
        "indicator": on.pick("on_time_closing_rate", "rework_rate"),
        "files": [to_data(photo("proof", taken=on.now))],
    },
}


def _asked(on: Sending) -> dict[str, Any]:
    """What a request of this kind carries."""
    kind = str(on.move.given.get("kind"))
    return ASKED[kind](on) if kind in ASKED else {}


LIMITED = {"within_plan_max", "within_extension_max"}


def _extended(on: Sending) -> dict[str, Any]:
    """Later than there was, and near enough."""
    clock = on.known.clock(str(on.move.given.get("clock", "")))
    due = clock.due_at if clock and LIMITED & set(on.move.rules) else on.now
    return {"new_due_at": (due + timedelta(days=2 if due > on.now else 20)).isoformat()}


def _joint(on: Sending) -> dict[str, Any]:
    """A campaign of several units, or something that somebody waits for."""
    made = {
        "cases": None,
        "category": on.pick(*on.workflow.categories),
        "place": to_data(HERE),
        "until": on.day(on.pick(20, 60)),
    }
    if "units" in on.move.min_items:
        return {**made, "units": ["firm", "team"]}
    return {**made, "subject": on.pick("resident-1", "chief-east")}


def _plan(on: Sending) -> dict[str, Any]:
    """Every unit has a duty; a changed plan ends when the time that runs ends."""
    made = {
        "duties": dict.fromkeys(("roads", "firm", "team", EAST), "按方案办理"),
        "until": on.day(on.pick(5, 40, 90)),
    }
    if "plan_keeps_its_end" in on.move.rules:
        due = next((clock.due_at for clock in on.known.clocks.values() if clock.name == "campaign"), on.now)
        days = [PUBLISHED.local(due + timedelta(days=shift)).date() for shift in (0, -1)]
        made["until"] = next((d for d in days if PUBLISHED.end_of_day(d) == due), days[0]).isoformat()
    return {**made, "quantity": "40", "method": "count"}


LOOKS: tuple[dict[str, Any], ...] = (
    {"dry_hours": 72, "items": {"flowing": True, "sewage": True, "dye": True}},
    {"dry_hours": 72, "items": {"flowing": False}},
    {"dry_hours": 0, "items": {"raining": True, "flowing": True, "sewage": False}},
)


def _looked(on: Sending) -> dict[str, Any]:
    """A look at an outfall, by turns proving and clean; a visit to one of two shops."""
    if "object" in on.move.requires:
        return {
            "object": on.pick("shop-1", "shop-2"),
            "reason": on.pick(None, "recheck"),
            "items": {"exits_free": True},
        }
    if on.move.given.get("list") == "outfall_look":
        return LOOKS[len(on.known.checklists) % 3] if on.helpful else on.pick(*LOOKS)
    return {
        "items": on.items(),
        "length": on.pick("900", "1500", "100"),
        "duration": on.pick(12, 40, 6),
    }


MADE: Mapping[str, Callable[[Sending], dict[str, Any]]] = {
    "case.reported": _reported,
    "deadline.passed": _passed,
    "verification.answered": _verified,
    "case.filed": _filed,
    "case.declined": _declined,
    "case.reclassified": lambda on: {"new": on.pick(*on.workflow.categories)},
    "case.ended": lambda on: {
        "routes_told": ["arbitration", "administrative", "court"],
        "ground": on.pick("flood", "storm", "closure"),
    },
    "task.opened": _task,
    "site.reached": lambda on: {"persons": _present(on) or None, "how": on.pick("gps", "qr", "manual")},
    "checklist.recorded": _looked,
    "people.freed": lambda on: {"injured": on.pick(0, 0, 1)},
    "case.dispatched": lambda on: {
        **_given_to(on, "roads", "firm"),
        "until": on.later(days=14) if "until" in on.move.requires else None,
    },
    "case.reassigned": lambda on: _given_to(on, "firm", "roads"),
    "assist.requested": _assist,
    "assist.answered": _assist_answer,
    "case.escalated": lambda on: {
        "to_level": on.pick(*LEVELS),
        "body": "区河长办",
        "question": "请协调",
        "units_heard": ["roads", "firm"],
        "until": on.later(days=3),
    },
    "case.transferred": lambda on: {
        "route": on.pick("court", "enforcement", "authority"),
        "receipt_no": "交1号" if on.helpful else on.pick("", "交1号"),
        "materials": "案卷",
    },
    "supervision.started": lambda on: {"due_at": on.later(hours=on.pick(1, 8))},
    "child.linked": _child,
    "child.finished": _child_done,
    "contact.made": _contact,
    "work.noted": lambda on: {
        "step": on.pick("progress", "progress", "interest_declared"),
        "officers": ["officer-1", "officer-2"],
        "quantity": on.pick("1.2", "2.4", "3.1"),
    },
    "approval.requested": _asked,
    "check.assigned": lambda on: {"checker": on.pick("checker-1", "checker-2")},
    "check.passed": lambda on: {
        "place": to_data(HERE),
        "items": on.items(),
        "files": on.photos(),
        "persons": _present(on),
        "quantity": "4",
        "method": "count",
    },
    "check.failed": lambda on: {"files": on.photos(), "persons": _present(on)},
    "work.reported": lambda on: {
        "items": on.items(),
        "files": on.photos(),
        "party": on.pick(*EARLIER),
    },
    "correction.confirmed": lambda on: {"files": on.photos(), **_officers(on)},
    "correction.missed": lambda on: {
        "cause": on.pick("expired", "refused"),
        "files": on.photos(),
        **_officers(on),
    },
    "case.closed": lambda on: {
        "condition": on.pick(*(on.category.closing if on.category and on.category.closing else ("-",)))
    },
    "case.reopened": lambda on: {
        "cause": on.pick("unsatisfied", "party_asked", "rejected"),
        "case": BACK if "recurrence_in_watch" in on.move.rules else None,
    },
    "order.served": _order,
    "document.served": lambda on: {
        "to": _missing(on, on.known.mediation.notices),
        "receipt": PAPER,
        "doc_no": "改1号",
        "text": "送达",
    },
    "consent.recorded": lambda on: {"party": _missing(on, on.known.mediation.wills), "how": "written"},
    "meeting.held": lambda on: {"started_at": on.later(hours=-1), "attended": list(PARTIES)},
    "agreement.reached": lambda on: {"effective_at": on.now.isoformat(), "due_on": [on.day(2), on.day(9)]},
    "obligation.performed": lambda on: {"files": on.photos()},
    "obligation.breached": lambda on: {"due_on": on.day(-1), "cause": on.pick("date_passed", "refused")},
    "application.lodged": lambda on: {"received_at": on.now.isoformat()},
    "decision.issued": lambda on: {"outcome": on.pick("confirmed", "rejected", "not_accepted", "withdrawn")},
    "deadline.changed": _running,
    "extension.granted": _extended,
    "plan.approved": _plan,
    "case.suspended": lambda on: {
        "until": on.day(20),
        "interim": "已设围挡",
        "ground": on.pick(*(on.category.suspension_grounds if on.category else ()) or ("appraisal",)),
    },
    "case.signed_for": lambda on: {"until": on.later(days=14) if "until" in on.move.requires else None},
    "alarm.observed": lambda on: {
        "state": on.pick("cleared", "cleared", "repeated"),
        "flag": on.pick("N", "N", "N", "M"),
        "mode": on.pick("normal", "normal", "fireman"),
    },
    "evidence.reviewed": lambda on: {
        "files": [to_data(photo("record", taken=on.now))],
        "legal_ok": on.pick(True, False),
        "technical_ok": on.pick(True, False),
    },
    "risk.rated": lambda on: {"level": on.pick("red", "orange", "yellow", "green")},
}
