"""What the moves of a dispute carry. Parties are called by number and letter; nothing is anybody's story."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from api.demo.dispute_habits import not_called, without_notice, without_will
from api.demo.field_work_fields import FIELD_WORK
from api.demo.filling import Fields, photos, say
from api.demo.habits import Habit
from api.demo.story import Scene, Story
from api.demo.world import World
from domain.codec import to_data

ROUTES = ["arbitration", "administrative", "court"]
LETTERS = "甲乙丙"


def application_fields(world: World, story: Story) -> dict[str, Any]:
    """The application that opens a dispute."""
    narrative = world.phrases.say("report", story.dice, story.category, place=story.place.address)
    fields: dict[str, Any] = {
        "channel": story.channel,
        "category": story.category,
        "narrative": narrative,
        "place": to_data(story.place),
        "door": f"演示楼 {story.dice.randint(1, 20)} 幢",
        "parties": list(story.parties),
        "party_names": [f"当事人 {story.number} {letter}" for letter in LETTERS[: len(story.parties)]],
        "reporter": story.parties[0],
    }
    if story.category == "dispute.reserved":
        fields["attributes"] = {"accepted_elsewhere": False}
    return fields


def _ask(scene: Scene, _: Habit) -> dict[str, Any]:
    return {"subject": scene.case.parties[0], "by": "phone", "reached": True, "text": say(scene, "consent")}


def _contact(scene: Scene, habit: Habit) -> dict[str, Any]:
    if habit.kind == "try":
        silent = scene.case.parties[-1]
        return {"subject": silent, "purpose": "consent", "reached": False, "text": say(scene, "unreached")}
    text = say(scene, "party_callback")
    called = {"subject": not_called(scene)[0], "purpose": "callback", "reached": True, "text": text}
    return {**called, "answer": "satisfied"}


def _will(kind: str) -> Fields:
    def fields(scene: Scene, _: Habit) -> dict[str, Any]:
        asked = without_will(scene)
        party = asked[0] if asked and kind == "consent" else scene.case.parties[-1]
        return {"party": party, "how": scene.dice.choice(("written", "oral")), "text": say(scene, kind)}

    return fields


def _assign(scene: Scene, _: Habit) -> dict[str, Any]:
    unit = scene.dice.choice(("mediation_committee", "justice"))
    mediator = scene.world.one("mediator", scene.dice, unit=unit)
    return {"unit": unit, "assignee": mediator, "chosen_by": scene.dice.choice(("parties", "rota"))}


def _change(scene: Scene, _: Habit) -> dict[str, Any]:
    apart = scene.case.mediation.interested | {scene.case.assignments["work"]}
    other = scene.world.one("mediator", scene.dice, unit=scene.case.unit, apart_from=apart)
    return {"assignee": other, "reason": "party_request"}


def _notice(scene: Scene, _: Habit) -> dict[str, Any]:
    return {"to": without_notice(scene)[0], "receipt": photos(scene, "record")[0]}


def _meeting(scene: Scene, _: Habit) -> dict[str, Any]:
    length = scene.dice.randint(40, 150)
    return {
        "started_at": (scene.at - timedelta(minutes=length)).isoformat(),
        "duration": length,
        "attended": list(scene.case.parties),
        "progress": "stuck" if scene.has("fails") else "closer",
        "record": photos(scene, "record")[0],
    }


def _pause(scene: Scene, _: Habit) -> dict[str, Any]:
    until = scene.world.moments.calendar.local(scene.at).date() + timedelta(days=scene.dice.randint(20, 45))
    return {"ground": "appraisal", "until": until.isoformat()}


def _invite(scene: Scene, _: Habit) -> dict[str, Any]:
    due = scene.world.moments.office(scene.at, 2000)
    return {"unit": scene.case.community, "task": say(scene, "invite"), "due_at": due.isoformat()}


def _extend(scene: Scene, _: Habit) -> dict[str, Any]:
    clock = scene.case.clock("mediate")
    due = (clock.due_at if clock else scene.at) + timedelta(days=20)
    return {"new_due_at": due.isoformat()}


def _end(scene: Scene, habit: Habit) -> dict[str, Any]:
    return {"reason": habit.kind, "explanation": say(scene, "mediation_end"), "routes_told": ROUTES}


def _agree(scene: Scene, _: Habit) -> dict[str, Any]:
    """Due within days when it is to be breached, so that one sees it within the simulation."""
    written = scene.has("confirmed") or scene.has("rejected") or scene.dice.random() < 0.8
    today = scene.world.moments.calendar.local(scene.at).date()
    within = (4, 8) if scene.has("breaches") else (8, 24)
    days = sorted(scene.dice.sample(range(*within), scene.dice.randint(1, 2)))
    return {
        "form": "written" if written else "oral",
        "effective_at": scene.at.isoformat(),
        "parties": list(scene.case.parties),
        "obligations": {f"{n}": say(scene, "obligation") for n in range(1, len(days) + 1)},
        "due_on": [(today + timedelta(days=day)).isoformat() for day in days],
        "sealed": written,
        "lawful": True,
        "text": photos(scene, "record")[0],
    }


def _to_court(scene: Scene, _: Habit) -> dict[str, Any]:
    return {"body": "court", "by": list(scene.case.parties), "received_at": scene.at.isoformat()}


def _ruling(scene: Scene, habit: Habit) -> dict[str, Any]:
    number = f"演示司确{scene.story.number:04d}号"
    return {"body": "court", "outcome": habit.kind, "doc_no": number, "text": photos(scene, "record")[0]}


def _perform(scene: Scene, habit: Habit) -> dict[str, Any]:
    return {"kind": "act" if scene.dice.random() < 0.5 else "pay", "files": photos(scene, "proof")}


def _breach(scene: Scene, _: Habit) -> dict[str, Any]:
    due = max(scene.case.mediation.due_on).isoformat()
    return {"obligation": say(scene, "breached"), "due_on": due, "cause": "date_passed"}


def _promise(scene: Scene, _: Habit) -> dict[str, Any]:
    day = scene.world.moments.calendar.local(scene.at).date() + timedelta(days=scene.dice.randint(6, 14))
    return {"new_due_at": scene.world.moments.at_hour(day, 17, 30).isoformat()}


def _refer_breach(scene: Scene, _: Habit) -> dict[str, Any]:
    confirmed = scene.case.mediation.ruling == "confirmed"
    route = "enforcement" if confirmed else "court"
    return {"body": "court", "route": route, "materials": say(scene, "transferred")}


def _close(scene: Scene, _: Habit) -> dict[str, Any]:
    return {
        "condition": "performed_and_called_back",
        "outcome": "performed",
        "summary": say(scene, "archive"),
        "public_summary": say(scene, "archive_public"),
    }


def _refer(scene: Scene, _: Habit) -> dict[str, Any]:
    return {"body": "court", "route": "court", "materials": say(scene, "court_way")}


def _decline(scene: Scene, _: Habit) -> dict[str, Any]:
    reason, text = scene.dice.choice(("excluded_matter", "legal_route")), say(scene, "wont_ask")
    return {"reason": reason, "explanation": text, "route": "administrative", "told": True}


def _risk(scene: Scene, habit: Habit) -> dict[str, Any]:
    weights = (6, 3, 1) if habit.kind == "first" else (8, 1, 0)
    level = "red" if habit.kind == "red" else scene.dice.choices(("green", "yellow", "orange"), weights)[0]
    return {"level": level, "basis": say(scene, "risk")}


def _rate(scene: Scene, _: Habit) -> dict[str, Any]:
    return {"score": scene.dice.choice((4, 5)), "solved": "yes"}


DISPUTE_FIELDS: Mapping[str, Fields] = {
    "note": FIELD_WORK["note"],
    "notify_authority": FIELD_WORK["notify_authority"],
    "decline": _decline,
    "refer": _refer,
    "ask_consent": _ask,
    "contact": _contact,
    "record_consent": _will("consent"),
    "record_refusal": _will("refusal"),
    "accept": lambda _, __: {"condition": "register_filled"},
    "assign_mediator": _assign,
    "change_mediator": _change,
    "give_notice": _notice,
    "hold_meeting": _meeting,
    "pause": _pause,
    "go_on": lambda _, __: {"cause": "ground_over"},
    "invite": _invite,
    "extend": _extend,
    "end_mediation": _end,
    "rate_risk": _risk,
    "reach_agreement": _agree,
    "apply_confirmation": _to_court,
    "record_ruling": _ruling,
    "perform": _perform,
    "breach": _breach,
    "promise_again": _promise,
    "refer_breach": _refer_breach,
    "mediate_again": lambda _, habit: {"cause": habit.kind},
    "close": _close,
    "rate": _rate,
}
