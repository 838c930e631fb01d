"""The habits of a dispute, from the application to the archive or whichever way it ends."""

from __future__ import annotations

from datetime import datetime, timedelta

from api.demo.habits import Habit, Plan
from api.demo.story import Scene
from api.demo.waits import days, daytime, office, wall


def without_will(scene: Scene) -> list[str]:
    """Parties who have not said whether they want to be mediated."""
    return [party for party in scene.case.parties if party not in scene.case.mediation.wills]


def without_notice(scene: Scene) -> list[str]:
    """Parties who were not served the notice of their rights."""
    return [party for party in scene.case.parties if party not in scene.case.mediation.notices]


def not_called(scene: Scene) -> list[str]:
    """Parties who were not called back after performance."""
    called = {made.subject for made in scene.case.contacts if made.purpose == "callback"}
    return [party for party in scene.case.parties if party not in called]


def _tries(scene: Scene) -> int:
    silent = scene.case.parties[-1]
    return sum(made.subject == silent and not made.reached for made in scene.case.contacts)


def _will_missing(scene: Scene) -> bool:
    return len(without_will(scene)) > (1 if scene.has("silent_party") else 0)


def _still_silent(scene: Scene) -> bool:
    return scene.has("silent_party") and _tries(scene) < 2


def _all_agreed(scene: Scene) -> bool:
    wills = scene.case.mediation.wills
    return all(wills.get(party) == "agreed" for party in scene.case.parties)


def _refused(scene: Scene) -> bool:
    return "refused" in scene.case.mediation.wills.values()


def _notice_missing(scene: Scene) -> bool:
    return bool(without_notice(scene))


def _met(scene: Scene) -> bool:
    return scene.case.mediation.meetings > 0


def _met_and_agreed(scene: Scene) -> bool:
    return _met(scene) and _all_agreed(scene)


def _to_meet(scene: Scene) -> bool:
    return scene.case.mediation.meetings < (2 if scene.story.draws("second meeting", 0.4) else 1)


def _wants_court(scene: Scene) -> bool:
    return scene.has("confirmed") or scene.has("rejected")


def _rejected(scene: Scene) -> bool:
    return scene.case.mediation.ruling == "rejected"


def _uncalled(scene: Scene) -> bool:
    return bool(not_called(scene))


def _revisit_due(scene: Scene) -> bool:
    clock = scene.case.clock("revisit")
    return clock is not None and clock.has_run_out(scene.at)


REVISIT = Habit("rate_risk", office(5, 90), holds=_revisit_due, kind="again")


def _may_rate(scene: Scene) -> bool:
    clock = scene.case.clock("rating")
    return bool(scene.case.reporter) and clock is not None and not clock.has_run_out(scene.at)


def _after_due(scene: Scene) -> datetime:
    """Some time after the last day of the agreement."""
    clock, moments = scene.case.clock("perform"), scene.world.moments
    late = max(scene.at, clock.due_at) if clock else scene.at
    return moments.office(late, scene.dice.uniform(10, 300))


def _before_due(scene: Scene) -> datetime:
    """Some time before the last day of the agreement."""
    clock, moments = scene.case.clock("perform"), scene.world.moments
    left = max(clock.due_at - scene.at, timedelta()) if clock else timedelta()
    return moments.office(scene.at + left * scene.dice.uniform(0.4, 0.95), 5)


DISPUTE: Plan = {
    "applied": (
        Habit("decline", office(30, 300), when="declined"),
        Habit("refer", office(60, 400), when="referred"),
        Habit("rate_risk", office(10, 60), chance=0.5, once=True, kind="first"),
        Habit("ask_consent", office(30, 500)),
    ),
    "consent_pending": (
        Habit("record_refusal", office(60, 700), when="refuses"),
        Habit("end_mediation", office(60, 500), holds=_refused, kind="party_refused"),
        Habit("record_consent", office(30, 500), holds=_will_missing),
        Habit("contact", days(1, 1), holds=_still_silent, kind="try"),
        Habit("accept", office(20, 200)),
    ),
    "accepted": (
        Habit("give_notice", office(10, 90), holds=_notice_missing),
        Habit("assign_mediator", office(20, 300)),
    ),
    "mediating": (
        REVISIT,
        Habit("give_notice", office(10, 90), holds=_notice_missing),
        Habit("notify_authority", wall(3, 15), when="threat", holds=_met),
        Habit("rate_risk", wall(5, 30), when="red", holds=_met, kind="red"),
        Habit("note", office(30, 200), when="objected", kind="mediator_objected"),
        Habit("change_mediator", office(30, 300), when="mediator_changed"),
        Habit("pause", days(1, 2), when="paused", holds=_met_and_agreed),
        Habit("invite", office(60, 400), when="invited", holds=_all_agreed),
        Habit("extend", days(12, 17), when="extended", holds=_all_agreed),
        Habit("record_refusal", days(1, 3), when="refuses_later", holds=_met),
        Habit("end_mediation", office(60, 800), holds=_refused, kind="party_refused"),
        Habit("hold_meeting", days(1, 4), holds=_to_meet),
        Habit("end_mediation", days(1, 4), when="fails", kind="failed"),
        Habit("reach_agreement", days(1, 3)),
    ),
    "paused": (Habit("go_on", days(4, 8)),),
    "performing": (
        REVISIT,
        Habit("apply_confirmation", days(1, 6), holds=_wants_court),
        Habit("mediate_again", days(1, 3), holds=_rejected, kind="rejected"),
        Habit("note", days(1, 4), chance=0.25, once=True, kind="part_performed"),
        Habit("breach", _after_due, when="breaches"),
        Habit("perform", _before_due),
    ),
    "confirming": (
        REVISIT,
        Habit("record_ruling", days(5, 10), when="rejected", kind="rejected"),
        Habit("record_ruling", days(5, 10), when="confirmed", kind="confirmed"),
    ),
    "breached": (
        REVISIT,
        Habit("promise_again", days(1, 3), when="promises"),
        Habit("refer_breach", days(2, 5), when="sued"),
        Habit("perform", days(1, 5), kind="late"),
    ),
    "performed": (
        REVISIT,
        Habit("contact", days(1, 4), holds=_uncalled, kind="callback"),
        Habit("close", office(60, 900)),
    ),
    "closed": (Habit("rate", daytime(300, 8000), chance=0.4, once=True, holds=_may_rate),),
    "terminated": (Habit("mediate_again", days(4, 8), when="tries_again", kind="party_asked"),),
}
