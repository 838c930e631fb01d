"""What came of it: accepted or refused, the state of the case, its clocks, its counts, its history."""

from __future__ import annotations

from domain.facts.dispatch import RELATIONS
from features.cells import moment as read_moment
from features.steps.tables import Table, pairs
from features.story import Story
from features.vocabulary import sentence

LIVES = {
    "在走": "runs",
    "暂停": "rests",
    "已停止": "has stopped",
    "runs": "runs",
    "rests": "rests",
    "has stopped": "has stopped",
}


@sentence(
    "then",
    zh=(
        "被拒绝,提示{text}[,代码为{code}]",
        "被拒绝,提示“经办人不得核查本人案卷”",
        "上一步没有办成,给办理人的提示是这样说的(也可以写代码)",
    ),
    en=(
        "it is refused with {text}[, code {code}]",
        'it is refused with "Whoever handled a case may not check it"',
    ),
)
def _(story: Story, text: str, code: str | None = None) -> None:
    """The last move was refused, and this is what the person was told: in words or by its stable code."""
    answer = story.answer
    assert answer.refused, f"not refused: the case is now {story.called(story.case().state)}"
    story.unspoken = False
    said = story.refusal()
    assert story.plain(text) in said, f"refused with {answer.code}: {'; '.join(sorted(said))} ({answer.told})"
    assert code in (None, answer.code), f"refused with {answer.code}"


@sentence("then", zh=("办理成功", "办理成功", "上一步办成了"), en=("it is accepted", "it is accepted"))
def _(story: Story) -> None:
    """The last move was made."""
    story.settle()


@sentence(
    "then",
    zh=("[案卷{case}]状态为{state}", "状态为“核查中”", "案卷处于这个状态"),
    en=("the case[ {case}] is {state}", 'the case is "Being checked"'),
)
def _(story: Story, state: str, case: str | None = None) -> None:
    """The case stands in this state."""
    story.settle()
    wanted, seen = story.words.state(story.workflow(case or ""), state), story.case(case or "").state
    assert seen == wanted, f"the case is {story.called(seen)}"


@sentence(
    "then",
    zh=(
        "[案卷{case}的]{clock}时钟到期于{moment}",
        "“处置”时钟到期于“2026-10-08 09:30”",
        "已经起算、没有停止的时钟在这一刻到期;24:00 是当天结束",
    ),
    en=(
        "the clock {clock}[ of {case}] is due at {moment}",
        'the clock "Handle" is due at "2026-10-08 09:30"',
    ),
)
def _(story: Story, clock: str, moment: str, case: str | None = None) -> None:
    """A clock that was started and not stopped is used up at this moment; 24:00 is the end of that day."""
    story.settle()
    calendar = story.driver.catalogue.calendar
    found = story.case(case or "").clock(story.words.clock(story.workflow(case or ""), clock))
    assert found is not None, f"the clock “{clock}” does not run"
    assert found.due_at == read_moment(calendar, moment), (
        f"due at {calendar.local(found.due_at):%Y-%m-%d %H:%M}"
    )


@sentence(
    "then",
    zh=("[案卷{case}的]{clock}时钟{life:在走/暂停/已停止}", "“处置”时钟暂停", "时钟在走、暂停,或已停止"),
    en=("the clock {clock}[ of {case}] {life:runs/rests/has stopped}", 'the clock "Handle" rests'),
)
def _(story: Story, clock: str, life: str, case: str | None = None) -> None:
    """A clock runs (在走), rests (暂停) or has stopped (已停止)."""
    story.settle()
    found = story.case(case or "").clock(story.words.clock(story.workflow(case or ""), clock))
    seen = "has stopped" if found is None else "rests" if found.paused else "runs"
    assert seen == LIVES.get(life), f"the clock “{clock}” {seen}"


@sentence(
    "then",
    zh=("{clock}时钟共起算{n:number}次", "“处置”时钟共起算1次", "开案以来,这个时钟从零起算过几次"),
    en=("the clock {clock} was started {n:number} times", 'the clock "Handle" was started 1 times'),
)
def _(story: Story, clock: str, n: str) -> None:
    """How often this clock was started from zero since the case was opened."""
    story.settle()
    name = story.words.clock(story.workflow(), clock)
    starts = [
        fact.trigger for fact in story.driver.history(story.case_id()) if (name, "started") in fact.effects
    ]
    assert len(starts) == int(n), f"started {len(starts)} times, by {'、'.join(starts)}"


@sentence(
    "then",
    zh=("返工记{n:number}次", "返工记2次", "受理台或核查员认定没有办好的次数"),
    en=("{n:number} reworks count", "2 reworks count"),
)
def _(story: Story, n: str) -> None:
    """How often the work was found not done, by the desk or by a checker."""
    story.settle()
    assert story.case().reworks == int(n), f"{story.case().reworks} reworks"


@sentence(
    "then",
    zh=("退单记{n:number}次", "退单记2次", "退单成立的次数"),
    en=("{n:number} returns count", "2 returns count"),
)
def _(story: Story, n: str) -> None:
    """How many returns were granted."""
    story.settle()
    assert story.case().returns == int(n), f"{story.case().returns} returns"


@sentence(
    "then",
    zh=("案卷为第{n:number}轮", "案卷为第2轮", "每重办一次多一轮"),
    en=("the case is in round {n:number}", "the case is in round 2"),
)
def _(story: Story, n: str) -> None:
    """The round of work, one more each time a case is opened again."""
    story.settle()
    assert story.case().round == int(n), f"round {story.case().round}"


@sentence(
    "then",
    zh=("记录中有{n:number}次{move}", "记录中有2次“督办”", "案卷的记录里这一步出现过几次"),
    en=("the history has {move} {n:number} times", 'the history has "Supervise" 2 times'),
)
def _(story: Story, n: str, move: str) -> None:
    """How often a move stands in the case's history."""
    story.settle()
    name = story.words.move(story.workflow(), move)
    taken = [fact.trigger for fact in story.driver.history(story.case_id())]
    assert taken.count(name) == int(n), f"the history is {'、'.join(taken)}"


@sentence(
    "then",
    zh=("{who}可以{move:word}", "“值班长”可以结案", "这一步此刻对此人是可办的"),
    en=("{who} may do {move}", '"shift leader" may do "Close"'),
)
def _(story: Story, who: str, move: str) -> None:
    """The move is offered to this person now."""
    code = story.offered(who, move)
    assert not code, f"refused with {code}"


@sentence(
    "then",
    zh=(
        "{who}不能{move:word},提示{text}",
        "“承办人甲”不能结案,提示“经办人、派遣人、核查人不得结案”",
        "这一步此刻对此人是灰的,原因是这样写的",
    ),
    en=(
        "{who} may not do {move}: {text}",
        '"handler 1" may not do "Close": "Whoever handled, dispatched or checked a case may not close it"',
    ),
)
def _(story: Story, who: str, move: str, text: str) -> None:
    """The move is shown to this person as refused, and this is why."""
    code = story.offered(who, move)
    assert code, "the move is offered"
    said = story.refusal(code)
    assert story.plain(text) in said, f"refused with {code}: {'; '.join(sorted(said))}"


@sentence(
    "given",
    "then",
    zh=(
        "[案卷{case}]挂有{n:number}件{relation}子案[,记为{name}]",
        "案卷“三号”挂有1件“溯源”子案,记为“溯源”",
        "挂在案卷上还没有办结的这种子案有几件;可给它起个名字,名字已有的,须是同一件",
    ),
    en=(
        "[case {case} ]has {n:number} open {relation} child case(s|)[ called {name}]",
        'case "third" has 1 open "Root cause" child case called "cause"',
    ),
)
def _(story: Story, n: str, relation: str, case: str | None = None, name: str | None = None) -> None:
    """How many open cases of this relation hang on it; one may be given a name, and a name it has must be its own."""
    story.settle()
    seen = story.case(case or "")
    wanted = story.words.value(story.workflow(case or ""), "relation", relation, RELATIONS)
    found = [child for child, said in seen.children.items() if said == wanted]
    assert len(found) == int(n), f"there are {len(found)}"
    if name and found:
        assert story.cases.setdefault(name, found[0]) == found[0], f"“{name}” is another case"


@sentence(
    "then",
    zh=(
        "[案卷{case}]最近一次{move}写明",
        "最近一次“结算”写明",
        "案卷记录里最近的这一步写了什么;下面的表每行一个字段和它的内容,几样内容用顿号隔开",
    ),
    en=("the last {move}[ of {case}] says", 'the last "Settle" says'),
)
def _(story: Story, move: str, case: str | None = None, datatable: Table | None = None) -> None:
    """What the last of these moves recorded: a table with a field, by its label, and what it says in each row."""
    story.settle()
    workflow, words = story.workflow(case or ""), story.words
    name = words.move(workflow, move)
    taken = [fact for fact in story.driver.history(story.case_id(case or "")) if fact.trigger == name]
    assert taken, f"nobody did “{move}”"
    for label, text in pairs(datatable).items():
        field = words.field(workflow, taken[-1].topic, label)
        value = taken[-1].fields.get(field)
        listed = [str(one) for one in (value if isinstance(value, (list, tuple)) else [value])]
        for part in text.split("、"):
            meant = {part, story.cast.id_of(part), story.cases.get(part)}
            told = [one for one in listed if one in meant or part in words.called_value(workflow, field, one)]
            assert told, f"{label} is {'、'.join(listed)}"
