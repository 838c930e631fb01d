"""When an order (责令改正) may be served, confirmed, missed (行政处罚法, 浙江省市容条例, 杭州市河道条例)."""

from __future__ import annotations

from datetime import timedelta

from domain.calendar import TimeUnit
from domain.clock_arithmetic import due_at
from domain.facts.tasks import PENALTY
from domain.rules.rule import Attempt, rule
from domain.scalars import is_given

OFFICER = "officer"


@rule("two_officers_needed", "office", body=True, demands=("officers",))
def two_officers(attempt: Attempt) -> bool:
    """Two different certified officers, none with an interest; who acts as an officer is one (行政处罚法42, 43)."""
    officers = frozenset(attempt.get("officers", ()))
    certified = all(
        any(
            post.role == "officer" and post.certified for post in attempt.context.office.person(officer).posts
        )
        for officer in officers
    )
    interested = officers & attempt.known.mediation.interested
    present = attempt.command.actor in officers or OFFICER not in attempt.roles
    return len(officers) >= 2 and certified and not interested and present


@rule("no_power", "office", body=True)
def act_in_street_list(attempt: Attempt) -> bool:
    """The act, named or ordered about, is on the street's list, held by a unit of the actor (行政处罚法24, 浙综执9)."""
    order, units = attempt.known.order, attempt.context.office.units
    act = attempt.get("act") or (order.act if order else "")
    lists = [units[unit].acts for unit in attempt.units if unit in units]
    return act in attempt.workflow.acts and any(act in acts or "*" in acts for acts in lists)


@rule(
    "party_unknown",
    body=True,
    demands=(
        "party_name",
        "party_id_no",
    ),
)
def party_identified(attempt: Attempt) -> bool:
    """The party's name with an identity or licence number."""
    return is_given(attempt.get("party_name")) and is_given(attempt.get("party_id_no"))


@rule("term_out_of_range", "calendar", body=True)
def term_reasonable(attempt: Attempt) -> bool:
    """After the service and no longer than the act's maximum; an immediate order half an hour (D)."""
    act = attempt.workflow.acts.get(attempt.get("act"))
    if act is None:
        return False
    if attempt.get("immediate"):
        latest = attempt.now + timedelta(minutes=attempt.parameter("immediate_minutes"))
    else:
        unit = TimeUnit(act.max_term.unit)
        latest = due_at(attempt.context.calendar, attempt.now, act.max_term.amount, unit)
    term: bool = attempt.now < attempt.get("term_due_at") <= latest
    return term


@rule("recheck_elsewhere", body=True, demands=("files",))
def recheck_same_spot(attempt: Attempt) -> bool:
    """A recheck photo no farther than `near_m` from the case, taken after the order was served."""
    order, near = attempt.known.order, attempt.parameter("near_m")
    return order is not None and any(
        file.taken_at is not None and file.taken_at >= order.served_at and attempt.taken_here(file, near)
        for file in attempt.files()
    )


@rule("term_running", body=True)
def term_over_or_refused(attempt: Attempt) -> bool:
    """The term has run out, or both officers noted that the party refuses."""
    order = attempt.known.order
    return order is not None and (order.term_due_at <= attempt.now or attempt.get("cause") == "refused")


@rule("penalty_open")
def penalty_decided(attempt: Attempt) -> bool:
    """Not while a penalty child has neither issued a decision nor ended."""
    return PENALTY not in attempt.known.children.values()


RULES = (
    two_officers,
    act_in_street_list,
    party_identified,
    term_reasonable,
    recheck_same_spot,
    term_over_or_refused,
    penalty_decided,
)
