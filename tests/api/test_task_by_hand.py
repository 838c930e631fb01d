"""A task that no plan says, opened by hand: for whom it may be is offered, and anybody else is refused by name."""

import asyncio
import re

from domain.facts.office import RoleGiven
from tests.api import office
from tests.api.journey import PLACE, REPORT, Journey
from tests.api.serving import Door
from tests.api.test_pages import browser

CONFIRMER = RoleGiven(
    person="confirmer-1", role="confirmer", unit=office.DESK, post_zh="认定员 1", post_en="Confirmer 1"
)
ROUND = {
    **dict.fromkeys(REPORT),
    "workflow": "periodic",
    "category": "round.river_community",
    "place": PLACE,
    "until": "2027-01-08",
}


def test_who_may_do_it_is_offered_and_a_word_is_refused(own_door: Door) -> None:
    async def tell() -> None:
        await own_door.services.engine.tell_office([CONFIRMER], "steward-1", own_door.clock())

    asyncio.run_coroutine_threadsafe(tell(), own_door.loop).result()
    page = browser(own_door, "confirmer-1").get("/report", params={"workflow": "periodic"})
    offered = {
        name: set(re.findall(r'value="([^"]+)"', chosen))
        for name, chosen in re.findall(r'<select[^>]* name="f\.(\w+)"(.*?)</select>', page.text, re.DOTALL)
    }
    assert offered["doer"] == {"grid", "handler", "unit_head"}
    assert offered["assignee"] == {"grid-1", "grid-2", "handler-1", "handler-2", "head-1"}

    def asked(doer: str, unit: str) -> tuple[int, str]:
        answer = Journey(own_door).open("confirmer-1", **{**ROUND, "doer": doer, "unit": unit})
        return answer.status_code, answer.json().get("code", "")

    assert asked("保洁", office.CLEANING) == (409, "doer_unknown")
    assert asked("grid", office.CLEANING) == (409, "doer_unknown")
    assert asked("checker", office.CLEANING) == (409, "doer_unknown"), "nobody who checks takes up a round"
    assert asked("handler", office.CLEANING)[0] == 201
