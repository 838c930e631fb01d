"""A dispatcher's errand in a real browser, by keyboard alone once the case is open, without a script."""

import pytest
from playwright.sync_api import Page, expect

from tests.api import office
from tests.api.journey import Journey
from tests.api.serving import Door

pytestmark = pytest.mark.browser


def test_from_the_door_to_a_dispatched_case(page: Page, office_door: Door) -> None:
    journey = Journey(office_door).until("filed")
    other = Journey(office_door)
    other.open(place={"lat_deg": 30.31, "lon_deg": 120.11, "address": "二号桥", "community": office.SOUTH})
    other.settled()

    sign_in(page, "dispatch-1")
    expect(page.locator("table tbody tr")).to_have_count(2)
    page.get_by_label("状态").select_option("filed")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("table tbody tr")).to_have_count(1)

    page.get_by_role("link", name="暴露垃圾 · 一号路").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("暴露垃圾 · 一号路")
    refused = page.locator("section[aria-labelledby=not-now]")
    expect(refused).to_contain_text("撤回 — 须持有相应岗位")
    expect(refused).to_contain_text("role_missing")

    tab_to(page, "#move-dispatch > summary")
    page.keyboard.press("Enter")
    tab_to(page, "#dispatch-unit")
    page.keyboard.press("ArrowDown")
    tab_to(page, "#dispatch-instruction")
    page.keyboard.type("请今天清理")
    tab_to(page, "#move-dispatch button[type=submit]")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_contain_text("已派遣待签收")
    assert journey.case()["unit"] == office.CLEANING


def test_a_refusal_is_read_out_and_keeps_what_was_typed(page: Page, office_door: Door) -> None:
    journey = Journey(office_door).until("filed")
    sign_in(page, "dispatch-1")

    page.goto(f"/cases/{journey.id}")
    page.locator("#move-dispatch > summary").click()
    page.locator("#dispatch-instruction").fill("写过的话")
    page.locator("#move-dispatch button[type=submit]").click()
    expect(page.get_by_role("alert")).to_contain_text("单位：须填写")
    expect(page.get_by_role("alert")).to_contain_text("field_missing")
    expect(page.locator("#dispatch-instruction")).to_have_value("写过的话")


def test_the_first_tab_leads_past_the_head(page: Page, office_door: Door) -> None:
    sign_in(page, "dispatch-1")

    page.keyboard.press("Tab")
    focused = page.locator("a.skip:focus")
    expect(focused).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")


def test_nothing_is_wider_than_a_telephone(page: Page, office_door: Door) -> None:
    journey = Journey(office_door).until("handling")
    journey.settled()
    sign_in(page, "handler-1")

    page.set_viewport_size({"width": 390, "height": 800})
    for url in ("/", f"/cases/{journey.id}", "/report", "/sign-in"):
        page.goto(url)
        box = page.locator("main").bounding_box() or {"width": 0}
        assert 300 < box["width"] <= 390, url


def sign_in(page: Page, actor: str) -> None:
    page.goto("/")
    page.get_by_label("工作人员").select_option(actor)
    page.get_by_role("button", name="进入").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("工作台")


def tab_to(page: Page, selector: str) -> None:
    """Go on with the Tab key until the element has the focus, as somebody without a mouse does."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"{selector} cannot be reached by keyboard")
