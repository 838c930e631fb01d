"""Cases escalated otherwise, in words and as data: counts by how and by rung, then each case with its steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from api.cli.console import out
from api.cli.whatif_lines import Setting, tell_lines
from domain.codec import to_data
from workflows.whatif import Compared, Escalation, Step

TEXTS: dict[str, dict[str, str]] = {
    "zh": {
        "escalated": "会升级(督办或提级),实未升级",
        "not_escalated": "实已升级,不会升级",
        "otherwise": "两边都升级,但有不同",
        "told_otherwise": "只是提醒不同",
        "told": "告知 {told}",
        "raised": "提级至{level}({cause})",
        "supervised": "{level}督办({cause})",
        "clock": "{clock}{key} {rung}",
        "reaction": "系统因一步办理",
        "person": "人工",
        "really": "实",
        "would": "会",
        "rung": "{clock} {name} · {label}:实 {really} 次,会 {would} 次",
    },
    "en": {
        "escalated": "would be escalated (supervised or raised), and were not",
        "not_escalated": "were escalated, and would not be",
        "otherwise": "escalated in both, not alike",
        "told_otherwise": "reminded otherwise, nothing else",
        "told": "told {told}",
        "raised": "raised to {level} ({cause})",
        "supervised": "supervised, {level} ({cause})",
        "clock": "{clock}{key} {rung}",
        "reaction": "by the system because of a move",
        "person": "by a person",
        "really": "was",
        "would": "would",
        "rung": "{clock} {name} · {label}: was {really}, would {would}",
    },
}
SIDES = ("really", "would")


def escalations_data(compared: Compared, numbers: Mapping[str, str]) -> dict[str, Any]:
    """Counts of cases by verdict, counts of differing acts by clock and rung, and the cases."""
    return {
        "escalated": {verdict: len(cases) for verdict, cases in compared.by_verdict().items()},
        "by_rung": by_rung(compared.escalations),
        "escalations": [_case(one, numbers) for one in compared.escalations],
    }


def by_rung(cases: Iterable[Escalation]) -> dict[str, dict[str, dict[str, int]]]:
    """By clock and rung, how many messages and acts differ: as they were, and as they would be."""
    counted: dict[str, dict[str, dict[str, int]]] = {}
    for case in cases:
        for side, steps in zip(SIDES, (case.really, case.would), strict=True):
            for step in steps:
                if step.rung:
                    rungs = counted.setdefault(step.clock, {})
                    rungs.setdefault(step.rung, dict.fromkeys(SIDES, 0))[side] += 1
    return {clock: dict(sorted(rungs.items())) for clock, rungs in sorted(counted.items())}


def _case(one: Escalation, numbers: Mapping[str, str]) -> dict[str, Any]:
    return {
        "case": one.case_id,
        "case_no": numbers.get(one.case_id, ""),
        "verdict": one.verdict,
        "really": [_step(step) for step in one.really],
        "would": [_step(step) for step in one.would],
    }


def _step(step: Step) -> dict[str, Any]:
    names = ("kind", "by", "at", "clock", "key", "rung", "level", "cause")
    return {name: to_data(getattr(step, name)) for name in names} | {"told": list(step.told)}


def tell_escalations(compared: Compared, setting: Setting) -> None:
    """Print which cases were escalated otherwise: counts by rung, then by verdict each case with its steps."""
    texts = TEXTS[setting.language]
    for clock, rungs in by_rung(compared.escalations).items():
        for rung, row in rungs.items():
            label, name = setting.text("rungs", rung), setting.text("clocks", clock)
            out(texts["rung"].format(clock=clock, name=name, label=label, **row))
    for verdict, cases in compared.by_verdict().items():
        tell_lines(f"{texts[verdict]} ({len(cases)})", _lines(cases, setting))


def _lines(cases: Iterable[Escalation], setting: Setting) -> Iterator[str]:
    texts = TEXTS[setting.language]
    for case in cases:
        yield setting.case(case.case_id)
        for side, steps in zip(SIDES, (case.really, case.would), strict=True):
            for step in steps:
                yield f"  {texts[side]}  {setting.moment(step.at)}  {_why(step, setting)}: {_what(step, setting)}"


def _why(step: Step, setting: Setting) -> str:
    return TEXTS[setting.language][step.by].format(
        clock=setting.text("clocks", step.clock),
        key=f" {step.key}" if step.key else "",
        rung=setting.text("rungs", step.rung),
    )


def _what(step: Step, setting: Setting) -> str:
    raised = step.kind == "raised"
    return TEXTS[setting.language][step.kind].format(
        told=", ".join(_addressee(told, setting) for told in step.told),
        level=setting.value("to_level" if raised else "level", step.level),
        cause=setting.value("cause" if raised else "reason", step.cause),
    )


def _addressee(told: str, setting: Setting) -> str:
    role, _, unit = told.partition(":")
    return f"{setting.text('roles', role)} {unit}".rstrip()
