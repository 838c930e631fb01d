"""Cases escalated otherwise, in words and as data: counts by how, then each case with the steps that differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from api.cli.case_names import case_data
from api.cli.whatif_counts import by_rung
from api.cli.whatif_lines import Setting, tell_lines
from domain.case import Case
from domain.codec import to_data
from workflows.whatif import Compared, Escalation, Step

TEXTS: dict[str, dict[str, str]] = {
    "zh": {
        "only": "{verdict} ({number},每件只列不同者)",
        "escalated": "会升级(督办或提级),实未升级",
        "not_escalated": "实已升级,不会升级",
        "otherwise": "两边都升级,但有不同",
        "told_otherwise": "只是提醒不同",
        "told": "告知 {told}",
        "raised": "提级至{level}({cause})",
        "supervised": "{level}督办({cause})",
        "clock": "{clock} {rung}",
        "reaction": "系统因一步办理",
        "person": "人工",
        "really": "实",
        "would": "会",
    },
    "en": {
        "only": "{verdict} ({number}; of each only what differs)",
        "escalated": "would be escalated (supervised or raised), and were not",
        "not_escalated": "were escalated, and would not be",
        "otherwise": "escalated in both, not alike",
        "told_otherwise": "reminded otherwise, nothing else",
        "told": "told {told}",
        "raised": "raised to {level} ({cause})",
        "supervised": "supervised, {level} ({cause})",
        "clock": "{clock} {rung}",
        "reaction": "by the system because of a move",
        "person": "by a person",
        "really": "was",
        "would": "would",
    },
}
SIDES = ("really", "would")


def escalations_data(compared: Compared, cases: Mapping[str, Case]) -> dict[str, Any]:
    """Counts of cases by verdict, counts by clock and rung, and the cases."""
    return {
        "escalated": {verdict: len(cases) for verdict, cases in compared.by_verdict().items()},
        "by_rung": by_rung(compared),
        "escalations": [_case(one, cases) for one in compared.escalations],
    }


def _case(one: Escalation, cases: Mapping[str, Case]) -> dict[str, Any]:
    return {
        **case_data(one.case_id, cases),
        "verdict": one.verdict,
        "really": [_step(step) for step in one.really],
        "would": [_step(step) for step in one.would],
    }


def _step(step: Step) -> dict[str, Any]:
    names = ("kind", "by", "at", "clock", "key", "rung", "level", "cause")
    return {name: to_data(getattr(step, name)) for name in names} | {"told": list(step.told)}


def tell_escalations(compared: Compared, setting: Setting) -> None:
    """Print which cases were escalated otherwise: by verdict each case with the steps that differ."""
    texts = TEXTS[setting.language]
    for verdict, cases in compared.by_verdict().items():
        heading = texts["only"].format(verdict=texts[verdict], number=len(cases))
        tell_lines(heading, _lines(cases, setting))


def _lines(cases: Iterable[Escalation], setting: Setting) -> Iterator[str]:
    texts = TEXTS[setting.language]
    for case in cases:
        yield setting.case(case.case_id)
        for side, steps in zip(SIDES, (case.really, case.would), strict=True):
            for step in steps:
                yield f"  {texts[side]}  {setting.moment(step.at)}  {_why(step, setting)}: {_what(step, setting)}"


def _why(step: Step, setting: Setting) -> str:
    return TEXTS[setting.language][step.by].format(
        clock=setting.clock(step.case_id, step.clock, step.key),
        rung=setting.text("rungs", step.rung),
    )


def _what(step: Step, setting: Setting) -> str:
    raised = step.kind == "raised"
    return TEXTS[setting.language][step.kind].format(
        told=", ".join(setting.addressee(told) for told in step.told),
        level=setting.value("to_level" if raised else "level", step.level),
        cause=setting.value("cause" if raised else "reason", step.cause),
    )
