"""Fields that will do for a fact of each kind, as somebody would send them, and values that stand in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.codec import to_data
from domain.facts.intake import CaseReported
from domain.values import File, Place
from tests.calendars import at
from tests.support.small_office import EAST

HERE = Place(lat_deg=30.33, lon_deg=120.11, address="莲花路口", community=EAST, grid=EAST + "001")
ORIGIN = Place(lat_deg=0.0, lon_deg=0.0)
"""Where metres can be counted exactly."""
LAST_WITHIN_50_M, FIRST_BEYOND_50_M = 0.00044966018186226906, 0.0004496601818622691
"""Neighbouring numbers, degrees of latitude north of ORIGIN: 50.0 m, and the least that is more."""


def north(lat_deg: float) -> Place:
    """A point due north of ORIGIN."""
    return Place(lat_deg=lat_deg, lon_deg=0.0)


def photo(
    slot: str = "after", *, taken: datetime | None = None, place: Place | None = HERE, **more: Any
) -> File:
    """A photo taken on the spot, at three in the afternoon of the day the tests begin."""
    moment = taken or at("2026-03-02 15:00")
    return File(id="photo-1", sha256="0" * 64, slot=slot, taken_at=moment, place=place, **more)


def sent(*files: File) -> list[Any]:
    """Files as somebody sends them."""
    return [to_data(file) for file in files]


def moment(text: str) -> str:
    """A moment as somebody sends it."""
    return at(text).isoformat()


def reported(**other: Any) -> CaseReported:
    """A report of litter by a grid officer; what differs is named."""
    fields: dict[str, Any] = {"channel": "grid", "category": "litter", "place": HERE, **other}
    return CaseReported(**fields)


PAPER: Mapping[str, Any] = {"id": "paper-1", "sha256": "1" * 64, "media_type": "application/pdf"}

FIELDS: Mapping[str, Mapping[str, Any]] = {
    "case.reported": {"channel": "grid", "category": "litter", "place": to_data(HERE)},
    "supplement.requested": {"items": ["photo"]},
    "case.supplemented": {"text": "补充材料"},
    "verification.requested": {"verifier": "grid-2", "questions": "是否属实"},
    "verification.answered": {"finding": "true", "place": to_data(HERE), "files": []},
    "case.filed": {"category": "litter", "condition": "heaped", "grid": EAST + "001"},
    "case.declined": {"reason": "outside", "explanation": "不在辖区"},
    "case.reclassified": {"new": "hole", "reason": "类别有误"},
    "case.ended": {"reason": "failed", "explanation": "未达成"},
    "case.merged": {"master": "case-2", "ground": "same_place"},
    "case.unmerged": {"reason": "不是同一件"},
    "case.dispatched": {"unit": "roads", "chosen_by": "dispatcher", "instruction": "请处置"},
    "case.reassigned": {"unit": "firm", "reason": "wrong_unit"},
    "case.signed_for": {},
    "case.returned": {"reason": "not_our_duty", "fault": "none"},
    "assist.requested": {"unit": "firm", "task": "清运", "due_at": moment("2026-03-03 12:00")},
    "assist.answered": {"assist": "assist-1", "outcome": "done"},
    "case.escalated": {"to_level": "deputy", "cause": "overdue"},
    "case.transferred": {"body": "交通部门", "route": "authority"},
    "authority.notified": {},
    "supervision.started": {"reason": "overdue", "ask": "请说明"},
    "supervision.answered": {"explanation": "正在处置", "plan": "明日完成"},
    "deadline.passed": {"clock": "handle"},
    "case.migrated": {"to_digest": "digest-by-hand"},
    "deadline.changed": {"clock": "handle", "cause": "calendar"},
    "task.opened": {"rule": "same_object", "cases": ["case-a", "case-b", "case-c"], "kind": "root_cause"},
    "plan.approved": {"plan": PAPER, "duties": {"保洁": "每日两次"}, "until": "2026-04-03"},
    "delivery.recorded": {
        "stop": "三号线-07",
        "outcome": "delivered",
        "temperature": "63.5",
        "proof": "in_person",
    },
    "ledger.posted": {},
    "child.linked": {"child": "case-3", "relation": "child"},
    "child.finished": {"child": "case-3", "outcome": "closed"},
    "contact.made": {"subject": "resident-1", "purpose": "inform", "reached": True},
    "work.noted": {"step": "progress", "text": "清运一车"},
    "work.reported": {"result": "已清理", "items": {"cleared": True}, "files": []},
    "approval.requested": {"kind": "return", "reason": "not_our_duty", "text": "不属本单位"},
    "approval.refused": {"reason": "理由不足"},
    "extension.granted": {
        "clock": "mediate",
        "new_due_at": moment("2026-05-02 17:30"),
        "asked_by": "both_parties",
    },
    "case.suspended": {"ground": "appraisal", "until": "2026-04-01"},
    "case.resumed": {"cause": "ground_over"},
    "case.force_closed": {
        "reason": "owner_unknown",
        "public_reason": "权属人无法查明",
        "requested_by": "roads-head",
    },
    "case.excluded": {"ground": "force_majeure", "indicators": ["on_time_closing_rate"], "text": "台风停工"},
    "check.assigned": {"checker": "checker-1"},
    "check.passed": {"items": {"cleared": True}, "files": []},
    "check.failed": {"finding": "仍有垃圾", "files": []},
    "case.closed": {
        "condition": "cleared",
        "outcome": "solved",
        "summary": "已清理",
        "public_summary": "已清理",
    },
    "case.reopened": {"cause": "unsatisfied"},
    "case.rated": {"score": 5, "solved": "yes"},
    "case.evaluated": {},
    "order.served": {
        "order_no": "责改1号",
        "act": "vending",
        "party": "party-1",
        "party_name": "当事人",
        "party_id_no": "证号1",
        "officers": ["officer-1", "officer-2"],
        "term_due_at": moment("2026-03-06 17:30"),
        "items": "撤除摊位",
    },
    "correction.confirmed": {"officers": ["officer-1", "officer-2"], "files": []},
    "correction.missed": {"cause": "expired", "officers": ["officer-1", "officer-2"], "files": []},
    "document.served": {"doc": "rights_notice", "to": "party-1"},
    "consent.recorded": {"party": "party-1", "answer": "agreed", "how": "written"},
    "meeting.held": {
        "started_at": moment("2026-03-03 09:00"),
        "duration": 60,
        "attended": ["party-1", "party-2"],
        "progress": "closer",
        "record": PAPER,
    },
    "agreement.reached": {
        "form": "written",
        "effective_at": moment("2026-03-03 00:00"),
        "parties": ["party-1", "party-2"],
        "obligations": {"pay": "三千元"},
        "due_on": ["2026-03-20"],
        "sealed": True,
        "lawful": True,
        "text": PAPER,
    },
    "obligation.performed": {"kind": "pay"},
    "obligation.breached": {"obligation": "付款", "due_on": "2026-03-02", "cause": "date_passed"},
    "application.lodged": {
        "stage": "confirmation",
        "body": "法院",
        "by": ["party-1", "party-2"],
        "received_at": moment("2026-03-03 10:00"),
    },
    "decision.issued": {"stage": "confirmation", "body": "法院", "outcome": "confirmed", "text": PAPER},
    "risk.rated": {"level": "yellow"},
    "statement.heard": {"kind": "statement", "adopted": False, "reasons": "未提出新的事实"},
    "record.corrected": {
        "fact": "event-1",
        "field": "narrative",
        "old": "路口东侧",
        "new": "路口西侧",
        "reason": "录入有误",
        "second": "intake-2",
    },
    "alarm.observed": {"kind": "over_limit", "state": "repeated", "value": "2.4", "unit": "mg/m3"},
    "case.self_corrected": {"how": "recovered"},
    "evidence.reviewed": {"device": "gateway-1", "files": [], "legal_ok": True, "technical_ok": True},
    "site.reached": {"persons": ["roads-1"], "place": to_data(HERE), "how": "gps"},
    "checklist.recorded": {"items": {"cleared": True}, "length": "1200", "duration": 15},
    "people.freed": {"people": 2, "injured": 0, "by": "maintainer"},
}
