"""The nasty courses offices really meet, each found in the sixty days of the demo with what must follow from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest

from domain.case import Case
from domain.envelope import Event
from domain.facts.deadlines import DeadlinePassed
from tests.demo.memory import Played, play
from tests.demo.test_stories import CASES


@dataclass(frozen=True)
class History:
    """A case and its facts in order."""

    case: Case
    events: Sequence[Event]

    @property
    def moves(self) -> list[str]:
        return [event.envelope.trigger for event in self.events]

    def went(self, *moves: str) -> bool:
        """Whether these moves were made in this order, others between them."""
        left = iter(self.moves)
        return all(move in left for move in moves)

    def made(self, move: str) -> list[Event]:
        return [event for event in self.events if event.envelope.trigger == move]

    def ran_out(self, clock: str) -> bool:
        return any(isinstance(one.fact, DeadlinePassed) and one.fact.clock == clock for one in self.events)

    def started(self, clock: str) -> int:
        """How often a clock began to run from its beginning."""
        effects = [effect for event in self.events for effect in event.envelope.clocks]
        return sum(effect.clock == clock and effect.effect == "started" for effect in effects)


Course = Callable[[History], bool]


def _apart(history: History, one: str, other: str) -> bool:
    """Whether nobody made both moves."""
    return not {event.envelope.actor for event in history.made(one)} & {
        event.envelope.actor for event in history.made(other)
    }


def _same_day(history: History, first: str, then: str) -> bool:
    return any(
        timedelta(0) <= b.envelope.occurred_at - a.envelope.occurred_at < timedelta(days=1)
        for a in history.made(first)
        for b in history.made(then)
    )


NASTY: dict[str, tuple[str, Course]] = {
    "two units say it is not theirs, a deputy designates one": (
        "city_case",
        lambda it: (
            len(it.case.granted_returns) >= 2 and it.went("approve_return", "approve_return", "designate")
        ),
    ),
    "said to be done and not done, and done again on what is left of the time": (
        "city_case",
        lambda it: (
            it.went("report_done", "fail_check", "report_done", "pass_check") and it.started("handle") == 1
        ),
    ),
    "left for weeks with a measure for the time being, and taken up again": (
        "city_case",
        lambda it: it.went("request_suspension", "grant_suspension", "resume"),
    ),
    "merged by mistake and taken apart": ("city_case", lambda it: it.went("merge", "unmerge")),
    "taken up again after it was closed": (
        "city_case",
        lambda it: it.went("close", "request_reopen", "reopen"),
    ),
    "closed by force, told as such": (
        "city_case",
        lambda it: it.went("request_forced_closure", "force_close"),
    ),
    "the street's river chief asks the district": (
        "river_bank",
        lambda it: it.went("dissuade", "supervise", "escalate_district", "district_reply"),
    ),
    "an order nobody follows leads to a penalty": (
        "river_bank",
        lambda it: it.went("serve_order", "miss_correction", "open_penalty"),
    ),
    "an order was wrong and is withdrawn": (
        "river_bank",
        lambda it: it.went("serve_order", "miss_correction", "withdraw_order"),
    ),
    "the same outlet runs again": (
        "river_bank",
        lambda it: it.case.round == 2 and it.went("close", "reopen", "dispatch"),
    ),
    "a street trader refuses": (
        "metro_area",
        lambda it: it.went("serve_order", "miss_correction", "open_penalty"),
    ),
    "the third case at an exit leads to a task": ("metro_area", lambda it: "open_root_cause" in it.moves),
    "a patrol that was none": ("periodic", lambda it: it.went("start", "submit", "void")),
    "a patrol nobody went on": ("periodic", lambda it: "lapse" in it.moves and "submit" not in it.moves),
    "a party wants no more mediation, then both do": (
        "mediation",
        lambda it: it.went("end_mediation", "mediate_again") or it.went("record_refusal", "mediate_again"),
    ),
    "the mediator is changed and the month goes on": (
        "mediation",
        lambda it: "change_mediator" in it.moves and it.started("mediate") == 1,
    ),
    "a party threatens, the police are told": (
        "mediation",
        lambda it: "notify_authority" in it.moves,
    ),
    "an agreement is broken and its ways are told": (
        "mediation",
        lambda it: it.went("reach_agreement", "breach", "refer_breach"),
    ),
    "a petition is objected to and comes back": (
        "petition",
        lambda it: it.went("forward", "object", "uphold_objection", "forward"),
    ),
    "a petition needs thirty days more, once": ("petition", lambda it: it.moves.count("extend") == 1),
    "a recheck rests while it is heard": (
        "petition",
        lambda it: it.went("open_hearing", "close_hearing", "decide_recheck"),
    ),
    "a petition that was decided for good": ("petition", lambda it: it.moves[-1] == "refuse_repeat"),
    "a campaign is not taken over at first": (
        "campaign",
        lambda it: it.went("finish", "fail", "finish", "pass"),
    ),
    "a campaign is cancelled": ("campaign", lambda it: "cancel" in it.moves),
    "the district does not accept an outfall": (
        "sewage_file",
        lambda it: it.went("district_fail", "self_check", "district_pass") and it.started("fix") == 1,
    ),
    "an outfall runs again, in the same file": ("sewage_file", lambda it: it.went("close", "relapse")),
    "a kitchen is told and mends it": ("kitchen_fume", lambda it: it.went("notify_shop", "clear_lead")),
    "a kitchen is over its limit on the spot too": (
        "kitchen_fume",
        lambda it: it.went("see_on_site", "file", "serve_order"),
    ),
    "who mends lifts comes too late, and is let in": (
        "lift_rescue",
        lambda it: it.ran_out("arrive") and it.went("send", "arrive", "free"),
    ),
    "nobody picks up, the next ones are sent": (
        "lift_rescue",
        lambda it: "next_tier" in it.moves and it.started("arrive") == 1,
    ),
    "two hours in a lift are an accident": (
        "lift_rescue",
        lambda it: it.ran_out("trapped") and it.went("accident", "report_accident"),
    ),
    "an e-bike leaves by itself": ("ebike_lift", lambda it: it.moves == ["detect", "left"]),
    "a pram is no e-bike": ("ebike_lift", lambda it: "not_ebike" in it.moves),
    "the third time is written, not mended, and handed over": (
        "ebike_lift",
        lambda it: it.went("notice", "recheck_bad", "transfer"),
    ),
    "the hall forgets to ask and has to take it": (
        "service_item",
        lambda it: it.ran_out("receipt") and "deem_accepted" in it.moves,
    ),
    "a bad word is answered by somebody else": (
        "service_item",
        lambda it: it.went("rate", "answer_bad", "close") and _apart(it, "answer_bad", "decide"),
    ),
    "nobody opens the door": (
        "meal_order",
        lambda it: it.went("miss", "call", "send_grid", "safe_on_visit", "settle"),
    ),
    "somebody lies on the floor": ("meal_order", lambda it: it.went("alarm", "after")),
    "a batch of meals is held and thrown away": ("meal_order", lambda it: it.went("hold", "scrap")),
    "a defect is mended too late": (
        "handover",
        lambda it: it.ran_out("fix") and it.went("order_fix", "fixed", "re_pass"),
    ),
    "the order of choosing is changed and posted that day": (
        "handover",
        lambda it: _same_day(it, "override_queue", "post_override"),
    ),
    "a property firm does not answer": ("estate", lambda it: it.ran_out("reply") and "supervise" in it.moves),
    "a firm gives back what it took on": ("commitment", lambda it: it.went("claim", "give_back", "contact")),
    "whose wish it is says it is not done": (
        "commitment",
        lambda it: it.went("report_done", "dispute", "report_done"),
    ),
    "a penalty is heard before it is decided": (
        "penalty",
        lambda it: it.went("lodge_hearing", "hold_hearing", "decide"),
    ),
    "a penalty paid by instalments, urged": ("penalty", lambda it: "urge" in it.moves),
}


@pytest.fixture(scope="module")
def histories() -> dict[str, list[History]]:
    return _by_workflow(play(CASES))


def _by_workflow(played: Played) -> dict[str, list[History]]:
    facts: dict[str, list[Event]] = {}
    for event in played.events:
        facts.setdefault(event.envelope.case_id, []).append(event)
    found: dict[str, list[History]] = {}
    for case in played.world.cases.values():
        found.setdefault(case.workflow, []).append(History(case, facts[case.id]))
    return found


@pytest.mark.parametrize("course", NASTY)
def test_it_happens_in_the_demo(histories: dict[str, list[History]], course: str) -> None:
    workflow, holds = NASTY[course]
    assert any(holds(one) for one in histories[workflow])
