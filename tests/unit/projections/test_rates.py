"""What becomes of deadlines and occurrences in the rates, fate by fate."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from domain.envelope import ClockEffect, Envelope, Event
from domain.facts import dispatch, enforcement, granting, intake, migrating, resting, work
from domain.facts.schema import Fact
from domain.formula import Formula
from domain.possible import Possible, possible_in
from domain.values import Place
from projections.audience import EVERYBODY
from projections.rate_parts import NoSuchPart, RateFilter, lacking, part_of
from projections.rates import RateRow, evolve
from projections.rates_query import behind_of, rates_of, value_of
from tests.support.histories import BEGIN
from workflows.loader import catalogue_dir, load_catalogue

FORMULAS = load_catalogue([catalogue_dir()]).formulas
RETURNED = Possible("case.returned", "fault", "dispatch")
END = BEGIN + timedelta(days=30)
window_of = partial(RateFilter, audience=EVERYBODY)


@dataclass
class Told:
    """A case being told, hour by hour."""

    row: RateRow | None = None
    version: int = 0
    hours: float = 0
    case: str = "case-1"
    seen: list[Event] = field(default_factory=list)

    def __call__(
        self, fact: Fact, phase: str, *clocks: ClockEffect, after: float = 1, unit: str = "desk"
    ) -> Told:
        self.version += 1
        self.hours += after
        envelope = Envelope(
            event_id=str(self.version), schema=1, case_id=self.case, version=self.version, workflow="city_case",
            digest="d", trigger="t", source="s", target="x", phase=phase, actor=f"a{self.version}", role="r", unit=unit,
            on_behalf_of=None, door="http", occurred_at=hour(self.hours), recorded_at=hour(self.hours), command_id="c",
            clocks=clocks, position=self.version,
        )  # fmt: skip
        self.row = evolve(self.row, Event(fact=fact, envelope=envelope))
        return self

    def parts(self, figure: str, **window: Any) -> dict[str, int]:
        """The parts of a figure that count something, for this one case."""
        assert self.row is not None
        asked = window_of(**{"until": END, **window})
        values = rates_of([self.row], [FORMULAS[figure]], asked, "", self.version).values.get("", {})
        return {name: n for name, n in values.get(figure, {}).items() if n}

    def units(self, figure: str) -> list[str]:
        """Whose figure it is."""
        assert self.row is not None
        return list(rates_of([self.row], [FORMULAS[figure]], window_of(until=END), "unit", 0).values)


def hour(n: float) -> datetime:
    return BEGIN + timedelta(hours=n)


def start(clock: str, due: float) -> ClockEffect:
    return ClockEffect(clock=clock, effect="started", kind="duty", due_at=hour(due))


def stop(clock: str) -> ClockEffect:
    return ClockEffect(clock=clock, effect="stopped")


def pause(clock: str) -> ClockEffect:
    return ClockEffect(clock=clock, effect="paused")


def resume(clock: str, due: float) -> ClockEffect:
    return ClockEffect(clock=clock, effect="resumed", due_at=hour(due))


REPORT = intake.CaseReported(channel="app", category="litter", place=Place(address="x", community="c1"))
FILED = intake.CaseFiled(case_no="N1", category="shop", condition="c", community="c2", limit_profile="u")
GIVEN = dispatch.CaseDispatched(unit="zfd", round=1)
DONE = work.WorkReported(result="r")
CLOSED = work.CaseClosed(condition="c", outcome="solved", summary="s", public_summary="p")
FAILED = work.CheckFailed(level="street", finding="f")
FORCED = granting.CaseForceClosed(reason="owner_unknown", public_reason="p", requested_by="h")
MOVED = dispatch.CaseTransferred(body="court", route="court")
SUSPENDED = resting.CaseSuspended(ground="season", until=END.date())


def given(handle_due: float = 20, promise_due: float = 40) -> Told:
    """Reported in hour 1, filed in 2, dispatched in 3."""
    case = Told()(REPORT, "intake")(FILED, "triage", start("dispatch", 4), start("promise", promise_due))
    return case(GIVEN, "work", stop("dispatch"), start("handle", handle_due))


def reported(case: Told, after: float = 1) -> Told:
    return case(DONE, "check", pause("handle"), after=after)


def test_a_report_in_time_counts_before_it_is_checked_and_a_late_check_costs_nothing() -> None:
    case = reported(given())
    assert case.parts("on_time_handling_rate") == {"numerator": 1, "denominator": 1}
    case(CLOSED, "done", stop("handle"), stop("promise"), after=400)
    assert case.parts("on_time_handling_rate") == {"numerator": 1, "denominator": 1}
    assert case.parts("on_time_closing_rate") == {"denominator": 1, "missing": 1}
    assert case.parts("closing_rate") == {"numerator": 1, "denominator": 1}
    assert case.units("on_time_closing_rate") == ["zfd"]
    assert case.units("on_time_dispatch_rate") == ["desk"]


def test_a_report_sent_back_is_none() -> None:
    case = reported(given())(FAILED, "work", resume("handle", 21), after=2)
    assert case.parts("handling_rate", until=hour(20)) == {}
    assert case.parts("handling_rate") == {"denominator": 1, "missing": 1}
    reported(case, after=30)
    assert case.parts("handling_rate") == {"numerator": 1, "denominator": 1}
    assert case.parts("on_time_handling_rate") == {"denominator": 1, "missing": 1}
    assert case.parts("rework_rate") == {"numerator": 1, "denominator": 1}


def test_time_at_rest_is_nobody_s_delay() -> None:
    """An order to the party rests the clock; what follows its term is on time though the old due moment is past."""
    order = enforcement.OrderServed(
        order_no="1", act="a", party="p", party_name="n", officers=("o",), immediate=False, term_due_at=END,
        method="direct", items="i",
    )  # fmt: skip
    confirmed = enforcement.CorrectionConfirmed(order_no="1", officers=("o",), files=())
    case = given()(order, "work", pause("handle"), pause("promise"))
    assert case.parts("on_time_handling_rate") == {"paused": 1}
    case(confirmed, "check", resume("promise", 600), after=500)
    assert case.parts("on_time_handling_rate") == {"numerator": 1, "denominator": 1}


def test_suspended_forced_and_transferred_cases_stand_apart() -> None:
    suspended = given()(SUSPENDED, "suspended", pause("handle"), pause("promise"))
    assert suspended.parts("on_time_closing_rate") == {"suspended": 1}
    assert suspended.parts("suspensions") == {"numerator": 1}
    forced = given()(FORCED, "done", stop("handle"), stop("promise"), after=100)
    assert forced.parts("on_time_closing_rate") == {"forced": 1}
    assert forced.parts("closing_rate") == {"forced": 1}
    assert forced.parts("forced_closures") == {"numerator": 1}
    moved = given()(MOVED, "done", stop("handle"), stop("promise"))
    assert moved.parts("on_time_handling_rate") == {"transferred": 1}
    assert moved.parts("transfers") == {"numerator": 1}


def test_an_exclusion_takes_the_case_out_of_the_named_figures_only() -> None:
    case = given()(
        granting.CaseExcluded(ground="duplicate", indicators=("on_time_closing_rate", "rework_rate")), "work"
    )
    assert case.parts("on_time_closing_rate") == {"excluded": 1}
    assert case.parts("closing_rate") == {"denominator": 1, "missing": 1}
    assert case.parts("exclusions") == {"numerator": 1}
    assert case.row is not None
    asked = window_of(until=END)
    listed = behind_of([case.row], FORMULAS["on_time_closing_rate"], "excluded", asked, 0, 5, 4)
    assert listed.rows[0].exclusions[0] == ("on_time_closing_rate", "duplicate", "a4", 4)


@pytest.mark.parametrize(("after", "parts"), [(5, {"void": 1}), (90, {"denominator": 1, "missing": 1})])
def test_a_case_that_ends_otherwise_is_void_before_its_due_moment_and_a_miss_after_it(
    after: float, parts: dict[str, int]
) -> None:
    ended = intake.CaseEnded(reason="withdrawn", explanation="e")
    case = given()(ended, "done", stop("handle"), stop("promise"), after=after)
    assert case.parts("on_time_handling_rate") == parts


def test_another_unit_begins_from_zero_and_the_old_one_is_not_charged() -> None:
    other = dispatch.CaseReassigned(from_unit="zfd", unit="cgb", reason="wrong_unit")
    case = given()(other, "work", start("handle", 30))
    assert case.parts("handling_rate") == {"denominator": 1, "missing": 1, "void": 1}
    assert case.units("handling_rate") == ["cgb", "zfd"]
    assert case.units("on_time_closing_rate") == ["cgb"]


def test_a_return_for_a_wrong_dispatch_marks_the_last_one() -> None:
    back = dispatch.CaseReturned(unit="zfd", reason="not_our_duty", fault="dispatch", nth=1)
    case = given()(back, "triage", stop("handle"), start("dispatch", 9))
    assert case.parts("accurate_dispatch_rate") == {"denominator": 1, "missing": 1}
    case(GIVEN, "work", stop("dispatch"), start("handle", 30), after=9)
    assert case.parts("accurate_dispatch_rate") == {"numerator": 1, "denominator": 2, "missing": 1}
    assert case.parts("on_time_dispatch_rate") == {"numerator": 1, "denominator": 2, "missing": 1}


def test_extensions_and_ratings() -> None:
    longer = work.ExtensionGranted(
        clock="handle", old_due_at=hour(20), new_due_at=hour(60), nth=1, asked_by="unit"
    )
    case = given()(longer, "work", ClockEffect(clock="handle", effect="moved", due_at=hour(60)))
    reported(case, after=40)
    assert case.parts("extension_rate") == {"numerator": 1, "denominator": 1}
    assert case.parts("on_time_handling_rate") == {"numerator": 1, "denominator": 1}
    case(dispatch.ContactMade(subject="r", purpose="callback", reached=False), "check")
    case(work.CaseRated(score=3, solved="partly"), "check")
    assert case.parts("solved_rate") == {"denominator": 1, "missing": 1, "unreached": 1}
    assert case.parts("satisfaction_rate") == {"numerator": 1, "denominator": 1, "unreached": 1}


def test_a_first_contact_counts_for_whoever_made_it_and_for_nobody_before() -> None:
    case = Told()(REPORT, "intake", start("first_contact", 8))
    assert case.units("response_rate") == [""]
    reached = dispatch.ContactMade(subject="r", purpose="first_response", reached=True)
    case(reached, "intake", stop("first_contact"), unit="hotline")
    assert case.parts("response_rate") == {"numerator": 1, "denominator": 1}
    assert case.units("response_rate") == ["hotline"]


def test_windows_are_placed_by_the_formula() -> None:
    """Due after the window and closed in it counts in it; due in it and closed later as well."""
    case = reported(given(promise_due=100))(CLOSED, "done", stop("handle"), stop("promise"))
    assert case.parts("closing_rate", until=hour(50)) == {"numerator": 1, "denominator": 1}
    assert case.parts("closing_rate", since=hour(90), until=hour(110)) == {"numerator": 1, "denominator": 1}
    assert case.parts("closing_rate", since=hour(110)) == {}
    assert case.parts("filing_rate", since=hour(1), until=hour(2)) == {"numerator": 1, "denominator": 1}
    assert case.parts("filing_rate", since=hour(1.5)) == {}


def test_reports_are_filed_merged_or_declined_once() -> None:
    merged = Told()(REPORT, "intake")(intake.CaseMerged(master="case-2", ground="same_matter"), "done")
    assert merged.parts("filing_rate") == {"merged": 1}
    merged(intake.CaseUnmerged(master="case-2", reason="r"), "intake")
    assert merged.parts("filing_rate") == {"denominator": 1, "missing": 1}
    merged(FILED, "triage")
    assert merged.parts("filing_rate") == {"numerator": 1, "denominator": 1}


def test_the_list_behind_a_part_pages_in_the_order_of_the_log() -> None:
    case = given()(FAILED, "work")(FAILED, "work")(FAILED, "work")
    assert case.row is not None
    formula, asked = FORMULAS["rework_rate"], window_of(until=END)
    first = behind_of([case.row], formula, "numerator", asked, 0, 2, 6)
    assert [(one.position, one.unit, one.detail) for one in first.rows] == [
        (4, "zfd", "street"),
        (5, "zfd", "street"),
    ]
    rest = behind_of([case.row], formula, "numerator", asked, first.after or 0, 2, 6)
    assert [one.position for one in rest.rows] == [6]
    assert rest.after is None
    with pytest.raises(NoSuchPart, match="missing"):
        part_of(formula, "missing", asked)


def test_a_share_of_nothing_is_none_and_a_number_is_itself() -> None:
    rate: Formula = FORMULAS["closing_rate"]
    assert value_of(rate, {}) is None
    assert value_of(rate, {"numerator": 1, "denominator": 3}) == 0.333333
    assert value_of(FORMULAS["transfers"], {"numerator": 2}) == 2


def test_a_case_can_be_excluded_from_every_rate_and_from_nothing_else() -> None:
    rates = {formula.id for formula in FORMULAS.values() if formula.denominator}
    assert set(granting.INDICATORS) == rates
    assert {formula.excluded_by for formula in FORMULAS.values() if formula.points} <= rates


def _set_by_somebody(case: Told) -> list[tuple[bool, bool]]:
    """Of the handling of this case: whether its clock lives, and whether somebody named its due moment."""
    assert case.row is not None
    rows = behind_of([case.row], FORMULAS["on_time_handling_rate"], "denominator", window_of(), 0, 9, 9).rows
    return [(row.live, row.fixed) for row in rows]


def test_a_due_moment_that_somebody_named_is_told_from_a_counted_one_while_its_clock_lives() -> None:
    def handled(**effect: Any) -> Told:
        counted = ClockEffect(
            clock="handle", effect="started", due_at=hour(20), unit="work_day", amount=2, **effect
        )
        return Told()(REPORT, "intake")(FILED, "triage")(GIVEN, "work", counted)

    def moved(amount: int) -> ClockEffect:
        return ClockEffect(clock="handle", effect="moved", due_at=hour(30), amount=amount, rule="extension")

    granted = work.ExtensionGranted(
        clock="handle", old_due_at=hour(20), new_due_at=hour(30), nth=1, asked_by="unit"
    )
    assert _set_by_somebody(handled()) == [(True, False)]
    assert _set_by_somebody(handled(rule="asked")) == [(True, True)]
    assert _set_by_somebody(handled()(granted, "work", moved(4))) == [(True, False)]
    assert _set_by_somebody(handled()(granted, "work", moved(0))) == [(True, True)]
    assert _set_by_somebody(reported(handled(rule="asked"))) == [(True, True)]
    over = reported(handled(rule="asked"))(CLOSED, "done", stop("handle"))
    assert _set_by_somebody(over) == [(False, False)]


def test_a_share_is_out_of_what_the_workflow_of_the_case_can_come_to() -> None:
    never_files, never_due = {Possible("case.filed"): ("d",)}, {Possible("promise"): ("d",)}
    waiting, failed = Told()(REPORT, "intake"), reported(given())(FAILED, "work")
    assert waiting.parts("filing_rate") == {"denominator": 1, "missing": 1}
    assert waiting.parts("filing_rate", lacking=never_files) == {}
    assert waiting.parts("filing_rate", lacking=never_due) == {"denominator": 1, "missing": 1}
    assert failed.parts("rework_rate", lacking=never_due) == {}
    assert failed.parts("points_rework", lacking=never_due) == {"numerator": 1}
    excluded = waiting(granting.CaseExcluded(ground="duplicate", indicators=("filing_rate",)), "intake")
    assert excluded.parts("filing_rate", lacking=never_files) == {}


def test_where_no_dispatch_comes_back_none_is_right_or_wrong() -> None:
    """By the formula in force now; by the one before, which an office may have published, every dispatch counts."""
    never_returns = {RETURNED: ("d",)}
    assert given().parts("accurate_dispatch_rate") == {"numerator": 1, "denominator": 1}
    assert given().parts("accurate_dispatch_rate", lacking=never_returns) == {}
    now = FORMULAS["accurate_dispatch_rate"]
    before = replace(now, denominator="dispatches", version=1)
    row = given().row
    assert row is not None
    told = rates_of(
        [row], [before], RateFilter(audience=EVERYBODY, until=END, lacking=never_returns), "", 0
    ).values
    assert told[""]["accurate_dispatch_rate"]["denominator"] == 1
    assert now.version == 2


def test_a_case_that_changes_its_version_counts_by_whatever_either_can_come_to() -> None:
    case = Told()(REPORT, "intake")(migrating.CaseMigrated(from_digest="d", to_digest="e"), "intake")
    for digests, parts in (
        (("d",), {"denominator": 1, "missing": 1}),
        (("e",), {"denominator": 1, "missing": 1}),
        (("d", "e", "f"), {}),
    ):
        assert case.parts("filing_rate", lacking={Possible("case.filed"): digests}) == parts


def test_what_a_workflow_can_come_to_stands_in_its_moves() -> None:
    workflows = [one.workflow for one in load_catalogue([catalogue_dir()]).workflows.values()]
    found = lacking(workflows)
    rescue, street = (
        next(one for one in workflows if one.key == key) for key in ("lift_rescue", "city_case")
    )
    assert rescue.digest in found[Possible("case.filed")]
    assert rescue.digest in found[Possible("promise")]
    assert all(street.digest not in digests for digests in found.values())
    assert all(len(digests) < len(workflows) for digests in found.values())


@pytest.mark.parametrize(
    ("key", "can"),
    [("city_case", True), ("petition", True), ("commitment", False), ("lift_rescue", False)],
)
def test_a_dispatch_can_be_wrong_where_a_return_may_say_so(key: str, can: bool) -> None:
    """What is given back by whoever took it on is no fault of a dispatch, and can never be told as one."""
    workflow = load_catalogue([catalogue_dir()]).workflows[key].workflow
    assert (RETURNED in possible_in(workflow, [RETURNED])) == can
