"""Which moves somebody may take now, what each must carry, and why the others are refused."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.case import Case
from domain.changing import replace
from domain.channels import channels_of
from domain.children import BY_HAND
from domain.command import Command
from domain.context import Context
from domain.declaration import Declared, declared
from domain.definition import NEW, Machine, Move, Workflow
from domain.derivation import kind_of
from domain.derive import is_filled, is_typed
from domain.errors import Refused
from domain.facts import BY_TOPIC
from domain.office import SYSTEM, Person
from domain.roles import acting_post
from domain.rules import RULES, Attempt
from domain.rules.working import evidence_slots


@dataclass(frozen=True, kw_only=True)
class OfferedField:
    """A field of the emitted fact that the actor gives: its name, kind, whether it must be there, listed values."""

    name: str
    kind: str
    required: bool
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One move: allowed, or refused with a code. `open_rules` can only be judged once the fields are known."""

    move: str
    fact: str
    target: str
    allowed: bool
    code: str = ""
    rule: str = ""
    roles: tuple[str, ...] = ()
    fields: tuple[OfferedField, ...] = ()
    open_rules: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


def moves_for(
    case: Case | None, person: Person, now: datetime, workflow: Workflow, machine: Machine, context: Context
) -> tuple[Offer, ...]:
    """Every move of the workflow, those that exist from this state first, each judged for this person now."""
    here = machine.triggers(case.state if case else NEW)
    offers = []
    for name in here:
        command = Command(
            id="", event_id="", case_id=case.id if case else "", move=name, actor=person.id, now=now
        )
        move = workflow.moves[name]
        offers.append(
            _offer(Attempt(case=case, command=command, move=move, workflow=workflow, context=context))
        )
    return (*offers, *_elsewhere(workflow, here))


def _elsewhere(workflow: Workflow, here: tuple[str, ...]) -> Iterator[Offer]:
    for name, move in workflow.moves.items():
        if name not in here:
            yield Offer(
                move=name,
                fact=move.fact,
                target=move.target or "",
                allowed=False,
                code="move_not_allowed",
                roles=move.roles,
            )


def _offer(attempt: Attempt) -> Offer:
    move, state = attempt.move, attempt.case.state if attempt.case else NEW
    offer = Offer(
        move=attempt.command.move,
        fact=move.fact,
        target=move.target or state,
        allowed=False,
        roles=move.roles,
        fields=tuple(_for_person(attempt, field) for field in offered_fields(move)),
        open_rules=tuple(rule for rule in move.rules if RULES[rule].reads_body),
        evidence=evidence_slots(attempt),
    )
    try:
        _judge_without_body(attempt)
    except Refused as refusal:
        return replace(offer, code=refusal.code, rule=refusal.facts.get("rule", ""))
    return replace(offer, allowed=True)


def _judge_without_body(attempt: Attempt) -> None:
    if acting_post(attempt) is None:
        raise Refused("role_missing")
    for name in attempt.move.rules:
        if not RULES[name].reads_body and not RULES[name].judge(attempt):
            raise Refused(RULES[name].code, rule=name)


def _for_person(attempt: Attempt, field: OfferedField) -> OfferedField:
    """The channels offered are those he may name, the relations those that a person may draw."""
    rules = attempt.move.rules
    if field.name == "channel" and "channel_of_role" in rules:
        return _narrowed(field, channels_of(attempt.roles))
    by_person = attempt.command.actor != SYSTEM
    if field.name == "relation" and "relation_by_hand" in rules and by_person:
        return _narrowed(field, BY_HAND)
    return field


def _narrowed(field: OfferedField, taken: Collection[str]) -> OfferedField:
    return replace(field, choices=tuple(value for value in field.choices if value in taken))


def offered_fields(move: Move) -> tuple[OfferedField, ...]:
    """The fields somebody gives for this move: neither fixed by it nor derived."""
    return tuple(
        OfferedField(
            name=field.name,
            kind=_kind(field),
            required=_is_required(move, field),
            choices=_choices(move, field),
        )
        for field in declared(BY_TOPIC[move.fact])
        if is_typed(move, field.name)
    )


def _is_required(move: Move, field: Declared) -> bool:
    demanded = any(field.name in RULES[name].demands for name in move.rules)
    asked = demanded or field.name in move.requires or field.name in move.min_items
    return asked or (field.required and not is_filled(move.fact, field.name, kind_of(move)))


def _choices(move: Move, field: Declared) -> tuple[str, ...]:
    if field.name == "reason" and move.reasons:
        return move.reasons
    if field.name in move.among:
        return move.among[field.name]
    return field.listed.values if field.listed else ()


_KINDS: dict[Any, str] = {str: "text", bool: "yes_no", int: "whole_number", float: "degrees"}


def _kind(field: Declared) -> str:
    base = field.base
    if field.listed:
        return "choices" if str(base).startswith("tuple") else "choice"
    if base in _KINDS:
        return _KINDS[base]
    named = {"Decimal": "decimal", "datetime": "moment", "date": "date", "Place": "place", "File": "file"}
    if base.__class__ is type:
        return named[base.__name__]
    inner = str(base)
    if inner.startswith("tuple"):
        return "files" if "File" in inner else "dates" if "date" in inner else "texts"
    return "map"
