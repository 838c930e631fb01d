"""Who may check and close, and what must be done before: whoever handled a case can never close it."""

from __future__ import annotations

from collections.abc import Iterable

from domain.case import Case
from domain.case_parts import Contact
from domain.children import BY_HAND
from domain.facts.tasks import PENALTY
from domain.office import SYSTEM, Person
from domain.rules.rule import Attempt, rule

NEVER_BLOCK = ("root_cause", "follow_up")
"""Relations in which a child goes on beside its parent, whatever becomes of that."""
ASIDE = ("merged", "cause", "parent")
"""Relations that are kept apart from the children."""
TRIES, TRY_DAYS = 3, 2
"""Somebody who cannot be reached was tried three times on two days (D)."""


def _had_a_hand(case: Case, person: Person) -> bool:
    """Whether the person is of Hands, or of a unit that leads or assists.

    A street-level checker is excepted from the test of units: whose post as a checker is in a unit that does neither.
    """
    involved = (case.co_units | {case.unit}) - {""}
    checks_for_the_street = any(post.role == "checker" and post.unit not in involved for post in person.posts)
    return person.id in case.hands or (bool(person.units & involved) and not checks_for_the_street)


@rule("checker_is_hands", "office", body=True)
def checker_not_hands(attempt: Attempt) -> bool:
    """The proposed checker had no hand in the case, and is of no unit that leads or assists (street level excepted)."""
    return not _had_a_hand(attempt.known, attempt.context.office.person(attempt.get("checker")))


@rule("own_work", "office")
def handler_may_not_check_own_work(attempt: Attempt) -> bool:
    """The same for who really checks, and for the one acted for, at the moment of the act (law 4)."""
    return not any(_had_a_hand(attempt.known, person) for person in attempt.persons)


@rule("closing_condition_open", body=True)
def closing_condition_met(attempt: Attempt) -> bool:
    """The named condition is on the category's closing list (结案条件)."""
    listed = attempt.category.closing if attempt.category is not None else ()
    return not listed or attempt.get("condition") in listed


@rule("nothing_passed", body=True)
def something_passed(attempt: Attempt) -> bool:
    """Of the answers given one at least is yes: a check that found nothing in order did not pass."""
    items = attempt.get("items") or {}
    return not items or any(value is not False for value in items.values())


@rule("photo_elsewhere", body=True, demands=("files",))
def photo_near_place(attempt: Attempt) -> bool:
    """A photo no farther than `near_m` from the case, taken after the work was reported or the correction confirmed."""
    case, near = attempt.known, attempt.parameter("near_m")
    done = [at for at in (case.work_reported_at, case.corrected_at) if at is not None]
    return any(
        file.taken_at is not None
        and (not done or file.taken_at >= max(done))
        and attempt.taken_here(file, near)
        for file in attempt.files()
    )


@rule("own_case")
def handler_may_not_close(attempt: Attempt) -> bool:
    """Neither of Hands, nor this round's dispatcher or checker."""
    case = attempt.known
    return not attempt.ids & (case.hands | case.dispatchers | case.checkers)


@rule("closer_is_hands")
def closer_not_hands(attempt: Attempt) -> bool:
    """Who closes, transfers, or decides on checks and requests had no hand in the case."""
    return not attempt.ids & attempt.known.hands


@rule("child_open")
def children_finished(attempt: Attempt) -> bool:
    """Every child case ended; a root-cause task never blocks."""
    return all(relation in NEVER_BLOCK for relation in attempt.known.children.values())


@rule("child_unknown", "child", "office", body=True)
def child_exists(attempt: Attempt) -> bool:
    """The child is another case of the office: what is not there would never end, and block the closing.

    What is waited for stays what it is, else naming it anew would lift the wait; only a penalty is hung on as one.
    """
    child, relation = attempt.get("child"), attempt.get("relation")
    other = attempt.other(child)
    if other is None or child == attempt.known.id:
        return False
    if relation == PENALTY and (other.task is None or other.task.kind != PENALTY):
        return False
    waited_as = attempt.known.children.get(child)
    return waited_as in (None, relation, *NEVER_BLOCK) or relation in ASIDE


@rule("relation_of_system", body=True)
def relation_by_hand(attempt: Attempt) -> bool:
    """A person hangs on a case what it waits for, or what follows it up; what merging, counting or opening ties is tied
    by the system: drawn by hand, a case would wait for, or be told of, what never was.
    """
    return attempt.command.actor == SYSTEM or attempt.get("relation") in BY_HAND


@rule("supervision_unanswered")
def supervision_answered(attempt: Attempt) -> bool:
    """Every supervision has its answer."""
    return attempt.known.supervisions == 0


@rule("reporter_not_told", "followers")
def reporter_told(attempt: Attempt) -> bool:
    """Every known reporter, also of merged reports, was told since the result was known, or tried often enough."""
    followers = [other for other in attempt.context.others.values() if other.id in attempt.known.followers]
    return all(_was_told(attempt, other) for other in (attempt.known, *followers))


def _was_told(attempt: Attempt, about: Case) -> bool:
    case, subject = attempt.known, about.reporter
    if not subject:
        return True
    since = case.result_known_at
    made = case.contacts if about is case else (*case.contacts, *about.contacts)
    return was_reached(
        attempt,
        (
            contact
            for contact in made
            if contact.subject == subject
            and contact.purpose == "inform"
            and (since is None or contact.at >= since)
        ),
    )


def was_reached(attempt: Attempt, contacts: Iterable[Contact], tries: int = TRIES) -> bool:
    """Whether one of the contacts reached somebody, or there were enough tries on enough days."""
    made = tuple(contacts)
    days = {attempt.context.calendar.local(contact.at).date() for contact in made}
    return any(contact.reached for contact in made) or (len(made) >= tries and len(days) >= TRY_DAYS)


@rule("no_receipt", body=True, demands=("receipt_no",))
def receiver_receipt(attempt: Attempt) -> bool:
    """The receiving body gave a receipt number."""
    return bool(attempt.get("receipt_no"))


@rule("may_not_rate")
def rater_may_rate(attempt: Attempt) -> bool:
    """The reporter, or a caller (回访员) outside the lead unit for him, while the time to rate runs."""
    clock, case = attempt.known.clock("rating"), attempt.known
    running = clock is not None and not clock.has_run_out(attempt.now)
    by_reporter = case.reporter in attempt.ids
    for_reporter = "callback" in attempt.actor.roles and case.unit not in attempt.units
    return running and (by_reporter or for_reporter)


@rule("callback_missing")
def callback_done(attempt: Attempt) -> bool:
    """A known reporter was called back by somebody outside lead and co-units, or tried often enough."""
    case = attempt.known
    if not case.reporter or case.rating is not None:
        return True
    own_units = case.co_units | {case.unit}
    return was_reached(
        attempt,
        (
            contact
            for contact in case.contacts
            if contact.purpose == "callback" and contact.unit not in own_units
        ),
    )


RULES = (
    checker_not_hands,
    handler_may_not_check_own_work,
    closing_condition_met,
    something_passed,
    photo_near_place,
    handler_may_not_close,
    closer_not_hands,
    child_exists,
    relation_by_hand,
    children_finished,
    supervision_answered,
    reporter_told,
    receiver_receipt,
    rater_may_rate,
    callback_done,
)
