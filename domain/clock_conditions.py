"""When an effect on a clock takes place: what the catalogue writes after the question mark, as in `-c?condition`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from domain.facts.dispatch import ContactMade
from domain.facts.intake import DEVICE, PUBLIC_CHANNELS
from domain.facts.mediation import ConsentRecorded
from domain.rules.rule import Attempt

TRIES, TRY_DAYS = 3, 2


def public_channel(attempt: Attempt) -> bool:
    """The report came on a channel where somebody waits for an answer."""
    channel = attempt.get("channel") or (attempt.case.channel if attempt.case else "")
    return channel in PUBLIC_CHANNELS


def first_response_made(attempt: Attempt) -> bool:
    """The reporter was reached for the first time, or this was the third try on two days."""
    fact, case = attempt.fact, attempt.case
    if not isinstance(fact, ContactMade) or fact.purpose != "first_response" or case is None:
        return False
    tries = [made.at for made in case.contacts if made.purpose == "first_response"] + [attempt.now]
    days = {attempt.context.calendar.local(at).date() for at in tries}
    return fact.reached or (len(tries) >= TRIES and len(days) >= TRY_DAYS)


def no_refusal_stands(attempt: Attempt) -> bool:
    """After this will, no party's latest word is a refusal."""
    fact, case = attempt.fact, attempt.case
    if not isinstance(fact, ConsentRecorded) or case is None:
        return False
    return "refused" not in {**case.mediation.wills, fact.party: fact.answer}.values()


def reporter_known(attempt: Attempt) -> bool:
    """Somebody waits who can be told."""
    return bool(attempt.case and attempt.case.reporter)


def reporter_informed(attempt: Attempt) -> bool:
    """The reporter was told, or this was the third try on two days since there was something to tell."""
    fact, case = attempt.fact, attempt.case
    if not isinstance(fact, ContactMade) or case is None or fact.subject != case.reporter:
        return False
    duty = case.clock("tell_reporter")
    if fact.purpose != "inform" or duty is None:
        return False
    told = [made for made in case.contacts if (made.subject, made.purpose) == (case.reporter, "inform")]
    tries = [*(made.at for made in told if made.at >= duty.started_at), attempt.now]
    days = {attempt.context.calendar.local(at).date() for at in tries}
    return fact.reached or (len(tries) >= TRIES and len(days) >= TRY_DAYS)


def by_device(attempt: Attempt) -> bool:
    """A device reported it."""
    channel = attempt.get("channel") or (attempt.case.channel if attempt.case else "")
    return bool(channel == DEVICE)


CONDITIONS: Mapping[str, Callable[[Attempt], bool]] = {
    "public_channel": public_channel,
    "first_response_made": first_response_made,
    "no_refusal_stands": no_refusal_stands,
    "by_device": by_device,
    "reporter_known": reporter_known,
    "reporter_informed": reporter_informed,
}
