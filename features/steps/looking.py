"""Who looks at personal data, what people ask for about their own, and cases that two persons open."""

from __future__ import annotations

from domain.facts.privacy import PURPOSES
from features.story import Story
from features.vocabulary import sentence

ACTIONS = {"删除": "erase", "封存": "restrict", "解除封存": "release"}
ACTIONS |= {"erases": "erase", "restricts": "restrict", "releases": "release"}
STATES = {"已删除": "erased", "已封存": "restricted", "erased": "erased", "restricted": "restricted"}


@sentence(
    "given",
    "when",
    zh=("案卷由{who}查看", "案卷由“派遣员”查看", "此人打开案卷的页面,看到他有权看的内容"),
    en=("{who} looks at the case", '"dispatcher" looks at the case'),
)
def _(story: Story, who: str) -> None:
    """This person opens the case and its history."""
    story.settle()
    story.driver.door.look(story.case_id(), story.cast.person(who))


@sentence(
    "then",
    zh=(
        "{auditor}{found:查得/查不到}{who}看过{field}[,目的为{purpose}]",
        "“审计员”查得“派遣员”看过“诉求人电话”,目的为“履行职责”",
        "查阅记录里有没有此人看过这个字段的一条,写明目的",
    ),
    en=(
        "{auditor} {found:finds/does not find} that {who} saw {field}[ for {purpose}]",
        '"auditor" finds that "dispatcher" saw "Reporter\'s phone" for "Duty"',
    ),
)
def _(story: Story, auditor: str, found: str, who: str, field: str, purpose: str | None = None) -> None:
    """The list of looks has one of this person at this field, for this purpose; or it has none."""
    seen = _looks(story, auditor, who, field)
    if found in ("查不到", "does not find"):
        assert not seen, f"{who} is told to have seen {field}"
        return
    assert seen, f"{who} is not told to have seen it"
    assert purpose is None or purpose in seen, f"the purposes are {seen}"


def _looks(story: Story, auditor: str, who: str, field: str) -> list[str]:
    story.settle()
    name, person = story.reported_field(field), story.cast.person(who)
    seen = story.driver.door.looks(story.case_id(), story.cast.person(auditor))
    return [one.purpose for one in seen if one.person == person and name in one.fields]


@sentence(
    "then",
    zh=("{who}看到{field}{state:已删除/已封存}", "“受理员”看到“诉求人电话”已删除", "页面如实写明,不报错"),
    en=(
        "{who} is told that {field} is {state:erased/restricted}",
        '"intake clerk" is told that "Reporter\'s phone" is erased',
    ),
)
def _(story: Story, who: str, field: str, state: str) -> None:
    """In place of the value stands that it was erased, or is restricted."""
    story.settle()
    shown = story.driver.door.shown(story.case_id(), story.cast.person(who), story.reported_field(field))
    assert shown == STATES[state], f"it is {shown or 'there to be read'}"


@sentence(
    "given",
    "when",
    zh=(
        "{who}{action:删除/封存/解除封存}{subject}的个人信息",
        "“数据管理员”删除“居民甲”的个人信息",
        "数据管理员办理个人的请求:删除、封存或解除封存",
    ),
    en=(
        "{who} {action:erases/restricts/releases} the data of {subject}",
        '"data steward" erases the data of "resident 1"',
    ),
)
def _(story: Story, who: str, action: str, subject: str) -> None:
    """A request of a person about his own data is carried out."""
    story.settle()
    done = story.driver.door.carry_out(ACTIONS[action], story.cast.person(subject), story.cast.person(who))
    story.hear(done)


@sentence(
    "given",
    "when",
    zh=(
        "{who}为{purpose}申请调阅{n:number}小时",
        "“审计员”为“审计监督”申请调阅4小时",
        "申请看岗位看不到的内容,写明目的和时长",
    ),
    en=(
        "{who} asks to read it for {purpose} for {n:number} hours",
        '"auditor" asks to read it for "audit" for 4 hours',
    ),
)
def _(story: Story, who: str, purpose: str, n: str) -> None:
    """This person asks to read all of the case, for so many hours."""
    story.settle()
    meant = story.words.value(story.workflow(), "purpose", purpose, PURPOSES)
    story.hear(story.driver.door.ask_to_read(story.case_id(), story.cast.person(who), meant, int(n)))


@sentence(
    "given",
    "when",
    zh=("调阅经{who}同意", "调阅经“分管领导”同意", "另一名领导同意最近一份调阅申请"),
    en=("{who} opens it to who asked", '"deputy" opens it to who asked'),
)
def _(story: Story, who: str) -> None:
    """This person grants the last request to read the case."""
    story.settle()
    story.hear(story.driver.door.open_case(story.case_id(), story.cast.person(who)))
