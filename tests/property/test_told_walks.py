"""What is told at any point of a random walk is recorded, or refused by its move or fields, never by a rule."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from domain.decide import decide
from domain.errors import FieldMissing, MoveNotAllowed, Refused
from domain.fold import evolve
from domain.office import Post
from tests.support.sending import Sending, pick
from tests.support.walk_fields import fields_for
from tests.support.walks import Walk, walk_of
from workflows.loader import catalogue_dir, load_catalogue
from workflows.machine import compile_machine

WORKFLOWS = load_catalogue([catalogue_dir()]).required().workflows
NOBODY = Post(role="", unit="")
NO_REQUEST = "no_request"
"""What was granted is what had been asked for: without the request there is no fact to record."""


def _tell(walk: Walk, name: str, number: int) -> str:
    """Tell a move with half of its fields, by somebody nobody knows: recorded, or the code of the refusal."""
    move = walk.workflow.moves[name]
    fields = fields_for(Sending(walk.workflow, move, name, walk.case, walk.now, walk.choose))
    some = {field: value for field, value in fields.items() if walk.choose(4)}
    command = replace(
        walk.commands[-1],
        id=f"told-{number}",
        move=name,
        actor="Resource21",
        on_behalf_of=None,
        fields=some,
        occurred_at=walk.now,
        elsewhere=NOBODY,
        now=walk.now,
    )
    try:
        (event,) = decide(walk.case, command, walk.workflow, walk.machine, walk.context)
    except Refused as refusal:
        if isinstance(refusal, FieldMissing | MoveNotAllowed) or refusal.code == NO_REQUEST:
            return refusal.code
        raise
    assert event.envelope.is_told
    assert len(event.envelope.rules) == 2 + len(move.rules)
    evolve(walk.case, event)
    return ""


@pytest.mark.parametrize("key", sorted(WORKFLOWS))
def test_only_moves_and_fields_refuse_what_is_told(key: str) -> None:
    workflow, chance, recorded = WORKFLOWS[key].workflow, Random(key), 0
    for number in range(40):
        walk = walk_of(workflow, compile_machine(workflow), chance.randrange, steps=12)
        if not walk.commands:
            continue
        for name in [pick(walk.choose, tuple(workflow.moves)) for _ in range(4)] + list(
            walk.machine.triggers(walk.state)
        ):
            recorded += not _tell(walk, name, number)
    assert recorded > 100
