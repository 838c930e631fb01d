"""What would have been, in words and as data: counts by clock and rung, then each case by its number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from api.cli.console import out
from api.cli.whatif_escalations import escalations_data, tell_escalations
from api.cli.whatif_lines import Setting, tell_lines
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
        "due": "到期 {due},止于 {ended}",
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
        "due": "due {due}, ended {ended}",
        "running": "still running",
        "moved": "{moved} clocks have another due moment or end; {only} were started in one of the worlds alone.",
    },
}


def by_clock(compared: Compared) -> dict[str, dict[str, int]]:
    """How many starts of each clock would be late, and would not be any more."""
    counted: dict[str, dict[str, int]] = {}
    for kind, starts in (("late", compared.late), ("in_time", compared.in_time)):
        for start in starts:
            row = counted.setdefault(start.clock, {"late": 0, "in_time": 0})
            row[kind] += 1
    return dict(sorted(counted.items()))


def report_data(compared: Compared, numbers: Mapping[str, str]) -> dict[str, Any]:
    """The whole answer as plain data."""
    return {
        "until": to_data(compared.until),
        "cases": compared.cases,
        "moves": compared.moves,
        "by_clock": by_clock(compared),
        "late": [_start(start, compared, numbers) for start in compared.late],
        "in_time": [_start(start, compared, numbers) for start in compared.in_time],
        **escalations_data(compared, numbers),
        "refused": [_refusal(refusal, numbers) for refusal in compared.refused],
        "clocks_moved": compared.moved,
        "clocks_in_one_world": compared.only_here,
    }


def _start(start: Start, compared: Compared, numbers: Mapping[str, str]) -> dict[str, Any]:
    stuck = {refusal.case_id for refusal in compared.stuck()}
    return {
        "case": start.case_id,
        "case_no": numbers.get(start.case_id, ""),
        "clock": start.clock,
        "key": start.key,
        "kind": start.kind,
        "due_at": to_data(start.due_at),
        "ended_at": to_data(start.ended_at),
        "stuck": start.case_id in stuck,
    }


def _refusal(refusal: Refusal, numbers: Mapping[str, str]) -> dict[str, Any]:
    named = {"case": refusal.case_id, "case_no": numbers.get(refusal.case_id, "")}
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
    return named | {name: to_data(getattr(refusal, name)) for name in rest}


def tell_report(
    compared: Compared, numbers: Mapping[str, str], catalogue: Catalogue, zone: ZoneInfo, language: str
) -> None:
    """Print the whole answer."""
    texts, setting = TEXTS[language], Setting(numbers, _labels(catalogue), zone, language)
    until = setting.moment(compared.until)
    out(texts["head"].format(cases=compared.cases, moves=compared.moves, until=until))
    if not (compared.late or compared.in_time or compared.escalations or compared.refused):
        out(texts["same"])
    for clock, row in by_clock(compared).items():
        name = setting.text("clocks", clock)
        out(f"{clock} {name}: {texts['late']} {row['late']} · {texts['in_time']} {row['in_time']}")
    for kind, starts in (("late", compared.late), ("in_time", compared.in_time)):
        tell_lines(f"{texts[kind]} ({len(starts)})", _clock_lines(starts, setting))
    tell_escalations(compared, setting)
    tell_lines(f"{texts['refused']} ({len(compared.refused)})", _refusal_lines(compared.refused, setting))
    if compared.moved or compared.only_here:
        out(texts["moved"].format(moved=compared.moved, only=compared.only_here))


def _clock_lines(starts: Sequence[Start], setting: Setting) -> Iterator[str]:
    texts = TEXTS[setting.language]
    for start in starts:
        ended = setting.moment(start.ended_at) if start.ended_at else texts["running"]
        told = texts["due"].format(due=setting.moment(start.due_at), ended=ended)
        clock = setting.text("clocks", start.clock)
        yield f"{setting.case(start.case_id)}  {clock}{f' {start.key}' if start.key else ''}  {told}"


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


def _labels(catalogue: Catalogue) -> Labels:
    labels = catalogue.labels
    for loaded in reversed(list(catalogue.workflows.values())):
        labels = labels.joined(loaded.labels.sections)
    return labels
