"""What somebody would send with a move, so that it has a fair chance: fields by fact, chosen from what the case is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from domain.channels import channels_of
from domain.codec import to_data
from domain.definition import Workflow
from domain.derive import is_typed
from domain.facts.dispatch import LEVELS
from domain.roles import held_roles
from domain.rules.correcting import correctable_fields
from domain.values import Place
from tests.support.samples import FIELDS, HERE, PAPER, photo
from tests.support.sending import (
    ABOVE,
    BACK,
    CONCLUDED,
    EARLIER,
    MASTER,
    OFFICERS,
    PARTIES,
    TASK,
    Sending,
    pick,
)
from tests.support.small_office import EAST
from tests.support.walk_tasks import MADE as OF_TASKS


def fields_for(sending: Sending) -> dict[str, Any]:
    """Fields of the move's fact, without those that nobody may send."""
    topic = sending.move.fact
    made = {**FIELDS[topic], **(MADE[topic](sending) if topic in MADE else {})}
    if sending.move.evidence and "files" not in made and topic != "case.reported":
        made["files"] = sending.photos()
    if sending.move.reasons:
        made["reason"] = sending.pick(*sending.move.reasons)
    if "two_officers" in sending.move.rules:
        made["officers"] = list(OFFICERS)
    made |= {name: sending.pick(*values) for name, values in sending.move.among.items()}
    return {name: value for name, value in made.items() if is_typed(sending.move, name) and value is not None}


CHANNELS = ("hotline", "app", "grid", "river_chief", "device", "committee")
OUTFALL = replace(HERE, object_id="outfall-7")


def _has_files(workflow: Workflow) -> bool:
    """Whether it is about listed objects that have one file each."""
    return any("one_file_per_object" in move.rules for move in workflow.moves.values())


def _channel(on: Sending) -> str:
    """One that somebody who takes the move may name."""
    if on.move.roles == ("gateway",):
        return "device"
    open_to_them = channels_of(held_roles(on.workflow, on.move.roles))
    return on.pick(*(one for one in CHANNELS if one in open_to_them))


def _reported(on: Sending) -> dict[str, Any]:
    disputed = "parties" in on.move.min_items
    return {
        "channel": _channel(on),
        "category": on.pick(*on.workflow.categories),
        "narrative": "情况说明",
        "place": to_data(on.pick(HERE, HERE, Place(address="莲花路口", community=EAST))),
        **({"place": to_data(OUTFALL)} if _has_files(on.workflow) else {}),
        "urgent": on.pick(False, False, True),
        "reporter": on.pick(
            None if "reporter" not in on.move.requires else "resident-1", "resident-1", "chief-east"
        ),
        "parties": list(PARTIES) if disputed else [],
        "attributes": {"alarm_button": True} if "trapped_signal" in on.move.rules else None,
    }


def _verified(on: Sending) -> dict[str, Any]:
    return {"finding": on.pick("true", "true", "gone"), "files": on.photos()}


def _given_to(on: Sending, *units: str) -> dict[str, Any]:
    """A unit, and in mediation the mediator, who is of another one; a task has an owner of the unit."""
    if "assignee" in on.move.requires and "named_person_fits" in on.move.rules:
        return {"unit": "roads", "assignee": on.pick("roads-1", "roads-2")}
    disputed = on.workflow.sensitivity == "mediation"
    mediator = {"assignee": on.pick("mediator-1", "mediator-2")} if disputed else {}
    return {"unit": on.pick(*units), **mediator}


def _dispatched(on: Sending) -> dict[str, Any]:
    """A meal leaves with a courier, cooked, sampled and hot; seldom too cold."""
    if "hot_enough" not in on.move.rules:
        return {**_given_to(on, "roads", "firm"), **_promised(on)}
    return {
        "unit": "kitchen",
        "assignee": "courier-1",
        "cooked_at": on.later(minutes=-30),
        "sample_g": 150,
        "sample_until": on.later(hours=50),
        "temperature": on.pick("65", "65", "55"),
    }


def _promised(on: Sending) -> dict[str, Any]:
    """When it will be done, where that has to be said."""
    return {"until": on.later(days=14) if "until" in on.move.requires else None}


def _running(on: Sending) -> dict[str, Any]:
    """One of the clocks there are; walks go by one calendar, so that none is due at another moment."""
    running = [{"clock": clock.name, "key": clock.key} for clock in on.known.clocks.values()]
    return on.pick(*running) if running else {}


def _filed(on: Sending) -> dict[str, Any]:
    name = on.known.category or on.pick(*on.workflow.categories)
    filing = on.workflow.categories[name].filing
    notice = {"notice": PAPER} if "notice_in_writing" in on.move.rules else {}
    return {
        "category": name,
        "condition": on.pick(*filing) if filing else "-",
        "grid": EAST + "001",
        **notice,
    }


def _declined(on: Sending) -> dict[str, Any]:
    listed = (on.category.decline_reasons if on.category else ()) or ("outside",)
    reason = on.pick(*listed)
    return {
        "reason": reason,
        "route": "court",
        "exclusion": "emergency" if reason == "excluded_matter" else None,
        "case": CONCLUDED if "case" in on.move.requires else None,
    }


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
    return {"child": on.pick(MASTER, "child-2"), "relation": on.pick("child", "mediation", "follow_up")}


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


LIMITED = {"within_plan_max", "within_extension_max", "extension_within_limit"}


def _extended(on: Sending) -> dict[str, Any]:
    """Later than there was, and near enough."""
    clock = on.known.clock(str(on.move.given.get("clock", "")))
    due = clock.due_at if clock and LIMITED & set(on.move.rules) else on.now
    told = {"told": True} if "petitioner_told" in on.move.rules else {}
    return {**told, "new_due_at": (due + timedelta(days=2 if due > on.now else 20)).isoformat()}


def _decided(on: Sending) -> dict[str, Any]:
    """By the court, by the office on an application; else by a body that has not decided yet."""
    if on.move.given.get("stage") == "service":
        return {"outcome": on.pick("granted", "denied"), "body": "hall"}
    if on.move.given.get("stage") == "confirmation":
        return {"outcome": on.pick("confirmed", "rejected", "not_accepted", "withdrawn")}
    return {
        "body": ABOVE[len(on.known.proceeding.bodies) % len(ABOVE)],
        "doc_no": "决1号",
        "outcome": "upheld",
        "amount": on.pick(100_00, 5_000_00) if "amount" in on.move.requires else on.pick(None, 100_00),
        "party_kind": on.pick("person", "body"),
        "contents": ["claim", "facts", "outcome", "basis", "remedy"],
    }


def _corrected(on: Sending) -> dict[str, Any]:
    """A text of a fact there is."""
    found = [(event, name) for event, topic in on.known.facts.items() for name in correctable_fields(topic)]
    if not found:
        return {}
    event, name = on.pick(*found)
    return {"fact": event, "field": name}


MADE: Mapping[str, Callable[[Sending], dict[str, Any]]] = {
    **OF_TASKS,
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
    "site.reached": lambda on: {"persons": _present(on) or None, "how": on.pick("gps", "qr", "manual")},
    "people.freed": lambda on: {"injured": on.pick(0, 0, 1)},
    "case.dispatched": _dispatched,
    "delivery.recorded": lambda on: {"proof": on.pick("in_person", "call", "photo")},
    "supplement.requested": lambda on: {"papers": ["lease"]},
    "case.resumed": lambda on: {"authority": on.pick("market", "health"), "doc_no": "1号"},
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
    "check.assigned": lambda on: {
        "checker": on.pick(
            "checker-1", "checker-2", *(["legal-1"] if on.move.given.get("method") == "papers" else [])
        )
    },
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
    "record.corrected": _corrected,
    "statement.heard": lambda on: {"host": on.pick("legal-1", "legal-2"), "minutes": PAPER},
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
    "decision.issued": _decided,
    "deadline.changed": _running,
    "extension.granted": _extended,
    "case.suspended": lambda on: {
        "until": on.day(20),
        "interim": "已设围挡",
        "ground": on.pick(*(on.category.suspension_grounds if on.category else ()) or ("appraisal",)),
    },
    "case.signed_for": _promised,
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
