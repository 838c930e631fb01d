"""Names in the place of ids: of those who left, of those from outside, of other cases, and of what has no number."""

from api.recurrences import ReadRecurrences
from api.services import Services
from domain.facts.office import RoleTaken
from tests.api import office
from tests.api.journey import Journey
from tests.api.serving import Door
from tests.api.test_pages import browser, shown
from tests.api.test_recurrences import filed, on_services
from workflows.reactor import Reactor


def page_of(door: Door, actor: str, case: str, language: str = "zh-CN") -> tuple[str, str]:
    """The visible text of a case's page, and its HTML."""
    client = browser(door, actor, language)
    return shown(client, f"/cases/{case}").text, client.get(f"/cases/{case}").text


def reacted(door: Door) -> int:
    """Let what follows by itself follow; the position it has come to."""

    async def drain(services: Services) -> int:
        return await Reactor(services.engine, services.clock, ReadRecurrences(services)).drain()

    return on_services(door, drain)


def merged(door: Door) -> tuple[Journey, Journey]:
    """A case, and another resident's case about the same that was merged into it."""
    master, follower = Journey(door), Journey(door)
    master.open("resident-30", channel="app", reporter=None)
    master.file()
    follower.open("resident-31", channel="app", reporter=None)
    follower.must("intake-1", "merge", master=master.id, ground="same_place")
    reacted(door)
    return master, follower


def test_who_left_the_office_is_shown_by_his_id_and_said_to_have_left(own_door: Door) -> None:
    journey = Journey(own_door).until("handled")
    assert "办理人 保洁员 1（承办人）" in page_of(own_door, "shift-1", journey.id)[0]

    left = [RoleTaken(person="handler-1", role=role, unit=office.CLEANING) for role in ("handler", "checker")]
    on_services(own_door, lambda services: services.engine.tell_office(left, "init", own_door.clock()))

    own_door.clock.forward(hours=1)
    assert "handler-1（已离任）" in page_of(own_door, "shift-1", journey.id)[0]
    assert "handler-1 (left the office)" in page_of(own_door, "shift-1", journey.id, "en")[0]


def test_somebody_from_outside_is_called_by_the_name_given_to_those_who_may_read_it(door: Door) -> None:
    journey = Journey(door)
    journey.open(reporter_name="王某")

    known, _ = page_of(door, "intake-1", journey.id)
    unknown, _ = page_of(door, "auditor-1", journey.id)
    assert "诉求人 王某" in known
    assert "王某" not in unknown
    assert "诉求人 诉求人" in unknown
    assert "resident-7" not in known + unknown


def test_a_merged_case_leads_to_its_master_by_number(door: Door) -> None:
    master, follower = merged(door)
    number = master.case()["case_no"]

    text, html = page_of(door, "intake-1", follower.id)
    assert f"主案 {number} · 暴露垃圾 · 一号路" in text
    assert f'href="/cases/{master.id}"' in html
    text, html = page_of(door, "intake-1", master.id)
    assert "并入本案的案卷 城市管理案卷 · 暴露垃圾 · 一号路" in text
    assert f'href="/cases/{follower.id}"' in html
    assert follower.id not in text


def test_a_case_that_its_reader_may_not_see_is_neither_named_nor_led_to(door: Door) -> None:
    master, follower = merged(door)

    text, html = page_of(door, "resident-31", follower.id)
    assert "主案 另一案卷（未向您显示）" in text
    assert master.id not in html
    assert master.case()["case_no"] not in html


def test_a_task_names_its_cases_and_is_not_said_to_be_unfiled(own_door: Door) -> None:
    cases = [filed(own_door) for _ in range(3)]
    head = reacted(own_door)
    asked = {"workflow": "root_cause", "min_position": str(head)}
    (task,) = own_door.as_("deputy-1").get("/api/v1/cases", params=asked).json()["cases"]

    text, html = page_of(own_door, "deputy-1", task["id"])
    assert "类别 暴露垃圾" in text
    assert "办理人 系统 ·" in text
    for case in cases:
        number = own_door.as_("deputy-1").get(f"/api/v1/cases/{case}").json()["case_no"]
        assert number in text
        assert f'href="/cases/{case}"' in html
        assert case not in text
    board = shown(browser(own_door, "deputy-1"), "/?workflow=root_cause").text
    assert "无编号" in board
    assert "未立案" not in text + board
    assert task["labels"]["category"] == "暴露垃圾"
