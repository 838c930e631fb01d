"""Small workflows made by hand, and a machine of a plain table: the pure tests need neither catalogue nor library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from domain.declaration import declared
from domain.definition import (
    EFFECTS,
    NEW,
    Act,
    Category,
    ClockRule,
    ClockStep,
    Limit,
    Move,
    State,
    Workflow,
)
from domain.facts import BY_TOPIC


@dataclass(frozen=True)
class TableMachine:
    """Looks every transition up in the definition itself."""

    workflow: Workflow
    table: Mapping[tuple[str, str], str] = field(init=False)

    def __post_init__(self) -> None:
        pairs = (
            ((source, name), move.target or source)
            for name, move in self.workflow.moves.items()
            for source in move.sources
        )
        object.__setattr__(self, "table", dict(pairs))

    def target(self, state: str, trigger: str) -> str | None:
        return self.table.get((state, trigger))

    def triggers(self, state: str) -> tuple[str, ...]:
        return tuple(name for name in self.workflow.moves if (state, name) in self.table)


def hours(amount: int) -> Limit:
    return Limit(amount=amount, unit="work_hour")


def urgent_hours(amount: int) -> Limit:
    return Limit(amount=amount, unit="urgent_hour")


def minutes(amount: int) -> Limit:
    return Limit(amount=amount, unit="minute")


def work_days(amount: int) -> Limit:
    return Limit(amount=amount, unit="work_day")


def days(amount: int, basis: str = "D") -> Limit:
    return Limit(amount=amount, unit="natural_day", basis=basis)


def step(text: str) -> ClockStep:
    """`+handle`, `-handle`, `~handle`, `^handle`, each perhaps with `?condition`."""
    name, _, condition = text[1:].partition("?")
    return ClockStep(clock=name, effect=EFFECTS[text[0]], condition=condition)


def steps(text: str) -> tuple[ClockStep, ...]:
    """Several clock steps, as the catalogue writes them."""
    return tuple(step(part) for part in text.split())


def move(
    sources: str, target: str | None, roles: str, fact: str, *, rules: str = "", clocks: str = "", **more: Any
) -> Move:
    """A move; lists are written as words."""
    return Move(
        sources=tuple(sources.split()),
        target=target,
        roles=tuple(roles.split()),
        fact=fact,
        rules=tuple(rules.split()),
        clocks=steps(clocks),
        **more,
    )


def clock(limit: Limit, kind: str = "duty", **more: Any) -> ClockRule:
    return ClockRule(kind=kind, limit=limit, **more)


CLOCKS = {
    "accept": clock(hours(2), urgent=minutes(15)),
    "first_contact": clock(work_days(1), urgent=urgent_hours(2)),
    "dispatch": clock(hours(1), urgent=minutes(15)),
    "sign": clock(hours(2)),
    "handle": clock(work_days(3), by_category=True),
    "promise": clock(work_days(5), by_category=True),
    "return_review": clock(hours(4)),
    "approval": clock(work_days(1)),
    "assist": clock(work_days(1), key_field="assist", due_field="due_at"),
    "assign": clock(hours(2)),
    "check": clock(hours(4)),
    "close": clock(hours(4)),
    "supervision": clock(work_days(1), due_field="due_at"),
    "rating": clock(days(15), kind="right"),
    "mediate": clock(Limit(amount=1, unit="month", basis="A")),
    "pause_limit": clock(days(60), kind="term", due_field="until"),
    "perform": clock(days(30), kind="term", due_field="due_on"),
    "confirm_window": clock(days(30, "L"), kind="right", start_field="effective_at", roll=True),
    "wind_up": clock(work_days(2)),
    "revisit": clock(days(30), by_field="level", by_value={"red": days(1), "green": days(30)}),
    "campaign": clock(days(90), due_field="until"),
    "publicity": clock(days(7), kind="term"),
    "tell_reporter": clock(work_days(1)),
    "correct": clock(days(15), kind="term", due_field="term_due_at"),
}

CATEGORIES = {
    "litter": Category(
        code="0102",
        title="暴露垃圾",
        filing=("heaped", "spread"),
        closing=("cleared",),
        limits={"handle": hours(4), "promise": work_days(2)},
        urgent_limits={"handle": urgent_hours(2)},
        evidence={"tidy": ("before", "after")},
        decline_reasons=("outside", "untrue"),
        flags=("on_the_spot",),
    ),
    "hole": Category(
        code="0110",
        title="道路破损",
        filing=("surface_broken",),
        limits={"handle": work_days(3), "promise": work_days(7)},
        suspension_grounds=("engineering", "season"),
        flags=("verify", "engineering"),
    ),
    "bare": Category(code="0000", title="", evidence={"act": ()}),
    "gas": Category(code="0401", title="燃气泄漏", evidence={"act": ("fence", "after")}, flags=("safety",)),
    "bikes": Category(code="0506", title="单车淤积", limits={"handle": hours(2)}, flags=("peak",)),
    "dispute": Category(code="TJ02", title="邻里纠纷", flags=("mediable", "confirmable")),
    "meal": Category(code="2151", title="普通餐", flags=("contains_egg", "contains_soy")),
    "peanuts": Category(code="2152", title="花生餐", flags=("contains_peanut",)),
    "item": Category(code="2141", title="行政许可", filing=("papers_complete",), flags=("holds_id_card",)),
    "adoption": Category(code="TJ99", title="收养纠纷", flags=("mediable",)),
}

PARAMETERS = {
    "near_m": 50,
    "merge_near_m": 50,
    "returns_limit": 2,
    "return_window_work_days": 1,
    "reopen_window_days": 30,
    "extension_times": 2,
    "extension_first_work_days": 5,
    "extension_total_work_days": 30,
    "extension_deputy_work_days": 15,
    "extension_deputy_cases": 20,
    "suspension_max_natural_days": 90,
    "exclusion_window_work_days": 10,
    "dry_hours": 48,
    "dry_sightings_apart_days": 1,
    "cluster_cases": 3,
    "cluster_natural_days": 30,
    "cluster_natural_days_metro_area": 7,
    "recurrence_cases": 3,
    "recurrence_natural_days": 7,
    "plan_max_natural_days": 90,
    "patrol_least_minutes": 10,
    "patrol_reach_percent": 80,
    "lift_stopped_s": 60,
    "lunch_order_until_minute": 540,
    "lunch_load_until_minute": 660,
    "dinner_order_until_minute": 900,
    "dinner_load_until_minute": 1020,
    "sample_least_g": 125,
    "sample_hours": 48,
    "hot_least_c": 60,
    "meal_price_fen": 1600,
    "challenge_months": 6,
    "extension_max_natural_days": 30,
    "immediate_minutes": 30,
    "clear_minutes": 15,
    "flap_times": 4,
    "flap_minutes": 120,
    "fume_limit_ug_m3": 2000,
    "repeat_natural_days": 30,
    "peak_1_from_minute": 420,
    "peak_1_until_minute": 570,
    "peak_2_from_minute": 990,
    "peak_2_until_minute": 1230,
}

ROLES = {"unit": ("unit_head", "handler"), "co_unit": ("unit_head", "handler")}

_EMPTY = Workflow(
    key="by_hand",
    version=1,
    digest="digest-by-hand",
    states={},
    moves={},
    clocks=CLOCKS,
    roles=ROLES,
    categories=CATEGORIES,
    acts={"vending": Act(max_term=days(7)), "dumping": Act(max_term=days(7), order_first=False)},
    parameters=PARAMETERS,
)


def workflow(states: Mapping[str, str], moves: Mapping[str, Move], **more: Any) -> Workflow:
    """A workflow of these states (with their phases) and moves, with the clocks and categories of this module."""
    return replace(
        _EMPTY,
        states={name: State(phase=phase) for name, phase in states.items()},
        moves=dict(moves),
        **more,
    )


OPEN = "reported filed dispatched returned handling rework handled checking checked"  # every state that waits

STREET = workflow(
    {
        "reported": "intake",
        "filed": "triage",
        "dispatched": "work",
        "returned": "returned",
        "handling": "work",
        "rework": "work",
        "handled": "check",
        "checking": "check",
        "checked": "check",
        "closed": "done",
        "declined": "done",
        "withdrawn": "done",
    },
    {
        "report": move(
            NEW,
            "reported",
            "reporter grid intake gateway",
            "case.reported",
            rules="place_in_area not_same_submission",
            clocks="+accept +first_contact?public_channel",
            requires=("place",),
        ),
        "file": move(
            "reported",
            "filed",
            "intake shift_leader",
            "case.filed",
            rules="filing_condition_met",
            clocks="-accept +dispatch +promise",
            requires=("category", "condition", "grid"),
            given={"deemed": False},
        ),
        "decline": move("reported", "declined", "intake", "case.declined", rules="reason_listed"),
        "withdraw": move(
            "reported filed", "withdrawn", "reporter intake", "case.ended", given={"reason": "withdrawn"}
        ),
        "reclassify": move("filed dispatched handling", None, "intake dispatcher", "case.reclassified"),
        "dispatch": move(
            "filed",
            "dispatched",
            "dispatcher",
            "case.dispatched",
            rules="unit_in_duty_list",
            clocks="-dispatch +sign +handle",
            given={"chosen_by": "dispatcher"},
        ),
        "sign": move(
            "dispatched", "handling", "unit", "case.signed_for", rules="actor_in_lead_unit", clocks="-sign"
        ),
        "request_return": move(
            "dispatched handling",
            "returned",
            "unit_head",
            "approval.requested",
            rules="actor_in_lead_unit no_open_request",
            clocks="-sign ~handle +return_review",
            given={"kind": "return"},
        ),
        "approve_return": move(
            "returned",
            "filed",
            "shift_leader",
            "case.returned",
            rules="request_is_open approver_not_requester",
            clocks="-return_review -handle +dispatch",
            decides=("return",),
        ),
        "refuse_return": move(
            "returned",
            "dispatched",
            "shift_leader",
            "approval.refused",
            rules="request_is_open approver_not_requester",
            clocks="-return_review ^handle +sign",
            decides=("return",),
            given={"kind": "return"},
        ),
        "take_back": move("returned", "handling", "deputy", "case.resumed", clocks="^handle"),
        "note": move(OPEN, None, "unit co_unit", "work.noted", rules="actor_in_any_unit"),
        "contact": move(
            OPEN + " closed",
            None,
            "unit intake callback",
            "contact.made",
            clocks="-first_contact?first_response_made",
        ),
        "notify_authority": move(OPEN + " closed declined withdrawn", None, "staff", "authority.notified"),
        "request_assist": move(
            "handling rework", None, "unit_head dispatcher", "assist.requested", clocks="+assist"
        ),
        "answer_assist": move(
            "handling rework",
            None,
            "co_unit dispatcher",
            "assist.answered",
            rules="actor_in_co_unit",
            clocks="-assist",
        ),
        "supervise": move(OPEN, None, "deputy supervisor", "supervision.started", clocks="+supervision"),
        "tidy": move(
            "handling rework",
            "handled",
            "handler",
            "work.reported",
            rules="actor_in_lead_unit evidence_complete",
            clocks="~handle +assign",
            evidence=("after",),
            given={"on_the_spot": False},
        ),
        "assign_check": move(
            "handled",
            "checking",
            "intake shift_leader",
            "check.assigned",
            rules="checker_not_hands",
            clocks="-assign +check",
        ),
        "pass_check": move(
            "checking",
            "checked",
            "checker",
            "check.passed",
            rules="actor_is_assigned handler_may_not_check_own_work",
            clocks="-check +close",
            assignment="check",
        ),
        "fail_check": move(
            "checking",
            "rework",
            "checker",
            "check.failed",
            rules="actor_is_assigned",
            clocks="-check ^handle",
            assignment="check",
        ),
        "close": move(
            "checked",
            "closed",
            "shift_leader",
            "case.closed",
            rules="handler_may_not_close",
            clocks="-close -handle -promise +rating",
        ),
    },
)
"""The closed loop in small: report, file, dispatch, sign, return, report done, check, close."""


def single(topic: str, *, opening: bool = False, **more: Any) -> Workflow:
    """A workflow of one move, `act`, that records this fact: from `new` when it opens one, else from `here`."""
    named = tuple(field.name for field in declared(BY_TOPIC[topic]) if field.by_name)
    made = {"target": "there", "roles": "staff reporter party system gateway", "optional": named, **more}
    source = NEW if opening else made.pop("sources", "here")
    only = move(source, made.pop("target"), made.pop("roles"), topic, **made)
    return workflow({"here": "work", "there": "work", "over": "done"}, {"act": only})
