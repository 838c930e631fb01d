"""What a workflow may say, as types. A definition is data: flattened, without labels, pinned by its digest.

Everything named here (facts, rules, roles, clocks, conditions) is a closed list the loader checks, so a
definition that was loaded cannot name what does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

NEW = "new"
"""Where a case is before its first fact."""

OPEN_PHASES = ("intake", "triage", "work", "returned", "suspended", "check")
PHASES = (*OPEN_PHASES, "done")
CLOCK_KINDS = ("duty", "term", "right")
HOLDERS = ("lead_unit", "co_unit", "verifier", "checker", "mediator")
"""Whose time a clock may be; without one it is a desk's."""
UNIT_HOURS = "unit"
UNIT_HOLDERS = ("lead_unit", "co_unit")
"""Holders that are units, so that a clock may count in their hours."""
EFFECTS = {"+": "started", "-": "stopped", "~": "paused", "^": "resumed"}


@dataclass(frozen=True, kw_only=True)
class Limit:
    """An amount of time in a unit, and what it rests on.

    `basis`: L binding text, S standard, A analogue, K knowledge, D our default. Only L may be shown as 法定时限.
    """

    amount: int
    unit: str
    basis: str = "D"
    cite: str = ""


@dataclass(frozen=True, kw_only=True)
class Rung:
    """What happens by itself at one point of a clock's time (升级阶梯): who is told, which move the system takes.

    The point is `percent` of the time (100 is the due moment, 200 twice the limit), so long `after` the due moment,
    or `every` so long from the start until it. `tell` names roles, or `assignee`: the person the duty lies with.
    `given` are values of the move's fact.
    """

    percent: int = 0
    after: Limit | None = None
    every: Limit | None = None
    tell: tuple[str, ...] = ()
    move: str = ""
    given: Mapping[str, str | int | bool] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ClockRule:
    """How one clock is counted, and what happens along its time. Which moves start and stop it stands with the moves.

    The limit comes from the first that applies: `due_field` (the fact says the moment or the date), `by_field`
    (the fact's field chooses among `by_value`), the category's own limit of this name, `urgent` for an urgent case,
    `limit`. `start_field` names a moment of the fact to count from instead of the move's. `key_field` names the
    fact's field that tells several clocks of this name apart. `roll`: a last day on a public holiday ends on the
    first day after it (民诉法85). `held_by` is one of `HOLDERS`. `hours` is `UNIT_HOURS` where working time is counted
    in the office hours of the unit it is held by, as they are when it starts.
    """

    kind: str
    limit: Limit
    urgent: Limit | None = None
    due_field: str = ""
    start_field: str = ""
    key_field: str = ""
    by_field: str = ""
    by_value: Mapping[str, Limit] = field(default_factory=dict)
    by_category: bool = False
    roll: bool = False
    held_by: str = ""
    hours: str = ""
    ladder: Mapping[str, Rung] = field(default_factory=dict)
    """By name, in the order of the file."""


@dataclass(frozen=True, kw_only=True)
class ClockStep:
    """One clock effect of a move: `effect` as in `EFFECTS`, done only when the named `condition` holds."""

    clock: str
    effect: str
    condition: str = ""


@dataclass(frozen=True, kw_only=True)
class State:
    """A state and the shared phase it counts in."""

    phase: str


@dataclass(frozen=True, kw_only=True)
class Move:
    """One move: from where to where, who, what it must carry, which rules must hold, which fact it emits.

    `target` is None when the case stays where it is. `requires` are fields of the fact that this move needs
    although the fact allows them to be missing (`a|b`: one of them will do); `optional` are fields it may carry that
    the fact has for moves that name them alone; `min_items` the least members of
    listed fields; `given` are values this move fixes, so nobody types them. `evidence` are the slots that files
    must fill. `decides` are the kinds of request it grants or refuses. `assignment` is the assignment the actor
    must hold: verification, check or work. `reasons` limits a listed reason further, `among`
    any listed field. `opens` is the workflow of the
    child that this move of its parent opens; `settles` the outcome with which the case counts as finished for its
    parents from this move on, though it may go on.
    """

    sources: tuple[str, ...]
    target: str | None
    roles: tuple[str, ...]
    fact: str
    rules: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    min_items: Mapping[str, int] = field(default_factory=dict)
    given: Mapping[str, str | int | bool] = field(default_factory=dict)
    clocks: tuple[ClockStep, ...] = ()
    evidence: tuple[str, ...] = ()
    decides: tuple[str, ...] = ()
    assignment: str = ""
    reasons: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    among: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    opens: str = ""
    settles: str = ""

    def names(self, field: str) -> bool:
        """Whether the move speaks of this field of its fact by name."""
        asked = (name for written in self.requires for name in written.split("|"))
        return field in self.optional or field in self.min_items or field in asked


@dataclass(frozen=True, kw_only=True)
class Category:
    """A minor class (小类): when to file and close, its limits, what evidence it needs.

    `limits` are by clock name; `urgent_limits` replace them in an urgent case. `evidence` are slots by move, in
    place of the move's own. `items` are what is asked, by move, in place of the conditions to close.
    `suspension_grounds` are why handling may rest
    (none: whatever the move lists). `flags` are yes/no properties that rules ask for: `on_the_spot` may be corrected at
    once by who found it, `verify` a public report must be verified first, `safety` may not be withdrawn, `peak`
    is checked in a peak, `mediable`, `confirmable`, `engineering`, `measured` is judged by the length and time of a
    track, `from_done` counts its next turn from the day it was done, `renewed` has no next turn once one was missed,
    `reply_owed` has to be answered to who reported within a time of its own.
    """

    code: str
    filing: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    limits: Mapping[str, Limit] = field(default_factory=dict)
    urgent_limits: Mapping[str, Limit] = field(default_factory=dict)
    evidence: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    items: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    decline_reasons: tuple[str, ...] = ()
    suspension_grounds: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    title: str = ""
    """The category's name as it goes into the titles of cases."""

    def asked_in(self, move: str) -> tuple[str, ...]:
        """What the answers of a move (`items`) are to."""
        return self.items.get(move, self.closing)


@dataclass(frozen=True, kw_only=True)
class Act:
    """A forbidden act that an order may name: its longest term, and whether a fine needs an order first."""

    max_term: Limit
    order_first: bool = True
    cite: str = ""


@dataclass(frozen=True, kw_only=True)
class Workflow:
    """A workflow, flattened. `digest` is the SHA-256 of its canonical JSON and is what cases are pinned to."""

    key: str
    version: int
    states: Mapping[str, State]
    moves: Mapping[str, Move]
    clocks: Mapping[str, ClockRule]
    roles: Mapping[str, tuple[str, ...]]
    """Role names used by moves, and the held roles each stands for: `unit` = unit_head or handler."""
    categories: Mapping[str, Category] = field(default_factory=dict)
    acts: Mapping[str, Act] = field(default_factory=dict)
    parameters: Mapping[str, int] = field(default_factory=dict)
    """Numbers that rules ask for by name with the unit in it, such as `near_m` or `reopen_window_days`."""
    sensitivity: str = ""
    """A kind of matter in which personal text is confidential, such as `mediation`."""
    digest: str = ""

    def phase_of(self, state: str) -> str:
        """Phase of a state; `intake` for a case that is not there yet."""
        return self.states[state].phase if state in self.states else "intake"

    def is_open(self, state: str) -> bool:
        """Whether a case in this state still waits for somebody."""
        return self.phase_of(state) != "done"

    @property
    def comes_to(self) -> frozenset[str]:
        """The facts its moves tell and the clocks they start."""
        facts = {move.fact for move in self.moves.values()}
        steps = (step for move in self.moves.values() for step in move.clocks)
        return frozenset(facts | {step.clock for step in steps if step.effect in ("started", "resumed")})

    def grantable_in(self, kind: str) -> frozenset[str]:
        """States in which a request of this kind can be granted; outside of them it lapses."""
        return frozenset(
            source
            for name, move in self.moves.items()
            if kind in move.decides and not name.startswith("refuse_request")
            for source in move.sources
        )


class Machine(Protocol):
    """The compiled transitions of one definition. Every decision passes through it; folding never does."""

    def target(self, state: str, trigger: str) -> str | None:
        """The state this move leads to, or None when there is no such move from here."""
        ...

    def triggers(self, state: str) -> tuple[str, ...]:
        """The moves that exist from this state, in the order of the definition."""
        ...
