"""What observations of devices and judgements of their records make of a case."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from domain.alarms import Alarm
from domain.case import Clock, Order
from domain.envelope import Event
from domain.facts import devices
from domain.facts.enforcement import DocumentServed
from domain.facts.work import WorkNoted, WorkReported
from domain.occasions import Occasion
from tests.calendars import at
from tests.support.given import happened, started
from tests.support.samples import photo, reported
from tests.unit.domain.fold.rows import REPORT, REPORTED_BY_GRID, Row

RAISED_AT = at("2026-03-02 09:00")
LEAD = happened(
    reported(channel="device", device="camera-1", files=(photo("scene"),), attributes={"alarm": "crowding"}),
    by="camera-1",
    when=RAISED_AT,
)
ALARM = Alarm(
    device="camera-1", kind="crowding", since=RAISED_AT, heard_at=RAISED_AT, files=frozenset({"photo-1"})
)


def heard(state: str, when: str, **more: Any) -> Event:
    """What the camera tells later."""
    fields: dict[str, Any] = {"device": "camera-1", "kind": "crowding", "count": 1, **more}
    return happened(devices.AlarmObserved(state=state, **fields), by="camera-1", when=at(when))


NOTICE = DocumentServed(doc="correction_notice", doc_no="改1号", to="party-1")
CLEARED, NORMAL_SINCE = heard("cleared", "2026-03-02 09:10"), at("2026-03-02 09:10")
CLEAR = replace(ALARM, raised=False, since=NORMAL_SINCE, heard_at=NORMAL_SINCE, cleared=(NORMAL_SINCE,))


def _judged(legal: bool, technical: bool) -> devices.EvidenceReviewed:
    return devices.EvidenceReviewed(
        device="camera-1", files=(photo("scene"),), legal_ok=legal, technical_ok=technical
    )


ANY_CLOCKS = {
    "correct": Clock(
        name="correct",
        key="",
        kind="duty",
        unit="work_day",
        amount=1,
        started_at=NORMAL_SINCE,
        due_at=at("2026-03-05 24:00"),
    )
}

DEVICES: tuple[Row, ...] = (
    (
        LEAD,
        (),
        {
            **REPORTED_BY_GRID,
            "channel": "device",
            "device": "camera-1",
            "alarm": ALARM,
            "reported_by": {"camera-1"},
            "attributes": {"alarm": "crowding"},
        },
    ),
    (CLEARED, (LEAD,), {"alarm": CLEAR}),
    (
        heard("cleared", "2026-03-02 09:15"),
        (LEAD, CLEARED),
        {"alarm": replace(CLEAR, heard_at=at("2026-03-02 09:15"))},
    ),
    (
        heard("repeated", "2026-03-02 09:20"),
        (LEAD, CLEARED),
        {
            "alarm": replace(
                CLEAR, raised=True, raises=2, since=at("2026-03-02 09:20"), heard_at=at("2026-03-02 09:20")
            )
        },
    ),
    (
        heard("repeated", "2026-03-02 09:20"),
        (LEAD,),
        {"alarm": replace(ALARM, raises=2, heard_at=at("2026-03-02 09:20"))},
    ),
    (heard("suppressed", "2026-03-02 09:20", flag="M"), (LEAD,), {"alarm": replace(ALARM, suppressed=1)}),
    (
        heard("repeated", "2026-03-02 09:30"),
        (REPORT,),
        {
            "alarm": Alarm(
                device="camera-1",
                kind="crowding",
                since=at("2026-03-02 09:30"),
                heard_at=at("2026-03-02 09:30"),
            )
        },
    ),
    (
        happened(devices.CaseSelfCorrected(how="recovered", after=600), when=at("2026-03-02 09:30")),
        (LEAD, CLEARED),
        {"closed_at": at("2026-03-02 09:30")},
    ),
    (
        heard("repeated", "2026-03-02 09:20", kind="trapped"),
        (LEAD,),
        {"alarm": replace(ALARM, also=frozenset({"trapped"}))},
    ),
    (
        heard("cleared", "2026-03-02 09:30", kind="trapped"),
        (LEAD, heard("repeated", "2026-03-02 09:20", kind="trapped")),
        {"alarm": ALARM},
    ),
    (
        happened(WorkNoted(step="on_site", officers=("officer-1", "officer-2")), by="officer-1"),
        (LEAD,),
        {"person_saw_it": True, "seen_on_site": True, "hands": {"officer-1", "officer-2"}},
    ),
    (
        WorkNoted(step="sample", officers=("officer-1", "officer-2"), quantity=Decimal("2.4"), unit="mg/m3"),
        (LEAD,),
        {"person_saw_it": True, "sampled": Decimal("2.4"), "hands": {"officer-1", "officer-2", "somebody"}},
    ),
    (
        happened(
            WorkReported(result="-", items={"taken_out": False}, party="party-1", nth=4, times=2),
            by="property-1",
            when=NORMAL_SINCE,
        ),
        (LEAD,),
        {
            "work_reported_at": NORMAL_SINCE,
            "occasion": Occasion(party="party-1", nth=4, times=2, at=NORMAL_SINCE, refused=True),
            "parties": ("party-1",),
            "hands": {"property-1"},
        },
    ),
    (
        happened(WorkReported(result="-", party="party-1"), by="property-1", when=NORMAL_SINCE),
        (happened(reported(parties=("party-1",)), by="grid-1"),),
        {
            "work_reported_at": NORMAL_SINCE,
            "occasion": Occasion(party="party-1", nth=1, times=1, at=NORMAL_SINCE),
            "hands": {"property-1"},
        },
    ),
    (
        happened(NOTICE, when=NORMAL_SINCE, clocks=[started("correct", at("2026-03-05 24:00"))]),
        (LEAD,),
        {
            "order": Order(
                order_no="改1号", act="", served_at=NORMAL_SINCE, term_due_at=at("2026-03-05 24:00")
            ),
            "clocks": ANY_CLOCKS,
        },
    ),
    (
        happened(NOTICE, when=NORMAL_SINCE),
        (LEAD,),
        {"order": Order(order_no="改1号", act="", served_at=NORMAL_SINCE, term_due_at=NORMAL_SINCE)},
    ),
    (_judged(True, True), (LEAD,), {"reviewed": {"photo-1": True}}),
    (_judged(True, False), (LEAD, _judged(True, True)), {"reviewed": {"photo-1": False}}),
    (_judged(False, True), (LEAD,), {"reviewed": {"photo-1": False}}),
)
