"""A legal move as a form, with what was typed and what was wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import FormData

from api.asking import Asked
from api.choices import Desk
from api.offer_view import offers_body
from api.pages.frame import Missing
from domain.declaration import declared
from domain.facts import BY_TOPIC
from domain.offers import Offer

PERSONAL = 2
SHORT = frozenset({"reporter_name", "reporter_phone", "door", "party_name", "party_id_no"})
"""Personal, but no more than a line."""


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What somebody sent for one move, when it was refused: kept, so that nothing is typed twice."""

    move: str = ""
    form: FormData | None = None
    key: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    def texts(self) -> Missing:
        """The single values that were sent."""
        sent = self.form.multi_items() if self.form else []
        return Missing({name: value for name, value in sent if isinstance(value, str)})

    def lists(self) -> Mapping[str, Any]:
        """Every value of each name."""
        found = Missing()
        for name, value in self.form.multi_items() if self.form else []:
            found.setdefault(name, []).append(value)
        return found


def move_forms(
    ask: Asked, desk: Desk, offers: Iterable[Offer], typed: Typed, action: str
) -> tuple[list[dict[str, Any]], list[Mapping[str, Any]]]:
    """Forms of the legal moves, and the refused moves as data."""
    offers = tuple(offers)
    body = offers_body(desk, offers)
    forms = [_form(ask, desk, offer, typed, action) for offer in body["allowed"]]
    return forms, body["refused"]


def _form(ask: Asked, desk: Desk, offer: dict[str, Any], typed: Typed, action: str) -> dict[str, Any]:
    mine = typed if typed.move == offer["move"] else Typed()
    here = desk.case.state if desk.case else ""
    communities = [
        {"value": key, "label": desk.wording.unit(ask.office, key)}
        for key, unit in sorted(ask.office.units.items())
        if unit.kind == "community" and unit.active
    ]
    return {
        "move": offer["move"],
        "label": offer["label"],
        "to_label": offer["to_label"] if offer["to"] != here else "",
        "action": action.format(move=offer["move"]),
        "version": desk.case.version if desk.case else 0,
        "key": mine.key or ask.services.new_id(),
        "open": bool(mine.move),
        "fields": [{**one, "long": _is_long(offer["fact"], one["name"])} for one in offer["fields"]],
        "evidence": offer["evidence"],
        "open_rules": offer["open_rules"],
        "typed": mine.texts(),
        "lists": mine.lists(),
        "errors": Missing(mine.errors),
        "communities": communities,
    }


def _is_long(topic: str, name: str) -> bool:
    """What somebody tells in his own words gets room."""
    found = next((one for one in declared(BY_TOPIC[topic]) if one.name == name), None)
    return (
        found is not None and name not in SHORT and found.level is not None and found.level.level >= PERSONAL
    )
