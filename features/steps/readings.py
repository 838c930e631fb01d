"""What can be read: a case as it was, worklists, figures, and who may read what."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from features import cells
from features.steps.tables import Table, pairs, rows
from features.story import Story
from features.vocabulary import sentence

CHANGE_COLUMNS = {
    "时间": "time",
    "谁": "who",
    "办理": "move",
    "状态": "state",
    "time": "time",
    "who": "who",
    "did": "move",
    "state": "state",
}


@sentence(
    "then",
    zh=(
        "在{moment}看,状态为{state}",
        "在“2026-03-02 10:00”看,状态为“处置中”",
        "按当时已知的情况,案卷处于这个状态",
    ),
    en=("as of {moment} the case is {state}", 'as of "2026-03-02 10:00" the case is "Being handled"'),
)
def _(story: Story, moment: str, state: str) -> None:
    """The state of the case as it was known at a moment."""
    at = cells.moment(story.driver.catalogue.calendar, moment)
    seen = story.driver.case(story.case_id(), at)
    wanted = story.words.state(story.workflow(), state)
    assert seen is not None, f"the case was not there at {moment}"
    assert seen.state == wanted, f"the case was {story.called(seen.state)}"


@sentence(
    "then",
    zh=(
        "在{moment}看,还没有这件案卷",
        "在“2026-03-02 08:00”看,还没有这件案卷",
        "当时还没有这件案卷的任何记录",
    ),
    en=("as of {moment} there is no such case", 'as of "2026-03-02 08:00" there is no such case'),
)
def _(story: Story, moment: str) -> None:
    """Nothing was known of the case at that moment."""
    at = cells.moment(story.driver.catalogue.calendar, moment)
    assert story.driver.case(story.case_id(), at) is None, "the case was there"


@sentence(
    "then",
    zh=(
        "从{start}到{end}之间的变化为",
        "从“2026-03-02 10:00”到“2026-03-02 12:00”之间的变化为",
        "前一刻之后到后一刻为止,不多不少只有这些记录;下面的表写时间、谁、办理、状态",
    ),
    en=(
        "between {start} and {end} this changed",
        'between "2026-03-02 10:00" and "2026-03-02 12:00" this changed',
    ),
)
def _(story: Story, start: str, end: str, datatable: Table | None = None) -> None:
    """Exactly these facts were added after the one moment and up to the other: a table with 时间, 谁, 办理, 状态."""
    calendar = story.driver.catalogue.calendar
    after, until = cells.moment(calendar, start), cells.moment(calendar, end)
    meant = [_change(story, row) for row in rows(datatable, CHANGE_COLUMNS)]
    seen = [
        {
            "time": f"{calendar.local(fact.recorded_at):%Y-%m-%d %H:%M}",
            "who": fact.actor,
            "move": fact.trigger,
            "state": fact.target,
        }
        for fact in story.driver.history(story.case_id())
        if after < fact.recorded_at <= until
    ]
    told = [{name: fact[name] for name in row} for fact, row in zip(seen, meant, strict=False)]
    assert told == meant, f"changed: {seen}"
    assert len(seen) == len(meant), f"changed: {seen}"


def _change(story: Story, row: Mapping[str, str]) -> dict[str, str]:
    """A row of a table, by ids."""
    workflow = story.workflow()
    read: Mapping[str, Callable[[str], str]] = {
        "time": str,
        "who": story.cast.person,
        "move": lambda text: story.words.move(workflow, text),
        "state": lambda text: story.words.state(workflow, text),
    }
    return {name: read[name](text) for name, text in row.items()}


@sentence(
    "then",
    zh=(
        "{who}看到的{state}案卷依次为",
        "“派遣员”看到的“已立案待派遣”案卷依次为",
        "处于这个状态的案卷名单,剩余时间最少的在前;下面的表每行一件",
    ),
    en=(
        "the {state} cases of {who} come in this order",
        'the "Filed" cases of "dispatcher" come in this order',
    ),
)
def _(story: Story, who: str, state: str, datatable: Table | None = None) -> None:
    """The list of open cases in a state, least time left first: a table with a name in each row."""
    story.settle()
    names = {identity: name for name, identity in story.cases.items()}
    wanted = [row[0] for row in datatable or ()]
    state = story.words.state(story.workflow(wanted[0] if wanted else ""), state)
    seen = [names.get(case, case) for case in story.driver.worklist(story.cast.person(who), state)]
    assert seen == wanted, f"the list is {'、'.join(seen)}"


REST_ROWS = {
    "事由": "label",
    "批准人": "approver",
    "理由": "ground",
    "临时措施": "interim",
    "顺延": "later",
    "what": "label",
    "granted by": "approver",
    "ground": "ground",
    "interim measure": "interim",
    "later by": "later",
}


@sentence(
    "then",
    zh=(
        "{who}查看{clock}时限,最近一次暂停写明",
        "“派遣员”查看“处置”时限,最近一次暂停写明",
        "时限说明里最近一次暂停的事由、批准人、理由、临时措施、顺延;下面的表每行一项",
    ),
    en=(
        "{who} is told of the last rest of {clock}",
        '"dispatcher" is told of the last rest of "Handle"',
    ),
)
def _(story: Story, who: str, clock: str, datatable: Table | None = None) -> None:
    """What the explanation of a deadline says of its last rest: 事由, 批准人, 理由, 临时措施, 顺延."""
    story.settle()
    name = story.words.clock(story.workflow(), clock)
    rests = story.driver.rests(story.case_id(), story.cast.person(who), name)
    assert rests, f"the clock “{clock}” never rested"
    wanted = pairs(datatable)
    assert wanted.keys() <= REST_ROWS.keys(), f"these can be asked: {'、'.join(REST_ROWS)}"
    seen = {row: getattr(rests[-1], REST_ROWS[row]) for row in wanted}
    assert seen == dict(wanted), f"it says {rests[-1]}"


@sentence(
    "then",
    zh=("闭环统计为", "闭环统计为", "闭环统计的指标;下面的表每行一个指标和它的数,流程走不到的写“不适用”"),
    en=("the closed loop counts", "the closed loop counts"),
)
def _(story: Story, datatable: Table | None = None) -> None:
    """The figures of the closed loop: a table with a figure and its number in each row, or 不适用 where none can be."""
    seen = story.driver.figures()
    wanted = {name: cells.number(said) for name, said in pairs(datatable).items()}
    assert {name: seen[name] for name in wanted if name in seen} == wanted, f"the figures are {dict(seen)}"


@sentence(
    "then",
    zh=(
        "指标{name}的构成为",
        "指标“按期结案率”的构成为",
        "点开这个考核指标看到的各部分件数;下面的表每行一个部分和它的数",
    ),
    en=("the rate {name} is made of", 'the rate "Closed in time" is made of'),
)
def _(story: Story, name: str, datatable: Table | None = None) -> None:
    """The parts of a rate up to now: a table with a part and its number in each row."""
    story.settle()
    _made_of(story.driver.rate(name), datatable)


@sentence(
    "then",
    zh=(
        "在{moment}看,指标{name}的构成为",
        "在“2026-03-10 10:00”看,指标“按期结案率”的构成为",
        "按当时已知的情况重放,这个考核指标的各部分件数;下面的表每行一个部分和它的数",
    ),
    en=(
        "as of {moment} the rate {name} is made of",
        'as of "2026-03-10 10:00" the rate "Closed in time" is made of',
    ),
)
def _(story: Story, moment: str, name: str, datatable: Table | None = None) -> None:
    """The parts of a rate as they were at a moment, folded anew from the facts known then."""
    story.settle()
    at = cells.moment(story.driver.catalogue.calendar, moment)
    _made_of(story.driver.rate(name, at), datatable)


def _made_of(seen: Mapping[str, int], table: Table | None) -> None:
    wanted = {part: int(number) for part, number in pairs(table).items()}
    assert {part: seen.get(part) for part in wanted} == wanted, f"it is made of {dict(seen)}"


@sentence(
    "then",
    zh=("{who}看得到{field}", "“受理员”看得到“诉求人电话”", "此人看得到上报时这个字段的内容"),
    en=("{who} can read {field}", '"intake clerk" can read "Reporter\'s phone"'),
)
def _(story: Story, who: str, field: str) -> None:
    """This person reads what that field of the report says."""
    assert story.readable(who, field), f"{who} does not see {field}"


@sentence(
    "then",
    zh=("{who}看不到{field}", "“审计员”看不到“诉求人电话”", "此人最多知道有这个字段"),
    en=("{who} cannot read {field}", '"auditor" cannot read "Reporter\'s phone"'),
)
def _(story: Story, who: str, field: str) -> None:
    """This person sees at most that the field is there."""
    assert not story.readable(who, field), f"{who} sees {field}"


@sentence(
    "then",
    zh=(
        "{who}看到{field}为{now},更正前为{before}",
        "“受理员”看到“情况描述”为“路口西侧”,更正前为“路口东侧”",
        "更正过的字段,此人看到的现在的内容和原来的内容",
    ),
    en=(
        "{who} reads {field} as {now}, and before as {before}",
        '"intake clerk" reads "Narrative" as "west of the crossing", and before as "east of the crossing"',
    ),
)
def _(story: Story, who: str, field: str, now: str, before: str) -> None:
    """A field that was corrected: what this person reads now, and what stood there before."""
    story.settle()
    name = story.words.any_field(story.workflow(), field)
    seen = story.driver.corrections(story.case_id(), story.cast.person(who))
    told = [(one.old, one.new) for one in seen if one.field == name]
    assert told[-1:] == [(before, now)], f"corrected: {told}"
