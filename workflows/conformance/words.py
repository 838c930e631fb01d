"""What each kind of violation is called, and the sentence that tells one, in Chinese and English."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from domain.rules import RULES
from workflows.conformance.violation import Violation
from workflows.loader import Labels


class Kind(NamedTuple):
    """What was done wrong, as a specification names it, and what is told of one step: `{…}` are parts of it."""

    zh: str
    en: str
    told_zh: str
    told_en: str


KINDS: Mapping[str, Kind] = {
    "gap": Kind(
        "缺失了记录",
        "is missing",
        "第 {position} 至 {what} 条记录不见了",
        "facts {position} to {what} are missing",
    ),
    "doubled": Kind(
        "一处有两条记录",
        "shares its place with another fact",
        "第 {position} 条记录之处另有一条记录",
        "there is another fact at the place of fact {position}",
    ),
    "unreadable": Kind(
        "无法读取", "cannot be read", "这条记录无法读取({what})", "this fact cannot be read ({what})"
    ),
    "order": Kind(
        "入库时刻倒退",
        "was stored before the one before it",
        "入库时刻 {recorded} 早于前一条的 {expected}",
        "it was stored at {recorded}, before the fact before it at {expected}",
    ),
    "version": Kind(
        "与前一步接不上",
        "does not follow the step before",
        "记为本案第 {recorded} 步,应为第 {expected} 步",
        "it is step {recorded} of its case where step {expected} was due",
    ),
    "repeated": Kind(
        "重复记录了同一请求",
        "was recorded twice",
        "同一请求 {what} 记录了两次",
        "the request {what} was recorded twice",
    ),
    "time": Kind(
        "发生时刻不可能",
        "happened at an impossible time",
        "发生时刻 {recorded} 与 {expected} 不合",
        "it happened at {recorded}, which cannot be beside {expected}",
    ),
    "definition": Kind(
        "没有按案卷所依据的流程版本办理",
        "was not decided by the version of its case",
        "依据的流程版本为 {recorded},应为 {expected}",
        "it was decided by {recorded} where {expected} was due",
    ),
    "definition.lost": Kind(
        "",
        "",
        "依据的流程版本 {recorded} 不在库中或已被改动",
        "the version {recorded} is lost or was changed",
    ),
    "definition.force": Kind(
        "",
        "",
        "受理时依据的流程版本 {recorded} 当时并未施行(施行的是 {expected})",
        "the case was opened by {recorded}, which was not in force (in force: {expected})",
    ),
    "from": Kind(
        "不是从当时的状态办起",
        "began from a state the case was not in",
        "记为从“{state}”办起,当时实为“{right_state}”",
        "it is told from “{state}”, the case was at “{right_state}”",
    ),
    "move": Kind(
        "是流程里没有的步骤",
        "is no move of its workflow",
        "流程中从“{state}”没有“{what}”这一步",
        "the workflow has no move “{what}” from “{state}”",
    ),
    "to": Kind(
        "没有走到流程规定的状态",
        "led to another state than its workflow says",
        "记为到“{state}”,按流程应到“{right_state}”",
        "it is told to lead to “{state}”, the workflow leads to “{right_state}”",
    ),
    "fact": Kind(
        "记录的事实与步骤不符",
        "recorded another fact than its move makes",
        "记录的是 {recorded},这一步应记录 {expected}",
        "it recorded {recorded}, the move records {expected}",
    ),
    "stand_in": Kind(
        "代办无权",
        "was taken for somebody without the right to",
        "{actor} 无权代 {what} 办理",
        "{actor} might not act for {what}",
    ),
    "role": Kind(
        "不是由当时在岗的人作出",
        "was taken by somebody without the post",
        "{actor} 当时不在“{role}”岗位",
        "{actor} did not hold the post “{role}” then",
    ),
    "post": Kind(
        "岗位所在单位不符",
        "was taken in another unit's name",
        "{actor} 的“{role}”岗位记在单位 {recorded},当时应为 {expected}",
        "{actor} acted as “{role}” of {recorded}, it was of {expected}",
    ),
    "evidence": Kind(
        "缺少必需的材料",
        "lacks what it requires",
        "必需的内容“{what}”缺失或不合要求",
        "what it requires, “{what}”, is missing or unfit",
    ),
    "field": Kind(
        "内容与案卷推出的不符",
        "says otherwise than follows from the case",
        "“{what}”记为“{recorded}”,应为“{expected}”",
        "“{what}” says “{recorded}”, it follows “{expected}”",
    ),
    "clocks": Kind(
        "时限与当时的流程和日历不符",
        "has other deadlines than workflow and calendar gave",
        "时钟“{what}”记为 {recorded},按当时的流程和日历应为 {expected}",
        "the clock “{what}” is recorded as {recorded}; workflow and calendar gave {expected}",
    ),
    "rule": Kind(
        "违反了规则", "broke a rule", "规则 {rule} 当时不成立:{what}", "the rule {rule} did not hold: {what}"
    ),
    "verdicts": Kind(
        "规则判定与流程不符",
        "has other verdicts than its workflow asks for",
        "记录的判定与流程要求的规则不同:{what}",
        "the recorded verdicts are not those of the move's rules: {what}",
    ),
    "unjudged": Kind(
        "无法判定",
        "cannot be judged",
        "内容自相矛盾,无法判定({what})",
        "it contradicts itself and cannot be judged ({what})",
    ),
    "hands": Kind(
        "核查或关闭了自己经手的案卷",
        "checked or closed a case of the actor's own",
        "{what} 经手过本案,却核查或关闭了它",
        "{what} had a hand in the case and checked or closed it",
    ),
    "reason": Kind(
        "退回没有理由", "returned a case without a reason", "退回没有写明理由", "the return gives no reason"
    ),
    "dispatch": Kind(
        "退回后未再派遣就继续办理",
        "went on after a return without a new dispatch",
        "案卷退回后没有再派遣就继续办理",
        "the case was returned and went on without being dispatched again",
    ),
    "cause": Kind(
        "系统动作没有起因",
        "was the system's, without a cause",
        "系统作出这一步,记录中却没有起因",
        "the system took this step, and the record holds no cause of it",
    ),
}
"""By kind, or `kind.what` where what is told differs; those have no name of their own."""

SECTIONS = {"clocks": "clocks", "move": "moves"}


def sentence(violation: Violation, labels: Labels, language: str = "zh") -> str:
    """One sentence that tells what was not legal."""
    chosen = KINDS.get(f"{violation.kind}.{violation.what}") or KINDS[violation.kind]
    text = chosen.told_en if language == "en" else chosen.told_zh
    return text.format(
        position=violation.position,
        actor=violation.actor,
        role=labels.text("roles", violation.role, language),
        rule=violation.what,
        what=_what(violation, labels, language),
        recorded=violation.recorded or "—",
        expected=violation.expected or "—",
        state=_state(labels, language)(violation.recorded),
        right_state=_state(labels, language)(violation.expected),
    )


def _state(labels: Labels, language: str) -> Callable[[str], str]:
    def named(state: str) -> str:
        found = labels.label("states", state) or labels.label("phases", state)
        return found.text(language) if found else state

    return named


def _what(violation: Violation, labels: Labels, language: str) -> str:
    what = violation.what
    if violation.kind in SECTIONS:
        return labels.text(SECTIONS[violation.kind], what.partition(":")[0], language)
    if violation.kind in ("evidence", "field"):
        return labels.field(violation.topic, what.strip("/").partition("/")[0], language)
    if violation.kind == "rule" and what in RULES:
        return labels.refusal(RULES[what].code, language)
    return what
