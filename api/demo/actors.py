"""Who takes a move: somebody of the right post, and never one who must be kept apart from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from api.demo.habits import Habit
from api.demo.story import Scene

DESK = "supervision_desk"
"""Whose shift leaders and checkers are the usual ones; others take turns or help out."""
Who = Callable[[Scene, Habit], str]


def _of(role: str, unit: str = "") -> Who:
    return lambda scene, _: scene.world.one(role, scene.dice, unit=unit)


def _in_unit(role: str) -> Who:
    return lambda scene, _: scene.world.one(role, scene.dice, unit=scene.case.unit)


def _signer(scene: Scene, _: Habit) -> str:
    return scene.case.assignments.get("work") or scene.world.one("handler", scene.dice, unit=scene.case.unit)


def _assigned(what: str) -> Who:
    return lambda scene, _: scene.case.assignments[what]


def _finder(scene: Scene, _: Habit) -> str:
    return min(scene.case.reported_by)


def _reporter_or_intake(scene: Scene, _: Habit) -> str:
    if scene.case.reporter and scene.case.channel in ("app", "web"):
        return scene.case.reporter
    return scene.world.one("intake", scene.dice)


def _reporter(scene: Scene, _: Habit) -> str:
    return scene.case.reporter or scene.world.one("callback", scene.dice)


def _reopener(scene: Scene, _: Habit) -> str:
    return scene.case.reporter or scene.world.one("supervisor", scene.dice)


def _approver(scene: Scene, _: Habit) -> str:
    """Who may decide on what was asked: the lowest who is high enough, and had no hand in it."""
    case, request = scene.case, scene.case.request
    apart = case.hands | case.dispatchers | case.checkers | (request.persons if request else frozenset())
    kind = request.kind if request else ""
    if kind == "exclusion":
        return scene.world.one("supervisor", scene.dice, apart_from=apart)
    first = kind == "extension" and not case.extended and "engineering" not in scene.category.flags
    return scene.world.one("shift_leader" if first else "deputy", scene.dice, apart_from=apart)


def _refuser(scene: Scene, habit: Habit) -> str:
    request = scene.case.request
    reopening = request is not None and request.kind == "reopen"
    return (_reopening if reopening else _approver)(scene, habit)


def _closer(scene: Scene, _: Habit) -> str:
    case = scene.case
    apart = case.hands | case.dispatchers | case.checkers
    return scene.world.one("shift_leader", scene.dice, unit=DESK, apart_from=apart)


def _reopening(scene: Scene, _: Habit) -> str:
    case = scene.case
    apart = case.closers | case.hands | case.dispatchers | case.checkers
    free = [one for one in scene.world.holders("shift_leader", DESK) if one not in apart]
    return scene.dice.choice(free) if free else scene.world.one("deputy", scene.dice, apart_from=apart)


def _co_unit(scene: Scene, _: Habit) -> str:
    asked = next(assist for assist in scene.case.assists.values() if not assist.answered)
    return scene.world.one("handler", scene.dice, unit=asked.unit)


def _supervising(scene: Scene, habit: Habit) -> str:
    if habit.kind == "chief":
        return scene.world.one("river_chief", scene.dice, unit="leadership")
    return scene.world.one(scene.dice.choice(("supervisor", "deputy", "leader")), scene.dice)


def _caller(scene: Scene, habit: Habit) -> str:
    if scene.story.workflow == "mediation":
        role = "committee" if habit.kind == "try" else "callback"
    else:
        role = "intake" if habit.kind == "first_response" else "callback"
    return scene.world.one(role, scene.dice, apart_from=scene.case.hands)


def _dissuader(scene: Scene, habit: Habit) -> str:
    if scene.story.workflow == "mediation":
        return scene.case.assignments["work"]
    return _signer(scene, habit)


def _officer(scene: Scene, _: Habit) -> str:
    return scene.world.one("officer", scene.dice)


def _committee_for_close(scene: Scene, _: Habit) -> str:
    return scene.world.one("committee", scene.dice, apart_from=scene.case.hands)


STREET_WHO: Mapping[str, Who] = {
    "merge": lambda scene, habit: scene.world.one(
        "dispatcher" if habit.when == "late_repeat" else "intake", scene.dice
    ),
    "contact": _caller,
    "resolve_on_spot": _finder,
    "alarm_again": _finder,
    "clear_lead": _finder,
    "ask_reporter": _of("intake"),
    "supplement": _reporter_or_intake,
    "withdraw": _reporter_or_intake,
    "reclassify": _of("intake"),
    "order_verification": _of("intake"),
    "answer_verification": _assigned("verification"),
    "decline": _of("shift_leader", DESK),
    "file": _of("intake"),
    "refer_dispute": _of("dispatcher"),
    "transfer": _of("dispatcher"),
    "dispatch": _of("dispatcher"),
    "request_return": _in_unit("unit_head"),
    "sign": _in_unit("handler"),
    "refuse_return": _of("shift_leader", DESK),
    "approve_return": _of("shift_leader", DESK),
    "designate": _of("deputy"),
    "note": _dissuader,
    "notify_authority": _signer,
    "dissuade": lambda scene, _: scene.world.one("river_chief", scene.dice, unit=scene.case.community),
    "reassign": _of("dispatcher"),
    "request_assist": _in_unit("unit_head"),
    "answer_assist": _co_unit,
    "supervise": _supervising,
    "answer_supervision": _in_unit("unit_head"),
    "escalate": _in_unit("unit_head"),
    "escalate_district": _of("river_office"),
    "district_reply": _of("district"),
    "district_return": _of("district"),
    "serve_order": _officer,
    "confirm_correction": _officer,
    "miss_correction": _officer,
    "withdraw_order": _in_unit("unit_head"),
    "open_penalty": _of("unit_head", "enforcement"),
    "serve_order_again": _officer,
    "add_material": _reporter_or_intake,
    "report_done": _signer,
    "send_back": _of("dispatcher"),
    "assign_check": _of("shift_leader", DESK),
    "change_checker": _of("intake"),
    "fail_check": _assigned("check"),
    "pass_check": _assigned("check"),
    "close": _closer,
    "rate": _reporter,
    "evaluate": _of("supervisor"),
    "request_reopen": _reopener,
    "refuse_request": _refuser,
    "request_extension": _in_unit("unit_head"),
    "grant_extension": _approver,
    "request_suspension": _in_unit("unit_head"),
    "grant_suspension": _approver,
    "resume": _in_unit("unit_head"),
    "request_forced_closure": _in_unit("unit_head"),
    "force_close": _approver,
    "request_exclusion": _in_unit("unit_head"),
    "exclude": _approver,
    "reopen": _reopening,
    "reconsider": _of("deputy"),
    "unmerge": _of("shift_leader", DESK),
}

DISPUTE_WHO: Mapping[str, Who] = {
    **dict.fromkeys(
        ("decline", "refer", "ask_consent", "record_consent", "accept", "assign_mediator", "change_mediator"),
        _of("committee"),
    ),
    **dict.fromkeys(
        ("apply_confirmation", "record_ruling", "refer_breach", "mediate_again"), _of("committee")
    ),
    **dict.fromkeys(
        (
            "hold_meeting",
            "note",
            "invite",
            "pause",
            "go_on",
            "extend",
            "reach_agreement",
            "perform",
            "breach",
        ),
        _assigned("work"),
    ),
    "promise_again": _assigned("work"),
    "notify_authority": _assigned("work"),
    "rate_risk": _of("committee"),
    "record_refusal": _of("committee"),
    "give_notice": _of("committee"),
    "end_mediation": _of("committee"),
    "contact": _caller,
    "close": _committee_for_close,
    "rate": _reporter,
}


def actor_of(scene: Scene, habit: Habit) -> str:
    """Who takes this move in this case."""
    who = DISPUTE_WHO if scene.story.workflow == "mediation" else STREET_WHO
    return who[habit.move](scene, habit)


def principal_of(scene: Scene, habit: Habit) -> str | None:
    """For whom the actor stands in: the party who asks for another mediation."""
    return scene.case.parties[0] if habit.mark == "mediate_again.party_asked" else None
