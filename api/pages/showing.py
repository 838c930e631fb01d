"""Facts, deadlines and moves as a page shows them: names in the reader's language, moments in the office's time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from api.asking import Asked
from api.case_view import View
from api.disclosed import not_shown
from api.naming import Naming
from api.pages.moments import shown_due, shown_moment
from api.pages.spelling import Speller
from api.pages.texts import text_of
from domain.envelope import Event

TAKEN_OVER = ("label", "left", "overdue", "lapsed", "estimated", "called", "cite", "calendar", "why")
"""What a page shows of a deadline as the interface says it."""


def history_shown(
    view: View, speller: Speller, asked: Asked, facts: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The facts, the latest first."""
    wording, zone = view.wording, asked.services.zone
    by_position = {event.envelope.position: event for event in view.events}
    return [
        {
            "position": fact["position"],
            "label": fact["label"],
            "move": wording.of("moves", fact["move"]),
            "source": wording.of("states", fact["from"]),
            "target": wording.of("states", fact["to"]),
            "actor": _actor(speller.naming, fact["actor"], fact["role"], asked),
            "principal": _principal(speller.naming, fact["on_behalf_of"]),
            "occurred": shown_moment(by_position[fact["position"]].envelope.occurred_at, zone),
            "recorded": shown_moment(by_position[fact["position"]].envelope.recorded_at, zone),
            "fields": speller.fields(fact["topic"], fact["payload"]),
            "corrections": [_correction(one, speller.naming, asked) for one in fact["corrections"]],
            "clocks": _effects(by_position[fact["position"]], view, asked) if fact["clocks"] else [],
        }
        for fact in sorted(facts, key=lambda fact: -int(fact["position"]))
    ]


def _correction(one: Mapping[str, Any], naming: Naming, asked: Asked) -> str:
    """Which field, what stood there before, and which two persons say otherwise."""
    words = not_shown(one["old"])
    said = text_of(words, asked.language) if words else one["old"] or "—"
    by = naming.person(one["by"]) if isinstance(one["by"], str) else ""
    colon, and_so = (text_of(sign, asked.language) for sign in ("colon", "separator"))
    people = and_so.join(filter(None, (by, naming.person(one["second"]))))
    when = shown_moment(datetime.fromisoformat(one["at"]), asked.services.zone)
    return f"{one['label']}{colon}{text_of('said_before', asked.language)}{colon}{said} · {people} · {when}"


def _principal(naming: Naming, principal: Any) -> str:
    """Whom it was done for; the role alone of who stays anonymous."""
    if isinstance(principal, Mapping):
        return naming.wording.of("roles", "reporter")
    return naming.person(principal) if principal else ""


def _actor(naming: Naming, actor: Any, role: str, asked: Asked) -> str:
    """Who did it and in which role; once where both are called the same, as of the system."""
    role = naming.wording.of("roles", role)
    person = naming.person(actor) if isinstance(actor, str) else role
    opening, closing = (text_of(sign, asked.language) for sign in ("open_bracket", "close_bracket"))
    return person if role in ("", person) else f"{person}{opening}{role}{closing}"


def _effects(event: Event, view: View, asked: Asked) -> list[str]:
    told = []
    for effect in event.envelope.clocks:
        name = view.wording.of("clocks", effect.clock)
        what = view.wording.of("effects", effect.effect)
        due = f" → {shown_due(effect.due_at, asked.services.zone)}" if effect.due_at else ""
        told.append(f"{name} {what}{due}")
    return told


def deadlines_shown(
    view: View, naming: Naming, asked: Asked, deadlines: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The deadlines that are not over, each with why it is due then."""
    zone = asked.services.zone
    shown = []
    for one in deadlines:
        if one["ended_at"] or not one["due_at"]:
            continue
        shown.append(
            {
                **{name: one[name] for name in TAKEN_OVER},
                "key": naming.assist(one["key"]),
                "was": [_was(change, zone) for change in one["changes"]],
                "due": shown_due(datetime.fromisoformat(one["due_at"]), zone),
                "paused": one["paused_at"] is not None,
                "started": shown_moment(datetime.fromisoformat(one["started_at"]), zone),
                "limit": one["limit"]["label"] or "—",
                "basis": one["basis_label"],
                "pauses": [_pause(pause, asked) for pause in one["pauses"]],
            }
        )
    return shown


def _was(change: Mapping[str, Any], zone: ZoneInfo) -> str:
    """A moment it was due before, and what changed that."""
    old = shown_due(datetime.fromisoformat(change["old_due_at"]), zone)
    return f"{old} {change['label']}{' · ' + change['cause_label'] if change['cause_label'] else ''}"


def _pause(pause: Mapping[str, Any], asked: Asked) -> str:
    zone = asked.services.zone
    begun = shown_moment(datetime.fromisoformat(pause["from"]), zone)
    until = pause["until"]
    ended = (
        shown_due(datetime.fromisoformat(until), zone) if until else text_of("still_paused", asked.language)
    )
    return f"{begun} – {ended}{_why(pause, asked)}"


def _why(pause: Mapping[str, Any], asked: Asked) -> str:
    """What let the clock rest, who decided it, on which ground, what is safe meanwhile, and what it gave."""
    cause, later, language = pause["cause"], pause["later"], asked.language
    interim = cause.get("interim")
    told = (
        ("", cause["label"]),
        ("ground", cause.get("ground_label")),
        ("approver", cause["approver_label"] if "ground" in cause else ""),
        ("interim", interim if isinstance(interim, str) else ""),
        ("later", later["label"] if later else ""),
    )
    colon = text_of("colon", language)
    parts = [f"{text_of(key, language)}{colon}{value}" if key else value for key, value in told if value]
    mark = {name: text_of(name, language) for name in ("open_bracket", "semicolon", "close_bracket")}
    return mark["open_bracket"] + mark["semicolon"].join(parts) + mark["close_bracket"]
