"""Rules of people's mediation."""

from __future__ import annotations

from dataclasses import replace

from domain.envelope import Event
from domain.facts.dispatch import ContactMade
from domain.facts.enforcement import DocumentServed
from domain.facts.intake import CaseFiled
from domain.facts.mediation import (
    AgreementReached,
    ConsentRecorded,
    DecisionIssued,
    MeetingHeld,
    ObligationPerformed,
)
from domain.facts.work import CaseReopened, ExtensionGranted, WorkNoted
from domain.values import File
from tests.calendars import at
from tests.support.given import happened, started
from tests.support.samples import moment
from tests.unit.domain.rules.example import holds, refuses, rule

BOTH = ("party-1", "party-2")
REPORT = {"category": "dispute", "parties": BOTH}
PAPER = File(id="paper-1", sha256="1" * 64)
FILE_IT = {"category": "dispute", "condition": "-"}


def _will(party: str, answer: str = "agreed") -> ConsentRecorded:
    return ConsentRecorded(party=party, answer=answer, how="written")


def _met(*came: str) -> MeetingHeld:
    return MeetingHeld(
        started_at=at("2026-03-02 10:00"), duration=60, attended=came, progress="closer", record=PAPER
    )


def _notice(party: str, doc: str = "rights_notice") -> DocumentServed:
    return DocumentServed(doc=doc, to=party)


def _called(to: str, when: str, purpose: str, *, reached: bool = True, by: str = "callback-1") -> Event:
    return happened(ContactMade(subject=to, purpose=purpose, reached=reached), when=at(when), by=by)


def _asked(to: str, *whens: str) -> tuple[Event, ...]:
    """Tried to reach, in vain."""
    return tuple(_called(to, when, "consent", reached=False) for when in whens)


def _extended(clock: str) -> ExtensionGranted:
    due = at("2026-04-02 17:30")
    return ExtensionGranted(clock=clock, old_due_at=due, new_due_at=due, nth=1, asked_by="both_parties")


def _promised(due: str) -> Event:
    """Another day to perform on, and the clock that runs until it."""
    fact = replace(_extended("perform"), new_due_at=at(due))
    return happened(fact, clocks=[started("perform", at(due))])


def _agreed(*days: str) -> AgreementReached:
    return AgreementReached(
        form="written",
        effective_at=at("2026-02-01 00:00"),
        parties=BOTH,
        obligations={"pay": "三千元"},
        due_on=tuple(at(f"{day} 12:00").date() for day in days or ("2026-03-02",)),
        text=PAPER,
    )


def _ruled(outcome: str, stage: str = "confirmation") -> DecisionIssued:
    return DecisionIssued(stage=stage, body="法院", outcome=outcome, text=PAPER)


AGREED, FIRST, SECOND = (_will("party-1"), _will("party-2")), "party-1", "party-2"
WINDOW = happened(WorkNoted(step="other"), clocks=[started("confirm_window", at("2026-10-08 24:00"))])
HEARD = (_notice("party-1"), _notice("party-2"), _met("party-1", "party-2"))
STARTED = happened(WorkNoted(step="other"), clocks=[started("perform", at("2026-03-09 17:30"))])
NUMBERED = CaseFiled(case_no="TJ-1", category="dispute", condition="-", limit_profile="standard")
PERFORMED = ObligationPerformed(kind="pay")
CALLED = _called(SECOND, "2026-03-02 12:00", "callback")

BEGINNING = (
    rule("matter_mediable", "not_mediable", on="contact.made", by="committee-1", report=REPORT)(
        holds("a dispute of neighbours"),
        refuses("no dispute", report={"category": "litter"}),
        refuses("a court has it", report={"attributes": {"accepted_elsewhere": True}}),
        holds("no court has it", report={"attributes": {"accepted_elsewhere": False}}),
        refuses("nobody knows what it is", report={"category": None}),
    ),
    rule("all_parties_asked", "party_not_asked", on="case.filed", by="committee-1", report=REPORT, sends=FILE_IT)(
        refuses("nobody was asked"),
        holds("both said yes", *AGREED),
        holds("one said no: he was asked", _will(FIRST), _will(SECOND, "refused")),
        refuses("one said yes", _will(FIRST)),
        holds("the other was reached", _will(FIRST), _called(SECOND, "2026-03-02 10:00", "consent")),
        refuses("reached about something else", _will(FIRST), _called(SECOND, "2026-03-02 10:00", "inform")),
        refuses("the same one was reached", _will(FIRST), _called(FIRST, "2026-03-02 10:00", "consent")),
        holds("tried twice on two days", _will(FIRST), *_asked(SECOND, "2026-03-02 10:00", "2026-03-03 09:00")),
        refuses("tried twice on one day", _will(FIRST), *_asked(SECOND, "2026-03-02 10:00", "2026-03-02 15:00")),
        refuses("tried once", _will(FIRST), *_asked(SECOND, "2026-03-02 10:00")),
        holds("the other came to a meeting", _will(FIRST), _met(SECOND)),
    ),
    rule("no_clear_refusal", "party_refused", on="case.dispatched", by="committee-1", report=REPORT)(
        holds("nobody said a word"),
        holds("both said yes", *AGREED),
        refuses("one said no", _will(FIRST), _will(SECOND, "refused")),
        holds("and took it back", _will(SECOND, "refused"), _will(SECOND)),
        refuses("yes first, then no", _will(SECOND), _will(SECOND, "refused")),
        refuses("no, and came to a meeting all the same", _will(SECOND, "refused"), _met(SECOND)),
    ),
    rule("rights_notice_given", "no_rights_notice", on="meeting.held", by="mediator-1", report=REPORT)(
        holds("served on both", _notice(FIRST), _notice(SECOND)),
        refuses("served on one", _notice(FIRST)),
        refuses("served on nobody"),
        refuses("the other got another paper", _notice(FIRST), _notice(SECOND, "other")),
    ),
    rule("both_parties_ask", "not_all_ask", on="extension.granted", by="mediator-1", report=REPORT,
         sends={"clock": "perform"})(
        holds("both said so", *AGREED, STARTED),
        refuses("one did", _will(FIRST), STARTED),
        refuses("the other came to a meeting, no more", _will(FIRST), _met(SECOND), STARTED),
        refuses("the other said no since", *AGREED, _will(SECOND, "refused"), STARTED),
        refuses("the unit asks", *AGREED, STARTED, sends={"asked_by": "unit"}),
    ),
    rule("both_parties_ask", "not_all_ask", on="case.suspended", by="mediator-1", report=REPORT)(
        holds("a pause both want", *AGREED),
        refuses("a pause one wants", _will(FIRST)),
    ),
    rule("extended_once", "extension_spent", on="extension.granted", by="mediator-1",
         report=REPORT, sends={"clock": "perform"})(
        holds("never", STARTED),
        refuses("once", STARTED, _extended("perform")),
        holds("another clock", STARTED, _extended("mediate")),
    ),
    rule("no_conflict_of_interest", "conflict_of_interest", on="case.reassigned", by="committee-1",
         sends={"assignee": "mediator-2"})(
        holds("who replaces him has none", report={"attributes": {"interested": "mediator-1"}}),
        refuses("who replaces him has one", report={"attributes": {"interested": " mediator-2 ,"}}),
    ),
)  # fmt: skip

ENDING = (
    rule("agreement_complete", "agreement_incomplete", on="agreement.reached", by="mediator-1", report=REPORT)(
        holds("written, sealed, lawful", *HEARD),
        refuses("written, not sealed", *HEARD, sends={"sealed": False}),
        holds("oral, not sealed", *HEARD, sends={"sealed": False, "form": "oral"}),
        refuses("oral, not lawful", *HEARD, sends={"lawful": False, "form": "oral"}),
        refuses("one party is missing", *HEARD, sends={"parties": ["party-1"]}),
        holds("one more than were known", *HEARD, sends={"parties": ["party-1", "party-2", "party-3"]}),
        refuses("nothing is owed", *HEARD, sends={"obligations": {}}),
        refuses("no day is named", *HEARD, sends={"due_on": []}),
        refuses("no meeting, which the archive would miss for ever", *HEARD[:2]),
        refuses("one party was not told his rights", *HEARD[1:]),
    ),
    rule("routes_told", "routes_not_told", on="case.ended", by="mediator-1")(
        holds("all three", sends={"routes_told": ["court", "arbitration", "administrative"]}),
        refuses("two", sends={"routes_told": ["court", "arbitration"]}),
        refuses("none"),
    ),
    rule("routes_told", "routes_not_told", on="case.transferred", by="committee-1")(
        holds("the one it goes", sends={"route": "court"}),
    ),
    rule("joint_application", "not_joint", on="application.lodged", by="committee-1", report=REPORT)(
        holds("both"),
        refuses("one", sends={"by": ["party-1"]}),
        holds("both and a third", sends={"by": ["party-3", "party-2", "party-1"]}),
        refuses("nobody", sends={"by": []}),
    ),
    rule("within_confirm_window", "confirm_window_over", on="application.lodged", by="committee-1")(
        holds("on the last day", WINDOW, sends={"received_at": moment("2026-10-08 23:59")}),
        refuses("at its end", WINDOW, sends={"received_at": moment("2026-10-08 24:00")}),
        refuses("there is no agreement"),
    ),
    rule("confirmable_matter", "not_confirmable", on="application.lodged", by="committee-1")(
        holds("neighbours", report={"category": "dispute"}),
        refuses("adoption", report={"category": "adoption"}),
        refuses("nobody knows what", report={"category": None}),
    ),
    rule("ground_to_mediate_again", "no_ground_to_mediate", on="case.reopened", by="committee-1", report=REPORT,
         sends={"cause": "rejected"})(
        holds("the court rejected it", _ruled("rejected")),
        holds("the court did not take it on", _ruled("not_accepted")),
        refuses("the court confirmed it", _ruled("confirmed")),
        refuses("no court saw it"),
        refuses("another body rejected it", _ruled("rejected", "handling")),
        holds("a party asks through the committee", sends={"cause": "party_asked"}, for_="party-1"),
        holds("a party asks", sends={"cause": "party_asked"}, by="party-2"),
        refuses("the committee asks", sends={"cause": "party_asked"}),
        refuses("somebody else asks through it", sends={"cause": "party_asked"}, for_="resident-1"),
        refuses("a party, for no such reason", sends={"cause": "error"}, by="party-2"),
        refuses("rejected, then agreed anew", _ruled("rejected"), _agreed()),
    ),
    rule("performance_over", "performance_running", on="obligation.breached", by="mediator-1")(
        holds("the day has passed", _agreed("2026-03-02"), now=at("2026-03-03 00:00")),
        refuses("its last minute", _agreed("2026-03-02"), now=at("2026-03-02 23:59")),
        holds("the first of two has", _agreed("2026-03-02", "2026-04-01")),
        refuses("neither has", _agreed("2026-03-03", "2026-04-01")),
        holds("the party refuses", _agreed("2026-04-01"), sends={"cause": "refused"}),
        refuses("no day was named"),
        refuses("another moment was agreed on since", _agreed("2026-03-02"), _promised("2026-03-03 10:01")),
        holds("and has passed this moment", _agreed("2026-03-02"), _promised("2026-03-03 10:00")),
        holds("another clock was extended", _agreed("2026-03-02"), _extended("mediate")),
    ),
    rule("route_fits_ruling", "wrong_route", on="case.transferred", by="committee-1")(
        holds("confirmed: enforcement", _ruled("confirmed"), sends={"route": "enforcement"}),
        refuses("confirmed: no suit", _ruled("confirmed"), sends={"route": "court"}),
        holds("not confirmed: a suit", sends={"route": "court"}),
        refuses("not confirmed: no enforcement", sends={"route": "enforcement"}),
        refuses("rejected: no enforcement", _ruled("rejected"), sends={"route": "enforcement"}),
        refuses("not confirmed: no other way", sends={"route": "arbitration"}),
    ),
    rule("parties_called_back", "parties_not_called", on="case.closed", by="committee-1", report=REPORT)(
        holds("both", _called(FIRST, "2026-03-02 12:00", "callback"), CALLED),
        refuses("one", CALLED),
        holds("the only one", CALLED, report={"parties": ("party-2",)}),
        refuses("the other by who worked on it", CALLED, happened(WorkNoted(step="other"), by="mediator-1"),
                _called(FIRST, "2026-03-02 12:00", "callback", by="mediator-1")),
        refuses("the other for another purpose", CALLED, _called(FIRST, "2026-03-02 12:00", "urge")),
        holds("the other tried three times on two days", CALLED, *(
            _called(FIRST, when, "callback", reached=False)
            for when in ("2026-03-02 12:00", "2026-03-02 13:00", "2026-03-03 09:00"))),
        refuses("the other tried twice on two days", CALLED, *(
            _called(FIRST, when, "callback", reached=False) for when in ("2026-03-02 12:00", "2026-03-03 09:00"))),
    ),
    rule("file_complete", "file_incomplete", on="case.closed", by="committee-1", report=REPORT)(
        holds("everything", NUMBERED, _notice(FIRST), _notice(SECOND), _met(FIRST), _agreed(), PERFORMED),
        refuses("no number", _notice(FIRST), _notice(SECOND), _met(FIRST), _agreed(), PERFORMED),
        refuses("a notice missing", NUMBERED, _notice(FIRST), _met(FIRST), _agreed(), PERFORMED),
        refuses("no meeting", NUMBERED, _notice(FIRST), _notice(SECOND), _agreed(), PERFORMED),
        refuses("no agreement", NUMBERED, _notice(FIRST), _notice(SECOND), _met(FIRST), PERFORMED),
        refuses("not performed", NUMBERED, _notice(FIRST), _notice(SECOND), _met(FIRST), _agreed()),
        refuses("all of it, in an earlier round", NUMBERED, _notice(FIRST), _notice(SECOND), _met(FIRST), _agreed(),
                PERFORMED, CaseReopened(cause="party_asked", round=2)),
    ),
)  # fmt: skip

SHOWN = (*BEGINNING, *ENDING)
