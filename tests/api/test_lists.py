"""Lists, counts and figures over HTTP: filters, order, pages, the way from a figure to its cases, the past."""

from typing import Any

import pytest

from domain.codec import to_data
from tests.api import office
from tests.api.journey import Journey
from tests.api.serving import Door


@pytest.fixture(scope="module")
def busy(door: Door) -> Door:
    """Cases in several states, the first of them overdue."""
    Journey(door).open(category="street.road_damage", urgent=True)
    door.clock.forward(hours=1)
    for state in ("filed", "handling", "checked", "closed"):
        Journey(door).until(state)
    last = Journey(door)
    last.open(
        place={"lat_deg": 30.31, "lon_deg": 120.11, "address": "二号桥 50%_a", "community": office.SOUTH}
    )
    last.settled()
    return door


def ids(door: Door, actor: str = "intake-1", **params: Any) -> list[str]:
    answer = door.as_(actor).get("/api/v1/cases", params=params)
    assert answer.status_code == 200, answer.text
    return [case["id"] for case in answer.json()["cases"]]


def cases(door: Door, **params: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = door.as_("intake-1").get("/api/v1/cases", params=params).json()["cases"]
    return found


def test_least_open_time_left_comes_first(busy: Door) -> None:
    found = cases(busy)

    dues = [case["due"]["due_at"] for case in found if case["due"]]
    assert dues == sorted(dues)
    assert found[0]["due"]["overdue"]
    assert found[0]["due"]["left_s"] < 0
    assert found[0]["labels"]["clock"] == "受理"


@pytest.mark.parametrize(
    ("params", "states"),
    [
        ({"state": "filed"}, {"filed"}),
        ({"state": "filed,checked"}, {"filed", "checked"}),
        ({"state": ["filed", "checked"]}, {"filed", "checked"}),
        ({"phase": "done"}, {"closed"}),
        ({"phase": "work", "community": office.NORTH}, {"handling"}),
        ({"unit": office.CLEANING, "phase": "check"}, {"checked"}),
        ({"q": "二号桥"}, {"reported"}),
        ({"q": "50%_a"}, {"reported"}),
        ({"q": "0%a"}, set()),
        ({"overdue": "true"}, {"reported"}),
        ({"urgent": "1"}, {"reported"}),
        ({"category": "street.road_damage"}, {"reported"}),
        ({"channel": "app"}, set()),
        ({"workflow": "mediation"}, set()),
        ({"figure": "loop_closed"}, {"closed"}),
        ({"figure": "loop_closed", "until": "2020-01-01"}, set()),
    ],
)
def test_filters_narrow_the_list(busy: Door, params: dict[str, Any], states: set[str]) -> None:
    assert {case["state"] for case in cases(busy, **params)} == states


def test_mine_are_my_own_and_my_units(busy: Door) -> None:
    assert {case["unit"] for case in cases(busy) if case["id"] in ids(busy, "handler-1", mine="true")} == {
        office.CLEANING
    }
    assert len(ids(busy, "checker-1", mine="true")) == 2
    assert ids(busy, "mediator-1", mine="true") == []


def test_pages_join_without_a_gap_or_a_repeat(busy: Door) -> None:
    client, seen = busy.as_("intake-1"), []
    url: str | None = "/api/v1/cases?limit=2&sort=-opened_at"
    while url:
        answer = client.get(url)
        seen += [case["id"] for case in answer.json()["cases"]]
        url = answer.json()["next"]
        assert (f'<{url}>; rel="next"' if url else None) == answer.headers.get("link")

    assert seen == ids(busy, sort="-opened_at")
    assert len(seen) == len(set(seen)) == 6


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=501", "limit=ten", "sort=colour", "cursor=xx", "cursor=W10", "figure=nothing", "mine=perhaps",
     "overdue=2", "at=never", "colour=red", "q=" + "x" * 201, "state=" + ",".join(map(str, range(51))),
     "min_position=-1", "min_position=999999999", "q=%00", "q=%FF%FE", "since=2026-99-99", "urgent=%EF%BC%91"],
)  # fmt: skip
def test_a_list_that_cannot_be_asked_for_is_refused(busy: Door, query: str) -> None:
    answer = busy.as_("intake-1").get(f"/api/v1/cases?{query}")

    assert (answer.status_code, answer.json()["code"]) == (422, "bad_parameter")


@pytest.mark.parametrize(
    ("name", "sent", "accepted"),
    [
        ("state", "filled", "filed"),
        ("phase", "done,doen", "done"),
        ("workflow", "city_cases", "city_case"),
        ("community", office.CLEANING, office.NORTH),
        ("unit", "nobody", office.CLEANING),
        ("category", "street.liter", "street.litter"),
        ("channel", "pigeon", "hotline"),
        ("sort", "colour", "-opened_at"),
    ],
)
def test_a_misspelt_filter_is_refused_and_names_what_there_is(
    busy: Door, name: str, sent: str, accepted: str
) -> None:
    places = ["/api/v1/cases", "/api/v1/board"]
    if name in ("workflow", "community", "unit", "category"):
        places.append("/api/v1/closed-loop")
    for place in places:
        answer = busy.as_("intake-1").get(place, params={name: sent})
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_parameter"), place
        (error,) = answer.json()["errors"]
        assert (error["parameter"], error["problem"]) == (name, "not_listed")
        assert accepted in error["expected"].split(" | ")
    page = busy.as_("intake-1", Accept="text/html").get("/", params={name: sent})
    assert page.status_code == 422
    assert accepted in page.text
    figure = busy.as_("intake-1").get("/api/v1/cases", params={name: sent, "figure": "loop_closed"})
    assert figure.status_code == 422


def test_a_filter_for_what_has_none_is_none(busy: Door) -> None:
    assert {case["state"] for case in cases(busy, unit="none")} == {"reported", "filed"}


def test_a_cursor_belongs_to_its_order(busy: Door) -> None:
    client = busy.as_("intake-1")
    cursor = client.get("/api/v1/cases?limit=1").json()["next"].split("cursor=")[1]

    answer = client.get(f"/api/v1/cases?limit=1&sort=opened_at&cursor={cursor}")
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "cursor")


def test_the_boards_figures_are_the_lists_behind_them(busy: Door) -> None:
    client = busy.as_("intake-1")
    board = client.get("/api/v1/board").json()

    for figure in board["figures"]:
        listed = client.get(figure["cases"]).json()["cases"]
        assert (figure["id"], len(listed)) == (figure["id"], figure["value"])
    for rows in board["by"].values():
        for row in rows:
            if row["cases"]:
                assert len(client.get(row["cases"]).json()["cases"]) == row["count"]
    assert sum(row["count"] for row in board["by"]["state"]) == 6


def test_every_figure_of_the_loop_leads_to_its_cases(busy: Door) -> None:
    client = busy.as_("deputy-1")
    found = client.get("/api/v1/closed-loop", params={"by": "community"}).json()

    assert {group["label"] for group in found["groups"]} == {"北社区", "南社区"}
    for group in found["groups"]:
        for figure in group["figures"]:
            assert figure["definition"]
            assert figure["label"]
            if figure["unit"] == "cases":
                assert len(client.get(figure["cases"]).json()["cases"]) == figure["value"], figure


@pytest.mark.parametrize("by", ["unit", "category", "workflow"])
def test_a_group_without_a_name_has_its_list_too(busy: Door, by: str) -> None:
    client = busy.as_("deputy-1")
    found = client.get("/api/v1/closed-loop", params={"by": by}).json()

    assert by != "unit" or "" in {group["group"] for group in found["groups"]}
    for group in found["groups"]:
        for figure in group["figures"]:
            if figure["unit"] == "cases":
                assert len(client.get(figure["cases"]).json()["cases"]) == figure["value"], figure
    for row in client.get("/api/v1/board").json()["by"]["unit"]:
        assert len(client.get(row["cases"]).json()["cases"]) == row["count"], row


def test_the_list_behind_a_returned_case_is_the_figures(own_door: Door) -> None:
    case = Journey(own_door).until("dispatched")
    case.must("head-1", "request_return", reason="not_our_duty", text="非本单位职责", unit=office.TEAM)
    case.must("shift-1", "approve_return", fault="dispatch")
    case.settled()
    client = own_door.as_("deputy-1")
    found = client.get("/api/v1/closed-loop", params={"by": "unit"}).json()

    returned = [
        figure
        for group in found["groups"]
        for figure in group["figures"]
        if (figure["id"], figure["value"]) == ("returned", 1)
    ]
    assert len(returned) == 1, "the board forgets who returned it, the figure does not"
    assert [row["id"] for row in client.get(returned[0]["cases"]).json()["cases"]] == [case.id]


def test_units_are_told_apart(busy: Door) -> None:
    found = busy.as_("deputy-1").get("/api/v1/units").json()

    by_unit = {
        group["group"]: {figure["id"]: figure["value"] for figure in group["figures"]}
        for group in found["groups"]
    }
    assert (by_unit[office.CLEANING]["closed"], by_unit[office.CLEANING]["loop_closed"]) == (1, 1)


def test_lists_and_figures_can_be_asked_of_the_past(busy: Door) -> None:
    client = busy.as_("deputy-1")
    feed = client.get("/api/v1/events", params={"limit": 1000}).json()["events"]
    closed = next(event["position"] for event in feed if event["topic"] == "case.closed")

    before, after = ({"position": closed - 1}, {"position": closed})
    assert {
        case["state"]
        for case in client.get("/api/v1/cases", params={**before, "phase": "done"}).json()["cases"]
    } == set()
    assert len(client.get("/api/v1/cases", params={**after, "figure": "closed"}).json()["cases"]) == 1
    values = [
        client.get("/api/v1/closed-loop", params=cut).json()["groups"][0]["figures"]
        for cut in (before, after)
    ]
    assert [{figure["id"]: figure["value"] for figure in found}["closed"] for found in values] == [0, 1]
    assert client.get("/api/v1/board", params=before).json()["position"] == closed - 1


def test_a_moment_of_the_past_is_overdue_by_its_own_clock(busy: Door) -> None:
    start = to_data(busy.clock.now)

    then = cases(busy, at="2026-11-24T08:59:59+08:00", basis="occurred")
    late = cases(busy, at=start, basis="occurred", overdue="true")
    assert (len(then), len(late) > 0) == (0, True)


def test_a_list_waits_for_what_its_reader_wrote(busy: Door) -> None:
    journey = Journey(busy)
    position = journey.open().headers["x-position"]

    assert journey.id in ids(busy, min_position=position, limit=500)
