"""What would have been, in words and as data: counts by clock and rung, then each case by its number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from api.cli.case_names import case_data
from api.cli.console import out
from api.cli.whatif_counts import by_clock, tell_counts
from api.cli.whatif_escalations import escalations_data, tell_escalations
from api.cli.whatif_lines import Setting, tell_lines
from domain.case import Case
from domain.codec import to_data
from workflows.loader import Catalogue, Labels
from workflows.whatif import Compared, Refusal, Start

TEXTS = {
    "zh": {
        "head": "重放 {cases} 件案卷、{moves} 步办理,截至 {until}",
        "same": "没有案卷会有不同。",
        "late": "会超期",
        "in_time": "不再超期",
        "refused": "办不下去的步骤(首个)",
        "stuck": "停在“{state}”,实为“{really}”",
        "more": "其后另有 {more} 步被拒",
        "due": "到期 {due},",
        "ended": "止于 {at}",
        "paused": "自 {at} 起停表",
        "running": "仍在走",
        "moved": "另有 {moved} 个时钟只是到期或终止时刻变动;{only} 个时钟只在一边启动过。",
    },
    "en": {
        "head": "Replayed {cases} cases and {moves} moves, up to {until}",
        "same": "No case would be treated otherwise.",
        "late": "would be late",
        "in_time": "no longer late",
        "refused": "moves refused (the first of each case)",
        "stuck": "would stand at “{state}”, stands at “{really}”",
        "more": "{more} further moves refused after it",
        "due": "due {due}, ",
        "ended": "ended {at}",
        "paused": "paused since {at}",
        "running": "still running",
        "moved": "{moved} clocks have another due moment or end; {only} were started in one of the worlds alone.",
    },
}


def report_data(compared: Compared, cases: Mapping[str, Case]) -> dict[str, Any]:
    """The whole answer as plain data."""
    return {
        "until": to_data(compared.until),
        "cases": compared.cases,
        "moves": compared.moves,
        "by_clock": by_clock(compared),
        "late": [_start(start, compared, cases) for start in compared.late],
        "in_time": [_start(start, compared, cases) for start in compared.in_time],
        **escalations_data(compared, cases),
        "refused": [_refusal(refusal, cases) for refusal in compared.refused],
        "clocks_moved": compared.moved,
        "clocks_in_one_world": compared.only_here,
    }


def _start(start: Start, compared: Compared, cases: Mapping[str, Case]) -> dict[str, Any]:
    stuck = {refusal.case_id for refusal in compared.stuck()}
    return {
        **case_data(start.case_id, cases),
        "clock": start.clock,
        "key": start.key,
        "kind": start.kind,
        "due_at": to_data(start.due_at),
        "ended_at": to_data(start.ended_at),
        "paused_at": to_data(start.paused_at),
        "stuck": start.case_id in stuck,
    }


def _refusal(refusal: Refusal, cases: Mapping[str, Case]) -> dict[str, Any]:
    rest = (
        "move",
        "position",
        "occurred_at",
        "from_state",
        "code",
        "detail",
        "more",
        "state",
        "really",
        "stuck",
    )
    return case_data(refusal.case_id, cases) | {name: to_data(getattr(refusal, name)) for name in rest}


def tell_report(compared: Compared, setting: Setting) -> None:
    """Print the whole answer."""
    texts = TEXTS[setting.language]
    until = setting.moment(compared.until)
    out(texts["head"].format(cases=compared.cases, moves=compared.moves, until=until))
    if not (compared.late or compared.in_time or compared.escalations or compared.refused):
        out(texts["same"])
    tell_counts(compared, setting)
    for kind, starts in (("late", compared.late), ("in_time", compared.in_time)):
        tell_lines(f"{texts[kind]} ({len(starts)})", _clock_lines(starts, setting))
    tell_escalations(compared, setting)
    tell_lines(f"{texts['refused']} ({len(compared.refused)})", _refusal_lines(compared.refused, setting))
    if compared.moved or compared.only_here:
        out(texts["moved"].format(moved=compared.moved, only=compared.only_here))


def _clock_lines(starts: Sequence[Start], setting: Setting) -> Iterator[str]:
    texts = TEXTS[setting.language]
    for start in starts:
        due, clock = setting.moment(start.due_at), setting.clock(start.case_id, start.clock, start.key)
        yield f"{setting.case(start.case_id)}  {clock}  {texts['due'].format(due=due)}{_end(start, setting)}"


def _end(start: Start, setting: Setting) -> str:
    """How a clock stands at the end: stopped, resting, or still running."""
    texts = TEXTS[setting.language]
    if start.ended_at is not None:
        return texts["ended"].format(at=setting.moment(start.ended_at))
    if start.paused_at is not None:
        return texts["paused"].format(at=setting.moment(start.paused_at))
    return texts["running"]


def _refusal_lines(refused: Sequence[Refusal], setting: Setting) -> Iterator[str]:
    texts = TEXTS[setting.language]
    for one in refused:
        move, why = setting.text("moves", one.move), setting.labels.refusal(one.code, setting.language)
        parts = [f"{move} {setting.moment(one.occurred_at)}: {one.code} {why}"]
        if one.more:
            parts.append(texts["more"].format(more=one.more))
        if one.stuck:
            state, really = (setting.text("states", name) for name in (one.state, one.really))
            parts.append(texts["stuck"].format(state=state, really=really))
        yield f"{setting.case(one.case_id)}  {'; '.join(parts)}"


def labels_of(catalogue: Catalogue) -> Labels:
    """Labels of every workflow, and those all share."""
    labels = catalogue.labels
    for loaded in reversed(list(catalogue.workflows.values())):
        labels = labels.joined(loaded.labels.sections)
    return labels
