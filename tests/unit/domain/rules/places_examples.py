"""Rules of the river chiefs and of the peaks at a metro exit."""

from __future__ import annotations

from typing import Any

from domain.envelope import Event
from domain.facts.dispatch import ContactMade, SupervisionAnswered, SupervisionStarted
from domain.facts.enforcement import CorrectionConfirmed
from domain.facts.work import CaseReopened, CheckFailed, WorkReported
from tests.calendars import at
from tests.support.given import happened, started
from tests.support.samples import photo, reported, sent
from tests.unit.domain.rules.example import holds, refuses, rule

ANSWERED = SupervisionAnswered(explanation="-")
REOPENED = CaseReopened(cause="relapse", round=2)
MORNING = "2026-03-02 08:00"
CHECKED_AT_NOON = happened(CheckFailed(level="street", finding="-"), when=at("2026-03-02 12:00"))
LATE = at("2026-03-03 18:00")
BY_CHIEF = {"channel": "river_chief", "reporter": "chief-east"}
LETTER = {"files": sent(photo("reply_letter"))}


def _urged(level: str = "street", due: str = "2026-03-03 10:01") -> Event:
    fact = SupervisionStarted(reason="overdue", level=level, ask="-", due_at=at(due))
    return happened(fact, clocks=[started("supervision", at(due))])


def _done(when: str) -> Event:
    return happened(WorkReported(result="-"), when=at(when))


def _told(when: str = "2026-03-02 13:00", **more: Any) -> Event:
    fields = {"subject": "chief-east", "purpose": "inform", "reached": True, **more}
    return happened(ContactMade(**fields), when=at(when))


def _taken(*whens: str) -> dict[str, Any]:
    return {"files": sent(*(photo("same_spot", taken=at(when)) for when in whens))}


def _corrected(when: str) -> Event:
    return happened(CorrectionConfirmed(order_no="-", officers=("officer-1",), files=()), when=at(when))


NINE, NEXT_DAY = _taken("2026-03-02 09:00"), _taken("2026-03-03 07:30")

SHOWN = (
    rule("street_urged_first", "not_urged", on="case.escalated", by="river-office")(
        refuses("nobody urged"),
        refuses("the street urged, time is left", _urged()),
        refuses("the street urged, and nothing runs any more", SupervisionStarted(
            reason="overdue", level="street", ask="-", due_at=at("2026-03-03 10:00"))),
        holds("its time is up this moment", _urged(due="2026-03-03 10:00")),
        holds("it was answered", _urged(), ANSWERED),
        refuses("the community urged and was answered", _urged("community"), ANSWERED),
        refuses("the community urged, its time is up", _urged("community", "2026-03-03 10:00")),
        refuses("the street urged in an earlier round", _urged(), ANSWERED, REOPENED),
        refuses("the street urged in vain in an earlier round", _urged(due="2026-03-03 10:00"), REOPENED),
        holds("answered, then the community was answered too", _urged(), ANSWERED, _urged("community"), ANSWERED),
    ),
    rule("reply_in_writing", "no_written_reply", on="work.reported", by="river-office")(
        holds("a letter", sends=LETTER),
        refuses("nothing"),
        refuses("a photo", sends={"files": sent(photo("after"))}),
    ),
    rule("reply_in_writing", "no_written_reply", on="case.dispatched", by="river-office")(
        holds("the decision written out"),
        refuses("no word", sends={"instruction": ""}),
    ),
    rule("chief_told", "chief_not_told", on="case.closed", by="shift-1", report=BY_CHIEF)(
        holds("no chief reported it", report={"channel": "hotline"}),
        refuses("not told"),
        holds("told, never checked", _told()),
        holds("told when the check was over", CHECKED_AT_NOON, _told("2026-03-02 12:00")),
        refuses("told a minute before", CHECKED_AT_NOON, _told("2026-03-02 11:59")),
        refuses("not reached", _told(reached=False)),
        refuses("another chief was told", _told(subject="chief-street")),
        refuses("urged, not told", _told(purpose="urge")),
        holds("told as who sent it in", happened(reported(channel="river_chief"), by="chief-east"), _told()),
    ),
    rule("checked_in_peak", "not_in_peak", on="check.passed", by="checker-1", report={"category": "bikes"})(
        holds("another category", report={"category": "litter"}),
        refuses("nothing was reported done", sends=_taken("2026-03-02 09:00")),
        refuses("no photo", _done(MORNING)),
        refuses("a photo without a moment", _done(MORNING), sends={"files": [{"id": "1", "sha256": "0"}]}),
        holds("in a peak: until it ends", _done(MORNING), sends=_taken("2026-03-02 09:30")),
        refuses("after it", _done(MORNING), sends=_taken("2026-03-02 09:31")),
        refuses("in it, before the work was done", _done(MORNING), sends=_taken("2026-03-02 07:59")),
        holds("at the moment it was done", _done(MORNING), sends=_taken(MORNING)),
        holds("from when the next one begins", _done(MORNING), sends=_taken("2026-03-02 16:30")),
        refuses("before it begins", _done(MORNING), sends=_taken("2026-03-02 16:29")),
        holds("until the next one ends", _done(MORNING), sends=_taken("2026-03-02 20:30")),
        refuses("after that", _done(MORNING), sends=_taken("2026-03-02 20:31")),
        refuses("the one after the next", _done(MORNING), sends=_taken("2026-03-03 07:30")),
        refuses("between two: the second after", _done("2026-03-02 10:00"), sends=_taken("2026-03-03 07:30")),
        holds("between two: the first after", _done("2026-03-02 10:00"), sends=_taken("2026-03-02 17:00")),
        holds("before any: the first of the day", _done("2026-03-02 06:00"), sends=_taken("2026-03-02 07:00")),
        refuses("before any: not the second", _done("2026-03-02 06:00"), sends=_taken("2026-03-02 17:00")),
        holds("late: the next morning", _done("2026-03-02 21:00"), sends=_taken("2026-03-03 07:00")),
        refuses("late: not the next evening", _done("2026-03-02 21:00"), sends=_taken("2026-03-03 17:00"), now=LATE),
        holds("in the evening: the next morning", _done("2026-03-02 17:00"), sends=_taken("2026-03-03 09:30")),
        refuses(
            "in the evening: not the next one",
            _done("2026-03-02 17:00"),
            sends=_taken("2026-03-03 16:30"),
            now=LATE,
        ),
        holds("as it begins: the next one too", _done("2026-03-02 07:00"), sends=_taken("2026-03-02 17:00")),
        refuses("as it begins: not the one after", _done("2026-03-02 07:00"), sends=_taken("2026-03-03 07:30")),
        holds("as it ends: that moment", _done("2026-03-02 09:30"), sends=_taken("2026-03-02 09:30")),
        holds("as it ends: the next one", _done("2026-03-02 09:30"), sends=_taken("2026-03-02 20:00")),
        refuses("as it ends: not the one after", _done("2026-03-02 09:30"), sends=_taken("2026-03-03 08:00")),
        holds("ordered and put right, nothing else reported", _corrected(MORNING), sends=_taken("2026-03-02 09:00")),
        refuses("put right later than reported", _done(MORNING), _corrected("2026-03-02 09:01"), sends=NINE),
        refuses("reported later than put right", _corrected(MORNING), _done("2026-03-02 09:01"), sends=NINE),
        holds("put right two peaks later", _done(MORNING), _corrected("2026-03-02 21:00"), sends=NEXT_DAY),
        holds("one of two will do", _done(MORNING), sends=_taken("2026-03-02 12:00", "2026-03-02 09:00")),
    ),
)  # fmt: skip
