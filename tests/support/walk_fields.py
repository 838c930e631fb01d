"""What somebody would send with a move, so that it has a fair chance: fields by fact, chosen from what the case is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from typing import Any

from domain.codec import to_data
from domain.derive import is_typed
from domain.facts.dispatch import LEVELS
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
    PARENT,
    PARTIES,
    TASK,
    Sending,
    pick,
)
from tests.support.small_office import EAST


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
        "urgent": on.pick(False, False, True),
        "reporter": on.pick(
            None if "reporter" not in on.move.requires else "resident-1", "resident-1", "chief-east"
        ),
        "parties": list(PARTIES) if disputed else [],
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
        return _given_to(on, "roads", "firm")
    return {
        "unit": "kitchen",
        "assignee": "courier-1",
        "cooked_at": on.later(minutes=-30),
        "sample_g": 150,
        "sample_until": on.later(hours=50),
        "temperature": on.pick("65", "65", "55"),
    }


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
    listed = on.category.decline_reasons if on.category else ("outside",)
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
    return {
        "subject": pick(on.choose, people),
        "purpose": on.pick("inform", "inform", "callback", "first_response", "consent", "urge"),
        "reached": on.pick(True, True, False),
    }


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


def _present(on: Sending) -> dict[str, Any]:
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


def _extended(on: Sending) -> dict[str, Any]:
    """Later than there was, and near enough."""
    clock = on.known.clock(str(on.move.given.get("clock", "")))
    near = {"within_plan_max", "within_extension_max", "extension_within_limit"} & set(on.move.rules)
    due = clock.due_at if clock and near else on.now
    told = {"told": True} if "petitioner_told" in on.move.rules else {}
    return {**told, "new_due_at": (due + timedelta(days=2 if due > on.now else 20)).isoformat()}


def _opened(on: Sending) -> dict[str, Any]:
    """A task about three cases of one matter, a child of the case that opened it, or a meal somebody orders."""
    if "linked_by_parent" in on.move.rules:
        return {"cases": [PARENT], "officers": list(OFFICERS), "unit": "team"}
    return _ordered(on) if on.move.given.get("kind") == "meal_order" else {}


def _ordered(on: Sending) -> dict[str, Any]:
    return {
        "cases": None,
        "category": on.pick(*on.workflow.categories),
        "subject": "resident-1",
        "meal": on.pick("lunch", "dinner"),
        "since": on.day(on.pick(1, 2)),
        "place": to_data(HERE),
    }


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
    "case.reported": _reported,
    "deadline.passed": _passed,
    "verification.answered": _verified,
    "case.filed": _filed,
    "case.declined": _declined,
    "case.reclassified": lambda on: {"new": on.pick(*on.workflow.categories)},
    "case.ended": lambda on: {"routes_told": ["arbitration", "administrative", "court"]},
    "case.dispatched": _dispatched,
    "task.opened": _opened,
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
    "check.passed": lambda on: {"place": to_data(HERE), "items": on.items(), "files": on.photos()},
    "check.failed": lambda on: {"files": on.photos()},
    "work.reported": lambda on: {
        "items": on.items(),
        "files": on.photos(),
        "party": on.pick(*EARLIER),
    },
    "correction.confirmed": lambda on: {"files": on.photos(), **_present(on)},
    "correction.missed": lambda on: {
        "cause": on.pick("expired", "refused"),
        "files": on.photos(),
        **_present(on),
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
    "plan.approved": lambda on: {"until": on.day(on.pick(5, 40, 90))},
    "case.suspended": lambda on: {"until": on.day(20)},
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
