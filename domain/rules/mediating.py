"""When a dispute may be taken on, mediated, ended, confirmed, archived (人民调解法, articles in brackets)."""

from __future__ import annotations

from domain.rules.closing import was_reached
from domain.rules.rule import Attempt, rule
from domain.scalars import is_given

ROUTES = frozenset({"arbitration", "administrative", "court"})


@rule("not_mediable")
def matter_mediable(attempt: Attempt) -> bool:
    """Not reserved by law to an authority, and not already taken on by a court or an agency."""
    taken_on = attempt.known.attributes.get("accepted_elsewhere") is True
    return attempt.has_flag("mediable") and not taken_on


@rule("party_not_asked")
def all_parties_asked(attempt: Attempt) -> bool:
    """Every party was reached, or tried twice on two days; silence is neither consent nor refusal."""
    case = attempt.known
    return all(
        party in case.mediation.wills
        or was_reached(
            attempt,
            (made for made in case.contacts if made.subject == party and made.purpose == "consent"),
            tries=2,
        )
        for party in case.parties
    )


@rule("party_refused")
def no_clear_refusal(attempt: Attempt) -> bool:
    """No party's latest word is a refusal (17)."""
    return "refused" not in attempt.known.mediation.wills.values()


@rule("no_rights_notice")
def rights_notice_given(attempt: Attempt) -> bool:
    """The notice of rights and duties was served on every party."""
    return set(attempt.known.parties) <= attempt.known.mediation.notices


@rule("not_all_ask", body=True)
def both_parties_ask(attempt: Attempt) -> bool:
    """Every party's own word for it is on file: its latest will is consent, recorded as such."""
    wills = attempt.known.mediation.wills
    asked_by = attempt.get("asked_by", "both_parties")
    return asked_by == "both_parties" and all(wills.get(party) == "agreed" for party in attempt.known.parties)


@rule("extension_spent", body=True)
def extended_once(attempt: Attempt) -> bool:
    """This clock was not extended before."""
    return all(attempt.get("clock") != one.clock for one in attempt.known.extended)


@rule(
    "agreement_incomplete",
    body=True,
    demands=(
        "parties",
        "obligations",
        "due_on",
        "lawful",
    ),
)
def agreement_complete(attempt: Attempt) -> bool:
    """Written: all parties and the mediator signed, the committee sealed (29); oral: its content is recorded (30).

    The notices and a meeting are on record: the archive asks for them, and they cannot be made up for later.
    """
    parties, talks = set(attempt.known.parties), attempt.known.mediation
    formal = attempt.get("form") != "written" or attempt.get("sealed") is True
    named = parties <= set(attempt.get("parties", ()))
    stated = is_given(attempt.get("obligations")) and bool(attempt.get("due_on"))
    heard = parties <= talks.notices and talks.meetings > 0
    return formal and named and stated and heard and attempt.get("lawful") is True


@rule("routes_not_told", body=True)
def routes_told(attempt: Attempt) -> bool:
    """Arbitration, administrative and court routes were told (26); a referral tells the one it goes."""
    if attempt.get("route") is not None:
        return True
    return set(attempt.get("routes_told", ())) >= ROUTES


@rule("not_joint", body=True)
def joint_application(attempt: Attempt) -> bool:
    """All parties apply together (33)."""
    return set(attempt.known.parties) <= set(attempt.get("by", ()))


@rule("confirm_window_over", body=True)
def within_confirm_window(attempt: Attempt) -> bool:
    """The court received it within 30 days of the agreement's effect (33), a holiday's end included (民诉法85)."""
    clock = attempt.known.clock("confirm_window")
    received: bool = clock is not None and attempt.get("received_at") < clock.due_at
    return received


@rule("not_confirmable")
def confirmable_matter(attempt: Attempt) -> bool:
    """Not identity, adoption or the validity of a marriage."""
    return attempt.has_flag("confirmable")


@rule("no_ground_to_mediate", body=True)
def ground_to_mediate_again(attempt: Attempt) -> bool:
    """A party asks after the end, or the court rejected the agreement."""
    if attempt.get("cause") == "rejected":
        return attempt.known.mediation.ruling in ("rejected", "not_accepted")
    asking = attempt.command.on_behalf_of or attempt.command.actor
    return attempt.get("cause") == "party_asked" and asking in attempt.known.parties


@rule("performance_running", "calendar", body=True)
def performance_over(attempt: Attempt) -> bool:
    """A date of the agreement has passed, or the time promised in its place, or the party refuses."""
    today = attempt.context.calendar.local(attempt.now).date()
    clock = attempt.known.clock("perform")
    passed = any(day < today for day in attempt.known.mediation.due_on)
    return (
        attempt.get("cause") == "refused" or passed or (clock is not None and clock.has_run_out(attempt.now))
    )


@rule("wrong_route", body=True)
def route_fits_ruling(attempt: Attempt) -> bool:
    """Enforcement needs a confirming ruling; without one the way is a suit or another mediation."""
    confirmed = attempt.known.mediation.ruling == "confirmed"
    return bool(attempt.get("route") == ("enforcement" if confirmed else "court"))


@rule("parties_not_called")
def parties_called_back(attempt: Attempt) -> bool:
    """Each party was called back by somebody not of Hands."""
    case = attempt.known
    return all(
        was_reached(
            attempt,
            (
                made
                for made in case.contacts
                if made.subject == party and made.purpose == "callback" and made.by not in case.hands
            ),
        )
        for party in case.parties
    )


@rule("file_incomplete")
def file_complete(attempt: Attempt) -> bool:
    """The archive's index is filled: registration, notices, meeting record, agreement, performance."""
    case, talks = attempt.known, attempt.known.mediation
    registered = bool(case.case_no) and set(case.parties) <= talks.notices
    return registered and talks.meetings > 0 and bool(talks.agreement_parties) and talks.performed


RULES = (
    matter_mediable,
    all_parties_asked,
    no_clear_refusal,
    rights_notice_given,
    both_parties_ask,
    extended_once,
    agreement_complete,
    routes_told,
    joint_application,
    within_confirm_window,
    confirmable_matter,
    ground_to_mediate_again,
    performance_over,
    route_fits_ruling,
    parties_called_back,
    file_complete,
)
