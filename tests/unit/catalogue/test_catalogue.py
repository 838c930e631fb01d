"""The workflows of the catalogue say what the tables of the trade say."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import domain.rules
from domain.definition import NEW, Workflow
from domain.facts import CASE_FACTS
from domain.rules import RULES
from tests.support.catalogues import KEYS
from workflows.loader import Catalogue, catalogue_dir, load_catalogue
from workflows.loader.known import ASKS
from workflows.reference import unlabelled

BY_LAW = {
    "estate": {"reply"},
    "handover": {"fix", "publish"},
    "lift_rescue": {"arrive", "trapped", "lift.trapped.arrive", "lift.trapped_outskirts.arrive"},
    "mediation": {"confirm_window"},
    "penalty": {"penalty", "heard", "hearing_notice", "evidence_hold", "service", "pay", "demand"},
    "petition": {"notice", "objection", "unit_notice", "conclude", "review_window", "review", "recheck"},
    "service_item": {"service.licence.deliver", "service.licence.decide", "service.licence.receipt"},
    "periodic": {"round.lift_inspection.cycle", "round.lift_upkeep.cycle"},
}


@pytest.fixture(params=KEYS)
def workflow(request: pytest.FixtureRequest, catalogue: Catalogue) -> Workflow:
    return catalogue.workflows[request.param].workflow


def test_it_is_sound_and_complete(catalogue: Catalogue) -> None:
    assert catalogue.problems == ()
    assert list(unlabelled(catalogue.labels)) == []


def test_every_rule_and_every_fact_of_a_case_is_used(catalogue: Catalogue) -> None:
    moves = [move for loaded in catalogue.workflows.values() for move in loaded.workflow.moves.values()]

    assert {rule for move in moves for rule in move.rules} == set(RULES)
    assert {move.fact for move in moves} == {fact.TOPIC for fact in CASE_FACTS}


def test_danger_may_be_reported_by_anybody_in_any_state(workflow: Workflow) -> None:
    move = workflow.moves["notify_authority"]

    assert set(move.sources) == set(workflow.states)
    assert (move.rules, move.requires, move.target) == ((), (), None)
    assert move.roles == ("staff",)


def test_only_what_binding_text_says_is_called_so(catalogue: Catalogue) -> None:
    of_clocks = {
        (key, name)
        for key, loaded in catalogue.workflows.items()
        for name, clock in loaded.workflow.clocks.items()
        if clock.limit.basis == "L"
    }
    of_categories = {
        (key, f"{name}.{clock}")
        for key, loaded in catalogue.workflows.items()
        for name, category in loaded.workflow.categories.items()
        for clock, limit in category.limits.items()
        if limit.basis == "L"
    }

    assert of_clocks | of_categories == {(key, name) for key, names in BY_LAW.items() for name in names}


def test_every_request_kind_can_be_refused_where_it_can_be_granted(workflow: Workflow) -> None:
    for kind in ("return", "reopen"):
        refusing = {
            source
            for move in workflow.moves.values()
            if kind in move.decides and move.fact == "approval.refused"
            for source in move.sources
        }
        assert workflow.grantable_in(kind) <= refusing


def test_whoever_handled_can_neither_check_nor_close(workflow: Workflow) -> None:
    for move in workflow.moves.values():
        if move.fact == "check.passed":
            assert {"handler_may_not_check_own_work", "confirmer_not_doer"} & set(move.rules)
        if move.fact == "case.closed":
            assert {"handler_may_not_close", "closer_not_hands"} & set(move.rules)


def test_a_check_that_failed_lets_the_same_clock_go_on(catalogue: Catalogue) -> None:
    moves = catalogue.workflows["city_case"].workflow.moves

    for name in ("fail_check", "send_back"):
        effects = [(step.clock, step.effect) for step in moves[name].clocks]
        assert ("handle", "resumed") in effects
        assert ("handle", "started") not in effects


def test_the_river_adds_to_the_base(catalogue: Catalogue) -> None:
    base, river = (catalogue.workflows[key].workflow for key in ("city_case", "river_bank"))

    assert set(base.states) < set(river.states)
    assert river.moves["close"].rules == (*base.moves["close"].rules, "chief_told")
    for move in ("report", "supervise", "contact"):
        assert river.moves[move].roles == (*base.moves[move].roles, "river_chief")
    assert river.moves["dissuade"].given == {"step": "dissuade"}
    assert river.moves["answer_assist"].sources == (
        "handling",
        "rework",
        "suspended",
        "ordered",
        "uncorrected",
        "penalising",
        "with_district",
    )
    assert "ordered" in river.moves["note"].sources, (
        "open states are counted after everything is laid together"
    )
    assert river.categories.keys() & base.categories.keys() == set()


def test_the_metro_checks_in_a_peak(catalogue: Catalogue) -> None:
    metro = catalogue.workflows["metro_area"].workflow

    assert metro.moves["pass_check"].rules[-1] == "checked_in_peak"
    assert {name for name, row in metro.categories.items() if "peak" in row.flags} == {
        "metro.bike_jam",
        "metro.cycle_parking",
        "metro.vendor",
    }
    assert all(act.order_first for act in metro.acts.values())


def test_mediation_is_its_own_and_keeps_the_side_moves(catalogue: Catalogue) -> None:
    own = catalogue.workflows["mediation"].workflow

    assert own.sensitivity == "mediation"
    assert {
        "supervise",
        "answer_supervision",
        "escalate",
        "link_child",
        "child_done",
        "rate",
    } <= own.moves.keys()
    assert "dispatch" not in own.moves
    assert own.moves["add_material"].roles[-3:] == ("party", "mediator", "committee")
    assert "confirmable" not in own.categories["dispute.family_status"].flags


def test_the_street_has_no_fine_for_an_ebike_in_a_lift(catalogue: Catalogue) -> None:
    moves = catalogue.workflows["ebike_lift"].workflow.moves.values()

    assert not {"order.served", "decision.issued"} & {move.fact for move in moves}
    assert not any(move.given.get("relation") == "penalty" for move in moves)
    assert not catalogue.workflows["ebike_lift"].workflow.acts


def test_every_move_out_of_a_fresh_report_ends_what_the_shop_was_given(catalogue: Catalogue) -> None:
    moves = catalogue.workflows["kitchen_fume"].workflow.moves

    leaving = [move for move in moves.values() if "reported" in move.sources and move.target is not None]
    assert len(leaving) == 8
    for move in leaving:
        stopped = {step.clock for step in move.clocks if step.effect == "stopped"}
        assert {"tell_shop", "recover"} <= stopped, move


def test_each_case_begins_with_one_move(workflow: Workflow) -> None:
    opening = [move for move in workflow.moves.values() if NEW in move.sources]
    assert [move.fact in ("case.reported", "task.opened") for move in opening] == [True]


def test_a_category_leads_to_the_workflow_that_lists_it(catalogue: Catalogue) -> None:
    assert catalogue.workflow_of("river.litter") == "river_bank"
    assert catalogue.workflow_of("street.litter") == "city_case"
    assert catalogue.workflow_of("sky.litter") is None


def test_a_code_of_our_own_is_that_of_one_category(catalogue: Catalogue) -> None:
    """Codes of the national list may be narrowed by several; of the local block (21) each means one thing."""
    loaded = [one.workflow.categories for one in catalogue.workflows.values()]
    named = {name: one.code for categories in loaded for name, one in categories.items()}
    ours = [code for code in named.values() if code.startswith("21")]
    assert sorted(code for code in set(ours) if ours.count(code) > 1) == []


def test_it_is_found_by_digest(catalogue: Catalogue) -> None:
    loaded = catalogue.workflows["metro_area"]

    assert catalogue.by_digest(loaded.workflow.digest) is loaded
    assert catalogue.by_digest("") is None


def test_what_rules_ask_of_their_move_is_known_to_the_loader() -> None:
    """Every number a rule reads is asked for by the loader, so that no rule meets a workflow without it."""
    asked = {parameter for asks in ASKS.values() for parameter in asks.parameters}

    assert set(ASKS) <= set(RULES)
    assert _numbers_read() <= asked


def _numbers_read() -> set[str]:
    folder = Path(domain.rules.__file__).parent
    calls = (
        node
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "parameter"
    )
    return {str(arg.value) for call in calls for arg in call.args if isinstance(arg, ast.Constant)}


def test_the_order_of_folders_does_not_matter(catalogue: Catalogue, tmp_path: Path) -> None:
    again = load_catalogue([tmp_path, catalogue_dir()]).required()

    assert again.workflows.keys() == catalogue.workflows.keys()
    for key, loaded in again.workflows.items():
        assert loaded.workflow == catalogue.workflows[key].workflow
