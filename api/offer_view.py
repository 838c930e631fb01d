"""The moves of a case for one person: what may be done now with what it must carry, and why the rest may not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from api.choices import Choice, Desk, choices_of, keys_of, slots_of
from domain.definition import NEW
from domain.offers import Offer, OfferedField
from domain.rules import RULES

EVERY_ANSWER = "checklist_complete"
"""The rule that asks for an answer to each question, a no among them, instead of ticks."""


def offers_body(desk: Desk, offers: Iterable[Offer]) -> dict[str, Any]:
    """Legal moves with their fields; all others with the refusal in words and who may."""
    offers = tuple(offers)
    return {
        "state": desk.case.state if desk.case else NEW,
        "version": desk.case.version if desk.case else 0,
        "allowed": [_allowed(desk, offer) for offer in offers if offer.allowed],
        "refused": [_refused(desk, offer) for offer in offers if not offer.allowed],
    }


def _allowed(desk: Desk, offer: Offer) -> dict[str, Any]:
    return {
        "move": offer.move,
        "label": desk.wording.of("moves", offer.move),
        "fact": offer.fact,
        "to": offer.target,
        "to_label": desk.wording.of("states", offer.target),
        "fields": [_field(desk, offer, field) for field in offer.fields],
        "needs_one_of": [name.split("|") for name in desk.workflow.moves[offer.move].requires if "|" in name],
        "evidence": [
            {"slot": slot, "label": desk.wording.of("slots", slot)} for slot in slots_of(desk, offer)
        ],
        "open_rules": [open_rule(desk, name) for name in offer.open_rules],
    }


def open_rule(desk: Desk, name: str) -> dict[str, str]:
    """A rule that can only be judged with a body, with what it would say."""
    code = RULES[name].code
    return {"rule": name, "code": code, "condition": desk.wording.condition(code, desk.workflow.parameters)}


def _field(desk: Desk, offer: Offer, field: OfferedField) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "name": field.name,
        "label": desk.wording.field(offer.fact, field.name),
        "kind": field.kind,
        "required": field.required,
        "choices": _listed(choices_of(desk, offer, field)),
    }
    keys = keys_of(desk, offer, field)
    if not keys:
        return shown
    return {**shown, "keys": _listed(keys), "each": EVERY_ANSWER in offer.open_rules}


def _listed(choices: Iterable[Choice]) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in choices]


def _refused(desk: Desk, offer: Offer) -> dict[str, Any]:
    return {
        "move": offer.move,
        "label": desk.wording.of("moves", offer.move),
        "code": offer.code,
        "reason": refusal_text(desk, offer),
        "rule": offer.rule,
        "who_may": [{"role": role, "label": desk.wording.of("roles", role)} for role in offer.roles],
        "from": [
            {"state": state, "label": desk.wording.of("states", state)}
            for state in desk.workflow.moves[offer.move].sources
        ],
    }


def refusal_text(desk: Desk, offer: Offer) -> str:
    """Why a move is refused, in words."""
    return desk.wording.refusal(offer.code, desk.workflow.parameters)
