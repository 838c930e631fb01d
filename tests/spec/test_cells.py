"""What stands in a table, read as fields of a fact; and what cannot be meant, told in words."""

from typing import Any

import pytest

from features.acting import performer, pointed_at
from features.building import build
from features.cast import NotInTheCast
from features.cells import moment, read_cell
from features.drivers.catalogue import load_catalogue
from features.drivers.domain import DomainDriver
from features.recipes import errands
from features.scene import Scene
from features.story import Story
from features.words import Unheard

CATALOGUE = load_catalogue()


def begun() -> Story:
    return Story.begun(DomainDriver(CATALOGUE))


def scene(workflow: str, move: str, category: str = "") -> Scene:
    story, found = begun(), CATALOGUE.workflow(workflow)
    listed = category or next(iter(found.categories))
    return story.scene(found, move, story.cast.person("受理员"), None, listed)


@pytest.mark.parametrize(
    ("workflow", "move", "name", "text", "value"),
    [
        ("city_case", "report", "urgent", "是", True),
        ("city_case", "report", "urgent", "no", False),
        ("city_case", "report", "channel", "热线", "hotline"),
        ("city_case", "report", "parties", "当事人甲、当事人乙", ["party-1", "party-2"]),
        ("city_case", "report", "parties", "无", []),
        ("city_case", "report", "attributes", "边界件:是、备注:路口", {"border_case": True, "备注": "路口"}),
        ("city_case", "report", "category", "道路破损", "street.road_damage"),
        ("city_case", "file", "condition", "成堆", "heaped"),
        ("city_case", "rate", "score", "3", 3),
        ("city_case", "dispatch", "unit", "保洁公司", "cleaning"),
        ("city_case", "dispatch", "instruction", "请尽快", "请尽快"),
        ("city_case", "report", "files", "无", []),
        ("river_bank", "serve_order", "act", "洗涤、洗澡", "washing_bathing"),
        ("mediation", "pause", "until", "2026-05-01", "2026-05-01"),
        ("mediation", "reach_agreement", "due_on", "2026-05-01、2026-06-01", ["2026-05-01", "2026-06-01"]),
        ("mediation", "reach_agreement", "effective_at", "2026-09-01 00:00", "2026-08-31T16:00:00+00:00"),
    ],
)
def test_a_cell_is_read_as_its_field(workflow: str, move: str, name: str, text: str, value: Any) -> None:
    assert read_cell(scene(workflow, move), name, text) == value


def test_files_say_when_and_where_they_were_taken() -> None:
    near, here = read_cell(
        scene("city_case", "pass_check"), "files", "2026-03-02 17:00 距现场 80 米;2026-03-02 18:00"
    )
    assert near["taken_at"] == "2026-03-02T09:00:00+00:00"
    assert near["slot"] == "same_spot"
    assert near["place"]["lat_deg"] == pytest.approx(30.01 + 80 / 111_195, abs=1e-6)
    assert here["place"]["lat_deg"] == pytest.approx(30.01)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("urgent", "也许", "neither 是 nor 否"),
        ("place", "天边", "is no place"),
        ("channel", "飞鸽", "there is no value of channel"),
        ("files", "昨天拍的", "is no file"),
        ("category", "天灾", "there is no categories"),
    ],
)
def test_what_cannot_be_meant_is_told_in_words(name: str, text: str, said: str) -> None:
    with pytest.raises(Unheard, match=said):
        read_cell(scene("city_case", "report"), name, text)


def test_a_date_and_a_moment_must_be_one() -> None:
    with pytest.raises(Unheard, match="is no date"):
        read_cell(scene("mediation", "pause"), "until", "明天")
    with pytest.raises(Unheard, match="is no moment"):
        moment(CATALOGUE.calendar, "明天上午")
    assert moment(CATALOGUE.calendar, "2026-03-02 24:00") == moment(CATALOGUE.calendar, "2026-03-03 00:00")


def test_words_of_two_workflows_are_told_apart() -> None:
    words = begun().words
    with pytest.raises(Unheard, match="may mean"):
        words.kind("无照经营游商")
    assert words.kind("metro.vendor")[0].key == "metro_area"
    assert words.kind("人民调解")[0].key == "mediation"
    with pytest.raises(Unheard, match="there is no category"):
        words.kind("天灾")


def test_a_part_of_a_label_will_do() -> None:
    words, workflow = begun().words, CATALOGUE.workflow("city_case")
    assert words.move(workflow, "催办") == "contact"
    assert words.clock(workflow, "处置时钟") == "handle"
    assert words.state(workflow, "Being checked") == "checking"


def test_of_two_moves_called_the_same_the_one_from_this_state_is_meant() -> None:
    words, workflow = begun().words, CATALOGUE.workflow("mediation")
    assert words.move(workflow, "未履行", "performing") == "breach"


def test_somebody_the_office_does_not_have_is_named() -> None:
    with pytest.raises(NotInTheCast, match="市长"):
        begun().cast.person("市长")
    with pytest.raises(Unheard, match="no case is called"):
        begun().case()


def test_one_thing_after_a_move_is_its_own_field() -> None:
    story = begun()
    assert pointed_at(scene("mediation", "assign_mediator"), "调解员乙", {}) == {
        "assignee": "mediator-2",
        "unit": "committee",
    }
    assert pointed_at(scene("city_case", "merge"), "一号", {"一号": "case-7"}) == {"master": "case-7"}
    with pytest.raises(Unheard, match="says nothing for sign"):
        pointed_at(scene("city_case", "sign"), "保洁公司", story.cases)


def test_who_acts_follows_from_the_case_and_the_move() -> None:
    story, workflow = begun(), CATALOGUE.workflow("city_case")
    build(story, "暴露垃圾", "核查中", {"承办人": "承办人丙", "上报人": "居民甲"})
    seen = story.case()
    assert performer(story.cast, workflow, "pass_check", seen, {}) == seen.assignments["check"]
    assert performer(story.cast, workflow, "report_done", seen, {}) == "handler-3"
    assert performer(story.cast, workflow, "notify_authority", seen, {}) == "intake-1"
    assert performer(story.cast, CATALOGUE.workflow("mediation"), "rate", seen, {}) == "callback-1"


def test_a_grant_is_asked_for_first() -> None:
    asked = errands(CATALOGUE.workflow("city_case"), "reopen", reporter="", parties=())
    assert [errand.move for errand in asked] == ["request_reopen"]
