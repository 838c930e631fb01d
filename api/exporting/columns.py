"""The columns of exported tables: of facts, one row each, and of cases, one row each."""

from __future__ import annotations

from dataclasses import dataclass

TEXT, WHOLE, NUMBER, TRUTH, MOMENT, DATA = "text", "whole", "number", "truth", "moment", "data"
"""Kinds of values; `DATA` is written as JSON."""
FACTS, CASES = "facts", "cases"


@dataclass(frozen=True)
class Column:
    """A column: its name for programs, its kind, its heading for people."""

    name: str
    kind: str
    zh: str
    en: str


FACT_COLUMNS = (
    Column("case_id", TEXT, "案卷标识", "Case id"),
    Column("case_no", TEXT, "案卷编号", "Case number"),
    Column("workflow", TEXT, "流程", "Workflow"),
    Column("version", WHOLE, "案内序号", "Number in case"),
    Column("position", WHOLE, "日志位置", "Position"),
    Column("event_id", TEXT, "事实标识", "Fact id"),
    Column("topic", TEXT, "事实", "Fact"),
    Column("activity", TEXT, "活动", "Activity"),
    Column("occurred_at", MOMENT, "发生时间", "Occurred at"),
    Column("recorded_at", MOMENT, "记录时间", "Recorded at"),
    Column("move", TEXT, "动作", "Move"),
    Column("from", TEXT, "原状态", "From state"),
    Column("to", TEXT, "新状态", "To state"),
    Column("state", TEXT, "新状态名称", "To state, label"),
    Column("phase", TEXT, "阶段", "Phase"),
    Column("actor", TEXT, "经办人", "Actor"),
    Column("role", TEXT, "角色", "Role"),
    Column("post", TEXT, "岗位", "Post"),
    Column("unit", TEXT, "单位", "Unit"),
    Column("unit_name", TEXT, "单位名称", "Unit, name"),
    Column("on_behalf_of", TEXT, "代何人", "On behalf of"),
    Column("door", TEXT, "入口", "Door"),
    Column("fields", DATA, "内容", "Fields"),
)
CASE_COLUMNS = (
    Column("case_id", TEXT, "案卷标识", "Case id"),
    Column("case_no", TEXT, "案卷编号", "Case number"),
    Column("title", TEXT, "标题", "Title"),
    Column("workflow", TEXT, "流程", "Workflow"),
    Column("workflow_name", TEXT, "流程名称", "Workflow, name"),
    Column("state", TEXT, "状态", "State"),
    Column("state_name", TEXT, "状态名称", "State, name"),
    Column("phase", TEXT, "阶段", "Phase"),
    Column("category", TEXT, "类别", "Category"),
    Column("category_name", TEXT, "类别名称", "Category, name"),
    Column("channel", TEXT, "来源", "Channel"),
    Column("urgent", TRUTH, "紧急", "Urgent"),
    Column("community", TEXT, "社区", "Community"),
    Column("community_name", TEXT, "社区名称", "Community, name"),
    Column("grid", TEXT, "网格", "Grid"),
    Column("address", TEXT, "地点", "Address"),
    Column("lat_deg", NUMBER, "纬度", "Latitude"),
    Column("lon_deg", NUMBER, "经度", "Longitude"),
    Column("unit", TEXT, "主办单位", "Lead unit"),
    Column("unit_name", TEXT, "主办单位名称", "Lead unit, name"),
    Column("reporter", TEXT, "上报人", "Reporter"),
    Column("opened_at", MOMENT, "上报时间", "Opened at"),
    Column("filed_at", MOMENT, "立案时间", "Filed at"),
    Column("closed_at", MOMENT, "结案时间", "Closed at"),
    Column("last_at", MOMENT, "最近发生时间", "Last at"),
    Column("round", WHOLE, "轮次", "Round"),
    Column("returns", WHOLE, "退单次数", "Returns"),
    Column("reworks", WHOLE, "返工次数", "Reworks"),
    Column("reopened", WHOLE, "重新立案次数", "Reopened"),
    Column("level", TEXT, "层级", "Level"),
    Column("rating", WHOLE, "评分", "Rating"),
    Column("solved", TEXT, "是否解决", "Solved"),
    Column("risk", TEXT, "风险", "Risk"),
    Column("master", TEXT, "主案卷", "Merged into"),
    Column("facts", WHOLE, "事实数", "Facts"),
)
TABLES = {FACTS: FACT_COLUMNS, CASES: CASE_COLUMNS}
