"""What observations of devices and judgements of their records make of a case."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from domain.alarms import Alarm
from domain.envelope import Event
from domain.facts import devices
from tests.calendars import at
from tests.support.given import happened
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


CLEARED, NORMAL_SINCE = heard("cleared", "2026-03-02 09:10"), at("2026-03-02 09:10")
CLEAR = replace(ALARM, raised=False, since=NORMAL_SINCE, heard_at=NORMAL_SINCE, cleared=(NORMAL_SINCE,))


def _judged(legal: bool, technical: bool) -> devices.EvidenceReviewed:
    return devices.EvidenceReviewed(
        device="camera-1", files=(photo("scene"),), legal_ok=legal, technical_ok=technical
    )


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
    (_judged(True, True), (LEAD,), {"reviewed": {"photo-1": True}}),
    (_judged(True, False), (LEAD, _judged(True, True)), {"reviewed": {"photo-1": False}}),
    (_judged(False, True), (LEAD,), {"reviewed": {"photo-1": False}}),
)
