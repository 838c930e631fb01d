"""The closed lists a workflow may name: facts and their fields, rules and what they ask for, roles, words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from domain.clock_conditions import CONDITIONS
from domain.declaration import Declared, declared
from domain.facts import BY_TOPIC, CASE_FACTS
from domain.facts.intake import SHARED_PAPERS
from domain.facts.meals import ALLERGENS, MEALS
from domain.rules import RULES
from domain.rules.rule import Rule
from workflows.loader.words import Labels

FLAGS = (
    "on_the_spot",
    "verify",
    "safety",
    "peak",
    "mediable",
    "confirmable",
    "engineering",
    "measured",
    "from_done",
    "renewed",
    "reply_owed",
    "applied_for",
    *(f"holds_{paper}" for paper in SHARED_PAPERS),
    *(f"contains_{kind}" for kind in ALLERGENS),
)
"""What a category may be said to be; rules ask for these."""
ASSIGNMENTS = ("verification", "check", "work")
STAFF = "staff"
"""Any signed-in member of staff; may be named like a role."""


@dataclass(frozen=True)
class Asks:
    """What a rule needs of the move that names it, besides the context: fields of the fact, numbers, a case."""

    fields: tuple[str, ...] = ()
    """`a|b`: one of the two will do."""
    parameters: tuple[str, ...] = ()
    case: bool = True


PEAKS = tuple(f"peak_{number}_{end}_minute" for number in (1, 2) for end in ("from", "until"))
MEAL_HOURS = tuple(f"{meal}_order_until_minute" for meal in MEALS)
ASKS: Mapping[str, Asks] = {
    "channel_of_role": Asks(("channel",), case=False),
    "source_no_of_office": Asks(("source_no",), case=False),
    "place_listed": Asks(case=False),
    "place_in_area": Asks(("place",), case=False),
    "not_same_submission": Asks(case=False),
    "verifier_not_reporter": Asks(("verifier",)),
    "filing_condition_met": Asks(("condition",)),
    "reason_listed": Asks(("reason",)),
    "same_workflow": Asks(("to_digest",)),
    "version_differs": Asks(("to_digest",)),
    "closing_condition_met": Asks(("condition",)),
    "longer_limit_needs_leader": Asks(("new",)),
    "merge_target_live": Asks(("master",)),
    "same_matter": Asks(("master",), ("merge_near_m",)),
    "unit_in_duty_list": Asks(("unit",)),
    "new_unit_differs": Asks(("unit",)),
    "returns_below_limit": Asks(parameters=("returns_limit",)),
    "duty_disputed": Asks(parameters=("returns_limit",)),
    "return_in_time": Asks(parameters=("return_window_work_days",)),
    "level_is_higher": Asks(("to_level",)),
    "within_reopen_window": Asks(parameters=("reopen_window_days",)),
    "actor_in_co_unit": Asks(("assist", "outcome")),
    "evidence_complete": Asks(("files",)),
    "extension_left": Asks(
        parameters=("extension_times", "extension_deputy_work_days", "extension_deputy_cases")
    ),
    "within_extension_max": Asks(
        ("amount|new_due_at",), ("extension_first_work_days", "extension_total_work_days")
    ),
    "ground_allowed": Asks(("reason|ground",)),
    "interim_measure_given": Asks(("interim", "files")),
    "within_suspension_max": Asks(("until",), ("suspension_max_natural_days",)),
    "exclusion_in_time": Asks(parameters=("exclusion_window_work_days",)),
    "assist_fits": Asks(("unit", "due_at")),
    "checker_not_hands": Asks(("checker", "level")),
    "something_passed": Asks(("items",)),
    "photo_near_place": Asks(("files",), ("near_m",)),
    "child_exists": Asks(("child",)),
    "relation_by_hand": Asks(("relation",)),
    "linked_by_parent": Asks(("cases",), case=False),
    "due_ahead": Asks(("due_at",)),
    "clock_is_due": Asks(("clock", "key", "due_at")),
    "receiver_receipt": Asks(("receipt_no",)),
    "two_officers": Asks(("officers",)),
    "party_identified": Asks(("party_name", "party_id_no")),
    "term_reasonable": Asks(("act", "term_due_at"), ("immediate_minutes",)),
    "recheck_same_spot": Asks(("files",), ("near_m",)),
    "term_over_or_refused": Asks(("cause",)),
    "checked_in_peak": Asks(("files",), PEAKS),
    "extended_once": Asks(("clock",)),
    "agreement_complete": Asks(("form", "sealed", "lawful", "obligations", "due_on", "parties")),
    "joint_application": Asks(("by",)),
    "within_confirm_window": Asks(("received_at",)),
    "ground_to_mediate_again": Asks(("cause",)),
    "performance_over": Asks(("cause",)),
    "route_fits_ruling": Asks(("route",)),
    "deadline_moves": Asks(("old_due_at", "new_due_at")),
    "cluster_reached": Asks(
        ("cases", "rule"), ("cluster_cases", "cluster_natural_days", "near_m"), case=False
    ),
    "one_live_root_cause": Asks(case=False),
    "recurrence_reached": Asks(("child",), ("recurrence_cases", "recurrence_natural_days")),
    "recurrence_in_watch": Asks(("case",), ("near_m",)),
    "units_known": Asks(("units",), case=False),
    "area_closed": Asks(("area",), case=False),
    "plan_names_duties": Asks(("duties",)),
    "plan_keeps_its_end": Asks(("until",)),
    "one_visit_per_object": Asks(("list", "object", "reason")),
    "target_measured": Asks(("quantity", "method")),
    "look_consistent": Asks(("items", "dry_hours")),
    "dry_day_proof": Asks(parameters=("dry_hours", "dry_sightings_apart_days")),
    "one_file_per_object": Asks(("object",)),
    "dry_and_wet_seen": Asks(parameters=("dry_hours",)),
    "duties_are_units": Asks(("duties",)),
    "claimer_not_beneficiary": Asks(("unit",)),
    "checks_in_himself": Asks(("persons",)),
    "within_plan_max": Asks(parameters=("plan_max_natural_days",), case=False),
    "not_already_held": Asks(("papers",)),
    "pause_listed": Asks(("ground",)),
    "exclusion_named": Asks(("reason", "exclusion")),
    "eligible": Asks(("subject", "since"), case=False),
    "diet_safe": Asks(("category",), case=False),
    "ordered_in_time": Asks(("since", "meal"), MEAL_HOURS, case=False),
    "before_cutoff": Asks(parameters=MEAL_HOURS),
    "batch_of_own_meal": Asks(("batch",)),
    "batch_sampled": Asks(("cooked_at", "sample_g", "sample_until"), ("sample_hours", "sample_least_g")),
    "hot_enough": Asks(("temperature",), ("hot_least_c",)),
    "batch_cleared": Asks(("authority", "doc_no")),
    "one_subsidy_a_day": Asks(("account", "day", "entry"), ("meal_price_fen",)),
    "host_not_investigator": Asks(("host",)),
    "hearing_asked_in_time": Asks(("received_at",)),
    "within_simple_limits": Asks(("outcome", "amount", "party_kind")),
    "no_review_pending": Asks(parameters=("challenge_months",)),
    "representatives_at_most_5": Asks(("parties",), case=False),
    "accused_known": Asks(("attributes",), case=False),
    "statutory_route": Asks(("route",)),
    "concluded_before": Asks(("case",)),
    "notice_in_writing": Asks(("notice",)),
    "petitioner_told": Asks(("told",)),
    "extension_within_limit": Asks(("new_due_at", "old_due_at"), ("extension_max_natural_days",)),
    "opinion_complete": Asks(("contents",)),
    "within_review_window": Asks(("received_at",)),
    "deciding_body_above": Asks(("body",)),
    "text_correctable": Asks(("fact", "field")),
    "second_person_differs": Asks(("second",)),
    "fume_seen_on_site": Asks(parameters=("fume_limit_ug_m3",)),
    "door_may_be_held": Asks(("mode",)),
    "two_persons": Asks(("officers",)),
    "reading_counts": Asks(("channel", "attributes"), case=False),
    "clear_long_enough": Asks(parameters=("clear_minutes",)),
    "not_flapping": Asks(parameters=("flap_times", "flap_minutes")),
    "as_planned": Asks(("plan", "parent", "since", "until"), case=False),
    "doer_known": Asks(("doer", "unit", "assignee"), case=False),
    "checklist_complete": Asks(("items",)),
    "round_valid": Asks(parameters=("patrol_least_minutes", "patrol_reach_percent")),
    "excuse_listed": Asks(("ground",)),
    "trapped_signal": Asks(("channel", "attributes"), ("lift_stopped_s",), case=False),
    "cause_code_set": Asks(("items",)),
    "three_sides_present": Asks(("persons",)),
    "unit_known": Asks(("unit",), case=False),
    "every_item_passed": Asks(("items",)),
}
"""Rules not here ask for a case and nothing else."""
PLAIN = Asks()


@dataclass(frozen=True)
class Known:
    """Every closed list, as one argument of the checks."""

    labels: Labels
    rules: Mapping[str, Rule]
    supplied: Iterable[str]
    """Parts of the context that somebody reads before deciding."""
    workflows: Iterable[str] = ()
    """Keys of all workflows that are read together."""

    @property
    def roles(self) -> frozenset[str]:
        """Roles there are: those with a label."""
        return frozenset(self.labels.sections.get("roles", {})) | {STAFF}

    @property
    def topics(self) -> tuple[str, ...]:
        """Facts of a case; those of the office are told elsewhere."""
        return tuple(fact.TOPIC for fact in CASE_FACTS)

    @property
    def conditions(self) -> tuple[str, ...]:
        """Conditions an effect on a clock may hang on."""
        return tuple(CONDITIONS)

    def fields(self, topic: str) -> dict[str, Declared]:
        """The fields of a fact, by name."""
        if topic not in BY_TOPIC:
            return {}
        return {field.name: field for field in declared(BY_TOPIC[topic])}

    def asks(self, rule: str) -> Asks:
        """What a rule asks of its move."""
        return ASKS.get(rule, PLAIN)


def all_known(labels: Labels, supplied: Iterable[str], workflows: Iterable[str] = ()) -> Known:
    """The lists as the domain has them now."""
    return Known(labels, RULES, supplied, workflows)


def is_list(field: Declared) -> bool:
    """Whether a field holds several members."""
    return str(field.base).startswith("tuple")


def fits(field: Declared, value: Any) -> bool:
    """Whether a fixed value is of the field's type."""
    return type(value) is field.base if field.base in (str, int, bool) else False
