"""Which petitions the demo tells, and in which states it leaves some of them."""

from __future__ import annotations

from api.demo.kinds import Kind, Rest

KINDS: tuple[Kind, ...] = (
    Kind(6, room=48),
    Kind(2, ("petition_heard",), room=48),
    Kind(1, ("petition_extended",), room=20),
    Kind(1, ("statutory",), room=8),
    Kind(1, ("objects",), room=20),
    Kind(1, ("objects", "objection_rejected"), room=20),
    Kind(1, ("petition_withdrawn",), room=12),
    Kind(1, ("reviewed",), room=30),
    Kind(2, ("reviewed", "rechecked"), room=42),
    Kind(1, ("reviewed", "rechecked", "recheck_heard"), room=44),
    Kind(1, ("several",), room=48),
)
RESTS: tuple[Rest, ...] = (
    Rest("registered", lead=(0.2, 1)),
    Rest("forwarded", lead=(2, 4)),
    Rest("objected", ("objects",), (7, 10)),
    Rest("accepted", lead=(6, 10)),
    Rest("opinion_issued", lead=(14, 20)),
    Rest("reviewing", ("reviewed",), (22, 28)),
    Rest("review_issued", ("reviewed", "rechecked"), (28, 34)),
    Rest("rechecking", ("reviewed", "rechecked"), (32, 38)),
    Rest("recheck_hearing", ("reviewed", "rechecked", "recheck_heard"), (34, 40)),
    Rest("refused", ("concluded_before",), (1.5, 3)),
)
