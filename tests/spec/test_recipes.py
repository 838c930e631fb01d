"""The builder reaches every state of every workflow by legal moves, and says so when there is no way."""

import pytest

from domain.definition import Workflow
from features.building import build
from features.drivers.catalogue import load_catalogue
from features.drivers.domain import DomainDriver
from features.recipes import NoWay, way_to
from features.story import Story

CATALOGUE = load_catalogue()
SAFETY, NOT_CONFIRMABLE, NOT_MEDIABLE = "safety", "confirmable", "mediable"
PLACES = [
    (key, category, state)
    for key in CATALOGUE.keys
    for category in sorted(CATALOGUE.own_categories(key))
    for state in CATALOGUE.workflow(key).states
]


def is_rightly_refused(workflow: Workflow, category: str, state: str) -> bool:
    """What no legal move brings about: withdrawing a danger, confirming status, mediating what is reserved."""
    flags = workflow.categories[category].flags
    if workflow.key == "mediation":
        reserved = NOT_MEDIABLE not in flags and state not in ("applied", "declined", "referred")
        return reserved or (state == "confirming" and NOT_CONFIRMABLE not in flags)
    return state == "withdrawn" and SAFETY in flags


def begun() -> Story:
    return Story.begun(DomainDriver(CATALOGUE))


@pytest.mark.parametrize(("key", "category", "state"), PLACES)
def test_every_state_can_be_reached_in_every_category(key: str, category: str, state: str) -> None:
    story = begun()
    if is_rightly_refused(CATALOGUE.workflow(key), category, state):
        with pytest.raises(AssertionError, match="the way stops"):
            build(story, category, state, {})
        return
    build(story, category, state, {})
    assert story.case().state == state
    assert story.case().category == category


@pytest.mark.parametrize("state", CATALOGUE.workflow("root_cause").states)
def test_every_state_of_a_task_can_be_reached(state: str) -> None:
    story = begun()
    build(story, "溯源任务", state, {"起因": "共享单车淤积"}, "溯源")
    assert story.case().state == state
    assert story.case().category == "metro.bike_jam"


def test_the_straight_way_is_the_seven_steps() -> None:
    assert way_to(CATALOGUE.workflow("city_case"), "closed") == (
        "report",
        "file",
        "dispatch",
        "sign",
        "report_done",
        "assign_check",
        "pass_check",
        "close",
    )


def test_a_public_report_to_be_verified_is_verified() -> None:
    assert way_to(CATALOGUE.workflow("city_case"), "filed", verify=True) == (
        "report",
        "order_verification",
        "answer_verification",
        "file",
    )


def test_no_way_is_said() -> None:
    with pytest.raises(NoWay, match="no moves of city_case lead from withdrawn to reported"):
        way_to(CATALOGUE.workflow("city_case"), "reported", start="withdrawn")


def test_who_and_what_a_table_names_is_so() -> None:
    story = begun()
    told = {
        "上报人": "居民甲",
        "承办人": "承办人丙",
        "核查员": "核查员乙",
        "来源渠道": "手机应用",
        "地点": "河西路口",
    }
    build(story, "道路破损", "核查中", told)
    seen = story.case()
    assert (seen.reporter, seen.unit) == ("resident-1", "upkeep")
    assert seen.assignments["check"] == "checker-2"
    assert seen.place is not None
    assert seen.place.address == "河西路口"
    topics = [fact.topic for fact in story.driver.history(seen.id)]
    assert topics.index("verification.answered") < topics.index("case.filed")


@pytest.mark.parametrize("state", CATALOGUE.workflow("penalty").states)
def test_every_state_of_a_penalty_can_be_reached(state: str) -> None:
    story = begun()
    build(story, "行政处罚", state, {"起因": "metro.heap"}, "处罚")
    assert story.case().state == state
    assert story.case().category == "metro.heap"
