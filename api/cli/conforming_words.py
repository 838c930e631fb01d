"""What a check of the history found, in words and as data: counts, then each violation in the order of the log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from api.cli.console import out
from api.cli.reporting_violations import Reported
from domain.codec import to_data
from domain.office import STREAM
from workflows.conformance import KINDS, Checked, Violation, sentence
from workflows.loader import Labels

TEXTS = {
    "zh": {
        "head": "核对了 {judged} 步办理和 {office} 条机构事实,至第 {position} 条记录",
        "imported": "其中 {imported} 步由外部导入,只核对次序、步骤和状态,并注明",
        "clean": "每一步在当时都合规。",
        "found": "发现 {count} 处不合规:",
        "more": "其余 {more} 处未列出;用 --since、--until 或 --case 缩小范围。",
        "row": "第 {position} 条 · {case} · {move}{imported}:{told}",
        "reported": "{new} 步已作为新案件上报({cases}),{known} 步此前已上报",
        "none_reported": "没有新上报的案件,{known} 步此前已上报",
        "of_import": "(外部导入)",
        "office": "机构",
        "no_case": "—",
    },
    "en": {
        "head": "Judged {judged} steps and {office} facts of the office, up to position {position}",
        "imported": "{imported} of the steps were imported: judged by order, moves and states, and marked",
        "clean": "Every step was legal when it was taken.",
        "found": "{count} violations:",
        "more": "{more} more are not listed; narrow the window by --since, --until or --case.",
        "row": "position {position} · {case} · {move}{imported}: {told}",
        "reported": "{new} steps were reported as cases ({cases}), {known} had been before",
        "none_reported": "No new case was reported, {known} steps had been before",
        "of_import": " (imported)",
        "office": "office",
        "no_case": "—",
    },
}


def report_data(
    checked: Checked,
    listed: Sequence[Violation],
    labels: Mapping[str, Labels],
    reported: Reported | None = None,
) -> dict[str, Any]:
    """The whole answer as plain data."""
    told = {} if reported is None else {"reported": {"cases": reported.cases, "known": reported.known}}
    return told | {
        "position": checked.position,
        "judged": checked.judged,
        "imported": checked.imported,
        "office": checked.office,
        "violations": sum(checked.found.values()),
        "by_kind": dict(sorted(checked.found.items())),
        "listed": [_data(violation, labels) for violation in listed],
    }


def tell_reported(reported: Reported, language: str) -> None:
    """How many steps became cases."""
    text = TEXTS[language]["reported" if reported.cases else "none_reported"]
    out(text.format(new=len(reported.cases), cases=", ".join(reported.cases), known=reported.known))


def tell_report(
    checked: Checked,
    listed: Sequence[Violation],
    labels: Mapping[str, Labels],
    zone: ZoneInfo,
    language: str,
) -> None:
    """Print the answer."""
    for line in _lines(checked, listed, labels, zone, language):
        out(line)


def _lines(
    checked: Checked,
    listed: Sequence[Violation],
    labels: Mapping[str, Labels],
    zone: ZoneInfo,
    language: str,
) -> Iterator[str]:
    texts, count = TEXTS[language], sum(checked.found.values())
    yield texts["head"].format(judged=checked.judged, office=checked.office, position=checked.position)
    if checked.imported:
        yield texts["imported"].format(imported=checked.imported)
    if not count:
        yield texts["clean"]
        return
    yield texts["found"].format(count=count)
    for kind, number in checked.found.most_common():
        yield f"  {number:>6}  {KINDS[kind].zh if language == 'zh' else KINDS[kind].en}"
    for violation in listed:
        yield _row(violation, _of(labels, violation), zone, language)
    if count > len(listed):
        yield texts["more"].format(more=count - len(listed))


def _row(violation: Violation, labels: Labels, zone: ZoneInfo, language: str) -> str:
    texts, at = TEXTS[language], violation.occurred_at
    named = violation.case_no or violation.case_id or texts["no_case"]
    move = labels.text("moves", violation.move, language)
    return texts["row"].format(
        position=violation.position,
        case=texts["office"] if violation.case_id == STREAM else named,
        move=" ".join(filter(None, (f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else "", move))),
        imported=texts["of_import"] if violation.imported else "",
        told=sentence(violation, labels, language),
    )


def _data(violation: Violation, labels: Mapping[str, Labels]) -> dict[str, Any]:
    own = _of(labels, violation)
    return {
        "position": violation.position,
        "case": violation.case_id,
        "case_no": violation.case_no,
        "workflow": violation.workflow,
        "move": violation.move,
        "kind": violation.kind,
        "what": violation.what,
        "recorded": violation.recorded,
        "expected": violation.expected,
        "actor": violation.actor,
        "role": violation.role,
        "occurred_at": to_data(violation.occurred_at),
        "imported": violation.imported,
        "zh": sentence(violation, own),
        "en": sentence(violation, own, "en"),
    }


def _of(labels: Mapping[str, Labels], violation: Violation) -> Labels:
    return labels.get(violation.workflow, labels[""])
