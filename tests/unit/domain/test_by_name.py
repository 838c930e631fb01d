"""Fields that a fact has for moves that name them: other moves neither offer nor take them."""

from __future__ import annotations

from typing import Any

from domain.derive import is_typed
from domain.facts.tasks import TaskOpened
from domain.offers import offered_fields
from tests.support.definitions import single
from tests.support.given import given
from tests.support.recurring import three

SENT: dict[str, Any] = {"kind": "periodic", "rule": "asked", "since": "2026-03-02", "until": "2026-03-08"}


def _opened(sends: dict[str, Any], **move: Any) -> Any:
    start = given(workflow=single("task.opened", opening=True, **move))
    return start.when("act", by="supervisor-1", sends={**SENT, **sends})


def test_a_move_that_names_a_field_takes_it() -> None:
    for named in ({"optional": ("unit",)}, {"optional": (), "requires": ("unit|doer",)}):
        fact = _opened({"unit": "roads"}, **named).event.fact
        assert isinstance(fact, TaskOpened)
        assert fact.unit == "roads"


def test_another_move_refuses_it_and_does_not_offer_it() -> None:
    outcome = _opened({"unit": "roads"}, optional=()).then("field_missing")
    assert outcome.problems == {("/unit", "not_yours_to_give")}
    move = single("task.opened", opening=True, optional=()).moves["act"]
    assert not is_typed(move, "unit")
    assert {"unit", "doer", "plan", "cases"} & {field.name for field in offered_fields(move)} == set()


def test_what_follows_from_counted_cases_may_be_typed_of_another_kind_of_task() -> None:
    counted = given(
        workflow=single("task.opened", opening=True, given={"kind": "root_cause"}), others=three()
    )
    outcome = counted.when(
        "act",
        by="supervisor-1",
        sends={"rule": "same_object", "cases": ["case-a", "case-b", "case-c"], "since": "2026-03-02"},
    )
    outcome.then("field_missing")
    assert outcome.problems == {("/since", "not_yours_to_give")}
    assert _opened({}, optional=()).event.fact.since.isoformat() == "2026-03-02"


def test_a_form_offers_only_the_values_the_move_takes() -> None:
    def offered(**more: Any) -> tuple[str, ...]:
        move = single("task.opened", opening=True, **more).moves["act"]
        return next(field.choices for field in offered_fields(move) if field.name == "rule")

    among = ("same_object", "same_place", "same_applicant")
    assert offered(among={"rule": among}) == among
    assert {"cycle", "asked"} <= set(offered())
