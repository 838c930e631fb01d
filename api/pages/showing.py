"""Facts, deadlines and moves as a page shows them: names in the reader's language, moments in the office's time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from api.asking import Asked
from api.case_view import View
from api.pages.moments import shown_due, shown_moment
from api.pages.texts import text_of
from api.wording import Wording
from domain.declaration import declared
from domain.envelope import Event
from domain.facts import BY_TOPIC
from domain.office import Office

PERSONS = frozenset(
    {
        "reporter",
        "person",
        "assignee",
        "verifier",
        "checker",
        "officers",
        "parties",
        "party",
        "subject",
        "attended",
        "to",
    }
)
UNITS = frozenset({"unit", "from_unit", "community", "units_heard"})
LABELLED = {
    "category": "categories",
    "new": "categories",
    "old": "categories",
    "condition": "conditions",
    "act": "acts",
    "clock": "clocks",
    "slot": "slots",
}
TAKEN_OVER = ("label", "key", "left", "overdue", "lapsed", "estimated", "called", "cite", "calendar", "why")
"""What a page shows of a deadline as the interface says it."""
SPELLED = frozenset({"limit_profile"})
"""Fields of words that have names although the fact lists none."""


class Shown(NamedTuple):
    """One line of a description list."""

    name: str
    value: str
    hidden: bool = False
    url: str = ""


class Speller:
    """Spells values of facts out for one reader."""

    def __init__(self, asked: Asked, wording: Wording, case_id: str) -> None:
        self._asked, self._wording, self._case_id = asked, wording, case_id
        self._office: Office = asked.office

    def fields(self, topic: str, payload: Mapping[str, Any]) -> list[Shown]:
        """The fields of a fact, in the order they were declared."""
        listed = {field.name: bool(field.listed) for field in declared(BY_TOPIC[topic])}
        return [
            line
            for name, value in payload.items()
            if value not in (None, "", [], {})
            for line in self._lines(topic, name, value, listed.get(name, False))
        ]

    def _lines(self, topic: str, name: str, value: Any, listed: bool) -> list[Shown]:
        """One line, or one for each file with the way to its bytes."""
        files = value if isinstance(value, list) else [value]
        if not all(isinstance(file, Mapping) and "sha256" in file for file in files):
            return [self._line(topic, name, value, listed)]
        label = self._wording.field(topic, name)
        way = f"/api/v1/files/{{}}?case={self._case_id}"
        return [Shown(label, self._record(file), url=way.format(file["id"])) for file in files]

    def _line(self, topic: str, name: str, value: Any, listed: bool) -> Shown:
        label = self._wording.field(topic, name)
        if isinstance(value, Mapping) and set(value) == {"hidden"}:
            return Shown(label, text_of(f"hidden_{value['hidden']}", self._asked.language), hidden=True)
        return Shown(label, self.value(name, value, listed))

    def value(self, name: str, value: Any, listed: bool = False) -> str:
        """One value in words."""
        if isinstance(value, list):
            return text_of("separator", self._asked.language).join(
                self.value(name, item, listed) for item in value
            )
        if isinstance(value, bool):
            return text_of("yes" if value else "no", self._asked.language)
        if isinstance(value, Mapping):
            return self._record(value)
        if not isinstance(value, str):
            return str(value)
        if listed or name in SPELLED:
            return self._wording.value(name, value)
        if name in PERSONS:
            return self._wording.person(self._office, value)
        if name in UNITS:
            return self._wording.unit(self._office, value)
        return self._wording.of(LABELLED[name], value) if name in LABELLED else self._moment(value)

    def _record(self, value: Mapping[str, Any]) -> str:
        if "sha256" in value:
            slot = self._wording.of("slots", str(value.get("slot", "")))
            at = self._moment(str(value.get("taken_at", "")))
            return " ".join(filter(None, (slot, value.get("media_type"), at, value["sha256"][:12])))
        if "lat_deg" in value or "address" in value:
            parts = [value.get("address"), self._wording.unit(self._office, str(value.get("community", "")))]
            point = [str(value[part]) for part in ("lat_deg", "lon_deg") if part in value]
            return " ".join(filter(None, [*parts, ", ".join(point)]))
        named = ((self._wording.of("conditions", key), item) for key, item in value.items())
        colon, semicolon = (text_of(sign, self._asked.language) for sign in ("colon", "semicolon"))
        return semicolon.join(f"{name}{colon}{self.value('', item)}" for name, item in named)

    def _moment(self, text: str) -> str:
        """A text that is a moment is shown in the office's time."""
        if len(text) < 20 or not text.endswith("Z"):
            return text
        try:
            return shown_moment(datetime.fromisoformat(text), self._asked.services.zone)
        except ValueError:
            return text


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
            "source": wording.of("states", fact["from"]) if fact["from"] != "new" else "—",
            "target": wording.of("states", fact["to"]),
            "actor": _actor(view, fact["actor"], fact["role"], asked),
            "principal": _principal(view, fact["on_behalf_of"], asked),
            "occurred": shown_moment(by_position[fact["position"]].envelope.occurred_at, zone),
            "recorded": shown_moment(by_position[fact["position"]].envelope.recorded_at, zone),
            "fields": speller.fields(fact["topic"], fact["payload"]),
            "clocks": _effects(by_position[fact["position"]], view, asked) if fact["clocks"] else [],
        }
        for fact in sorted(facts, key=lambda fact: -int(fact["position"]))
    ]


def _principal(view: View, principal: Any, asked: Asked) -> str:
    """Whom it was done for; the role alone of who stays anonymous."""
    if isinstance(principal, Mapping):
        return view.wording.of("roles", "reporter")
    return view.wording.person(asked.office, principal) if principal else ""


def _actor(view: View, actor: Any, role: str, asked: Asked) -> str:
    named = view.wording.of("roles", role)
    if not isinstance(actor, str):
        return named
    opening, closing = (text_of(sign, asked.language) for sign in ("open_bracket", "close_bracket"))
    return f"{view.wording.person(asked.office, actor)}{opening}{named}{closing}"


def _effects(event: Event, view: View, asked: Asked) -> list[str]:
    told = []
    for effect in event.envelope.clocks:
        name = view.wording.of("clocks", effect.clock)
        what = view.wording.of("effects", effect.effect)
        due = f" → {shown_due(effect.due_at, asked.services.zone)}" if effect.due_at else ""
        told.append(f"{name} {what}{due}")
    return told


def deadlines_shown(view: View, asked: Asked, deadlines: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The deadlines that are not over, each with why it is due then."""
    zone = asked.services.zone
    shown = []
    for one in deadlines:
        if one["ended_at"] or not one["due_at"]:
            continue
        shown.append(
            {
                **{name: one[name] for name in TAKEN_OVER},
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
        shown_moment(datetime.fromisoformat(until), zone)
        if until
        else text_of("still_paused", asked.language)
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
