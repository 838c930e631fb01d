"""The street's habits, one table for the base and what extends it: city cases, river banks, metro surroundings."""

from __future__ import annotations

from collections.abc import Iterable

from api.demo.granting_habits import MORE_TIME, RESTING, WHEN_ENDED, asked, while_working
from api.demo.habits import Habit, Holds, Plan
from api.demo.story import Scene
from api.demo.told import all_told, untold
from api.demo.waits import (
    after_term,
    days,
    daytime,
    for_assignment,
    for_check,
    hurried,
    office,
    past,
    peak_missed,
    share,
    wall,
)
from domain.facts.intake import PUBLIC_CHANNELS

UNHAPPY = 2
"""A rating so low is answered by a call."""


def _normal(scene: Scene) -> bool:
    return scene.case.alarm is not None and not scene.case.alarm.raised


def _public(scene: Scene) -> bool:
    return scene.case.channel in PUBLIC_CHANNELS and bool(scene.case.reporter)


def _must_verify(scene: Scene) -> bool:
    flagged = "verify" in scene.category.flags and scene.case.channel in PUBLIC_CHANNELS
    return (flagged or scene.case.channel == "device") and scene.case.finding != "true"


def _found_otherwise(scene: Scene) -> bool:
    return scene.case.finding not in ("", "true")


def _has_master(scene: Scene) -> bool:
    known, wanted = scene.world.cases.get(scene.story.master), (scene.case.category, None)
    return known is not None and (known.category, known.master) == wanted and known.phase != "done"


def _returned_twice(scene: Scene) -> bool:
    return scene.case.returns_in_round >= scene.workflow.parameters["returns_limit"]


def _may_ask_return(scene: Scene) -> bool:
    return not scene.case.return_asked and scene.case.chosen_by != "designation"


def _assist_open(scene: Scene) -> bool:
    return any(not assist.answered for assist in scene.case.assists.values())


def _supervised(scene: Scene) -> bool:
    return scene.case.supervisions > 0


def _street_urged(scene: Scene) -> bool:
    return scene.case.supervised_by_street


def _late(scene: Scene) -> bool:
    handle = scene.case.clock("handle")
    return handle is not None and (handle.has_run_out(scene.at) or scene.has("slow"))


def _penalty_decided(scene: Scene) -> bool:
    return not scene.case.children


def _no_order(scene: Scene) -> bool:
    return scene.case.order is None


def _untold(scene: Scene) -> bool:
    return bool(untold(scene))


def _untold_before_transfer(scene: Scene) -> bool:
    return scene.has("transferred") and _untold(scene)


def _chief_untold(scene: Scene) -> bool:
    case = scene.case
    told = any(
        contact.purpose == "inform"
        and contact.subject in case.reported_by
        and (case.last_check_at is None or contact.at >= case.last_check_at)
        for contact in case.contacts
    )
    return case.channel == "river_chief" and not told


def _called_back(scene: Scene) -> bool:
    return any(contact.purpose == "callback" for contact in scene.case.contacts)


def _may_rate(scene: Scene) -> bool:
    clock = scene.case.clock("rating")
    return bool(scene.case.reporter) and clock is not None and not clock.has_run_out(scene.at)


def _to_call(scene: Scene) -> bool:
    """Whoever did not rate, and whoever rated badly, as long as nobody reached him since."""
    case = scene.case
    if case.rating is None:
        return bool(case.reporter) and not _called_back(scene)
    since = case.rated_at
    reached = (made.at for made in case.contacts if made.purpose == "callback" and made.reached)
    return case.rating <= UNHAPPY and not any(since is None or at >= since for at in reached)


_asked = asked("reopen")


def _not(holds: Holds) -> Holds:
    return lambda scene: not holds(scene)


def _working() -> Iterable[Habit]:
    """What happens in handling and rework alike, before the work is reported."""
    yield from while_working()
    yield Habit("note", hurried(20, 90), chance=0.45, once=True, kind="on_site")
    yield Habit("notify_authority", wall(3, 12), when="danger")
    yield Habit("note", wall(10, 40), when="fenced", kind="interim_measure")
    yield Habit("reassign", hurried(30, 120), when="reassigned")
    yield Habit("request_assist", hurried(15, 90), when="joint")
    yield Habit("answer_assist", share("handle", 0.5, 0.8), when="late_assist", holds=_assist_open)
    yield Habit("answer_assist", share("handle", 0.1, 0.35), holds=_assist_open)
    yield Habit("dissuade", hurried(20, 60), when="dissuaded")
    yield Habit("supervise", office(30, 240), when="chief_urges", kind="chief")
    yield Habit("answer_supervision", office(60, 300), holds=_supervised)
    yield Habit("escalate_district", office(60, 400), when="district", holds=_street_urged)
    yield Habit("serve_order", hurried(20, 120), when="order", holds=_no_order)
    yield Habit("add_material", share("handle", 0.2, 0.6), when="urging")
    yield Habit("supervise", past("handle", 20, 200), when="supervised", holds=_late)
    yield Habit("escalate", office(30, 120), when="escalated")


def _afterwards() -> Iterable[Habit]:
    """What follows an end, of either kind."""
    yield Habit("rate", daytime(60, 4000), chance=0.45, once=True, holds=_may_rate)
    yield Habit("contact", days(1, 3), holds=_to_call, kind="callback")
    yield Habit("evaluate", days(1, 4))


STREET: Plan = {
    "reported": (
        Habit("alarm_again", wall(25, 80), when="recovers"),
        Habit("clear_lead", wall(16, 25), when="goes", holds=_normal),
        Habit("merge", office(8, 60), when="repeat", holds=_has_master),
        Habit("contact", office(4, 45), chance=0.85, once=True, holds=_public, kind="first_response"),
        Habit("resolve_on_spot", wall(4, 25), when="on_spot"),
        Habit("ask_reporter", office(8, 50), when="supplement"),
        Habit("withdraw", daytime(20, 200), when="withdrawn"),
        Habit("reclassify", office(10, 60), when="reclassified"),
        Habit("order_verification", office(5, 50), when="verified"),
        Habit("decline", office(10, 90), when="declined"),
        Habit("order_verification", office(5, 50), holds=_must_verify),
        Habit("file", office(6, 100)),
    ),
    "awaiting_reporter": (
        Habit("decline", past("supplement", 20, 300), when="silent"),
        Habit("supplement", daytime(60, 1500)),
    ),
    "verifying": (Habit("answer_verification", office(15, 150)),),
    "verified": (
        Habit("decline", office(8, 60), holds=_found_otherwise),
        Habit("file", office(5, 70)),
    ),
    "filed": (
        Habit("merge", office(8, 40), when="late_repeat", holds=_has_master),
        Habit("refer_dispute", office(10, 60), holds=_returned_twice),
        Habit("contact", office(10, 60), holds=_untold_before_transfer, kind="inform"),
        Habit("transfer", office(20, 120), when="transferred", holds=all_told),
        Habit("dispatch", office(4, 55)),
    ),
    "dispatched": (
        Habit("request_return", office(15, 100), when="wrong_unit", holds=_may_ask_return),
        Habit("sign", hurried(5, 110)),
    ),
    "returned": (
        Habit("refuse_return", office(20, 200), when="return_refused"),
        Habit("approve_return", office(15, 220)),
    ),
    "coordinating": (Habit("designate", office(90, 600)),),
    "handling": (*_working(), *MORE_TIME, Habit("report_done", share("handle", 0.2, 0.95))),
    "rework": (*_working(), Habit("report_done", share("handle", 0.2, 0.9), kind="rework")),
    "suspended": RESTING,
    "ordered": (
        Habit("miss_correction", after_term(20, 200), when="missed"),
        Habit("miss_correction", wall(12, 28), when="refused", kind="refused"),
        Habit("withdraw_order", office(60, 400), when="order_withdrawn"),
        Habit("confirm_correction", after_term(-10, 60)),
    ),
    "uncorrected": (
        Habit("open_penalty", office(60, 300), when="punished"),
        Habit("escalate_district", office(60, 400), when="district", holds=_street_urged),
        Habit("withdraw_order", office(60, 400), when="order_withdrawn_late"),
        Habit("confirm_correction", days(1, 3), when="corrected_late"),
    ),
    "penalising": (
        Habit("serve_order_again", days(1, 2), when="ordered_again", holds=_penalty_decided),
        Habit("confirm_correction", days(1, 2), holds=_penalty_decided, kind="after_penalty"),
    ),
    "with_district": (
        Habit("district_return", days(2, 5), when="district_returns"),
        Habit("district_reply", days(2, 6)),
    ),
    "handled": (
        Habit("send_back", office(8, 60), when="desk_back"),
        Habit("assign_check", for_assignment(4, 80)),
    ),
    "checking": (
        Habit("change_checker", office(5, 40), when="checker_changed"),
        Habit("fail_check", for_check(25, 200), when="false_done"),
        Habit("fail_check", office(5, 60), holds=peak_missed, kind="peak_missed"),
        Habit("pass_check", for_check(20, 210)),
    ),
    "checked": (
        Habit("contact", office(5, 60), holds=_untold, kind="inform"),
        Habit("contact", office(5, 60), holds=_chief_untold, kind="inform_chief"),
        Habit("answer_supervision", office(20, 120), holds=_supervised),
        Habit("close", office(5, 200), holds=all_told),
    ),
    "closed": (*WHEN_ENDED, *_afterwards()),
    "force_closed": (*WHEN_ENDED, *_afterwards()),
    "evaluated": (
        *WHEN_ENDED[:2],
        Habit("refuse_request", office(30, 300), when="reopen_refused", holds=_asked),
        Habit("reopen", office(30, 300), holds=_asked),
        Habit("request_reopen", days(3, 9), when="relapse"),
    ),
    "declined": (
        Habit("reconsider", office(30, 300), holds=_asked),
        Habit("request_reopen", days(1, 4), when="reconsidered"),
    ),
    "merged": (Habit("unmerge", days(1, 2), when="unmerged"),),
}
