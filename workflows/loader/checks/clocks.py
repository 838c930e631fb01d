"""Clocks: effects that belong together (what starts must be stopped, what rests must go on), and whose hours count."""

from __future__ import annotations

from collections.abc import Iterator

from domain.clock_recount import OF_WORKING_DAYS
from domain.definition import EFFECTS, UNIT_HOLDERS, UNIT_HOURS, ClockRule, Move
from workflows.loader.checks.names import note, unknown, written
from workflows.loader.flatten import Flat
from workflows.loader.known import Known
from workflows.loader.rows import Row
from workflows.loader.source import Problems

LAPSES = "right"
"""A right ends with its time: nobody has to stop it."""


def check_effects(flat: Flat, _: Known, problems: Problems) -> None:
    """Every clock is started; every started one has a stop, unless it lapses; every paused one goes on somewhere."""
    for clock, row in flat.clocks.items():
        done = {effect: list(_moves(flat, clock, effect)) for effect in EFFECTS.values()}
        begun = done["started"] + done["resumed"]
        if not begun:
            message = f'no move starts the clock "{clock}"; let one start it, or leave the clock out'
            problems.add(row.spot, "never_started", message, row.taken or None)
        elif not done["stopped"] and row.value.kind != LAPSES:
            message = f'no move stops the clock "{clock}"; add "-{clock}" where its duty is done'
            _at_effect(begun[0], clock, "started", "never_stopped", message, problems)
        if done["paused"] and not done["resumed"]:
            message = f'no move lets the clock "{clock}" go on; add "^{clock}" where the pause ends'
            _at_effect(done["paused"][0], clock, "paused", "never_resumed", message, problems)
    for row_of_move in flat.moves.values():
        _check_once(row_of_move, problems)


def _moves(flat: Flat, clock: str, effect: str) -> Iterator[Row[Move]]:
    for row in flat.moves.values():
        if any(step.clock == clock and step.effect == effect for step in row.value.clocks):
            yield row


def _at_effect(row: Row[Move], clock: str, effect: str, code: str, message: str, problems: Problems) -> None:
    of_clock = [step for step in row.value.clocks if step.clock == clock]
    step = next((step for step in of_clock if step.effect == effect), of_clock[0])
    note(row, "clocks", written(step), code, message, problems)


def _check_once(row: Row[Move], problems: Problems) -> None:
    """One effect on a clock, except that it may be stopped and started anew."""
    seen: dict[str, list[str]] = {}
    for step in row.value.clocks:
        seen.setdefault(step.clock, []).append(step.effect)
    for clock, effects in seen.items():
        if len(effects) > 1 and effects != ["stopped", "started"]:
            message = f'the move does several things to the clock "{clock}"; leave one effect'
            _at_effect(row, clock, effects[-1], "two_effects", message, problems)


def check_hours(flat: Flat, _: Known, problems: Problems) -> None:
    """A clock counts in a unit's hours only where a unit holds it, and working time is counted at all."""
    for row in flat.clocks.values():
        rule = row.value
        if not rule.hours:
            continue
        if rule.hours != UNIT_HOURS:
            unknown(row, "hours", "hours", rule.hours, [UNIT_HOURS], problems)
        elif rule.held_by not in UNIT_HOLDERS:
            holders = " or ".join(f'"{holder}"' for holder in UNIT_HOLDERS)
            message = f'no unit holds this clock; set held_by to {holders}, or leave "hours" out'
            note(row, "hours", None, "no_unit_hours", message, problems)
        elif not _counts_hours(rule):
            message = 'no limit of this clock is in work_hour or work_day; leave "hours" out'
            note(row, "hours", None, "no_working_time", message, problems)


def _counts_hours(rule: ClockRule) -> bool:
    """Whether a limit is in working time; those of categories are anybody's guess until a case has one."""
    limits = (rule.limit, rule.urgent, *rule.by_value.values())
    return rule.by_category or any(limit.unit in OF_WORKING_DAYS for limit in limits if limit)
