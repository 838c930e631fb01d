"""Every step that claims something fails when it is not so; a step that cannot fail proves nothing."""

from pathlib import Path

from api.postgres import Lease
from features.steps_listing import phrases
from tests.spec.running import Run, feature, spec

CHECKING = "    假如 一件“暴露垃圾”案卷由“承办人甲”承办,处于“核查中”\n      | 诉求人电话 | 号码 1 |\n"
CHANGES = "      | 时间 | 办理 |\n"
UNTRUE = (
    "那么 被拒绝,提示“经办人不得核查本人案卷”",
    "当 “承办人甲”核查通过\n    那么 被拒绝,提示“须有书面反馈”",
    "当 “承办人甲”核查通过\n    那么 被拒绝,提示“经办人不得核查本人案卷”,代码为“own_case”",
    "当 “承办人甲”核查通过\n    那么 办理成功",
    "当 “承办人甲”核查通过\n    那么 状态为“核查中”",
    "那么 状态为“已结案”",
    "那么 “处置”时钟到期于“2026-03-02 09:00”",
    "那么 “派遣”时钟到期于“2026-03-02 09:00”",
    "那么 “处置”时钟在走",
    "那么 “核查”时钟暂停",
    "那么 “核查”时钟已停止",
    "那么 “处置”时钟共起算2次",
    "那么 返工记1次",
    "那么 退单记1次",
    "那么 案卷为第2轮",
    "那么 挂有1件“溯源”子案",
    "那么 记录中有2次“签收”",
    "那么 “值班长”可以结案",
    "那么 “核查员甲”不能核查通过,提示“经办人不得核查本人案卷”",
    "那么 “承办人甲”不能核查通过,提示“须有书面反馈”",
    "那么 在“2026-03-02 10:00”看,状态为“处置中”",
    "那么 在“2026-03-02 08:00”看,状态为“核查中”",
    "那么 在“2026-03-02 10:00”看,还没有这件案卷",
    f"那么 从“2026-03-02 08:00”到“2026-03-02 10:00”之间的变化为\n{CHANGES}      | 2026-03-02 09:00 | 签收 |",
    f"那么 从“2026-03-02 08:00”到“2026-03-02 10:00”之间的变化为\n{CHANGES}      | 2026-03-02 09:00 | 上报 |",
    "那么 没有“风险评级”这一步",
    "那么 经过依次为\n      | 谁 |\n      | 没有的人 |",
    "那么 最近一次“签收”写明\n      | 人员 | 承办人丙 |",
    "那么 “处置中”时钟在走",
    "当 “没有的人”核查通过\n    那么 办理成功",
)
UNTRUE_OF_LISTS = (
    "那么 “派遣员”看到的“待受理”案卷依次为\n      | 案卷 |",
    "那么 闭环统计为\n      | 返工 | 1 |",
    "那么 闭环统计为\n      | 没有的指标 | 0 |",
    "那么 指标“按期结案率”的构成为\n      | 移送 | 1 |",
    "那么 指标“按期结案率”的构成为\n      | 没有的部分 | 0 |",
    "那么 指标“没有的指标”的构成为\n      | 移送 | 0 |",
    "那么 在“2026-03-02 10:00”看,指标“按期结案率”的构成为\n      | 移送 | 1 |",
    "那么 “派遣员”查看“处置”时限,最近一次暂停写明\n      | 批准人 | 分管领导 |",
    "那么 “派遣员”查看“处置”时限,写明\n      | 预估 | 是 |",
    "那么 “承办人丙”看得到“诉求人电话”",
    "那么 “受理员”看不到“诉求人电话”",
    "那么 “受理员”看到“诉求人电话”为“号码 1”,更正前为“号码 2”",
    "那么 计划“没有的计划”已生成1期",
)

UNTRUE_OF_DOORS = (
    "那么 “审计员”查得“派遣员”看过“诉求人电话”,目的为“履行职责”",
    "当 案卷由“派遣员”查看\n    那么 “审计员”查得“派遣员”看过“诉求人电话”,目的为“审计监督”",
    "当 案卷由“派遣员”查看\n    那么 “审计员”查不到“派遣员”看过“诉求人电话”",
    "那么 “受理员”看到“诉求人电话”已删除",
    "那么 “审计员”看到“诉求人电话”已封存",
)
UNTRUE_OF_RECORDS = ("那么 记录中没有一步“核查或关闭了自己经手的案卷”",)
"""Found untrue of a record that was changed, in `test_invariants`: none can be played in which it is not so."""


def played(folder: Path, claims: tuple[str, ...], *arguments: str, **environment: str) -> Run:
    text = "# language: zh-CN\n功能: 不实之词\n\n" + "\n".join(
        f"  场景: 第{number}句\n{CHECKING}    {claim}\n" for number, claim in enumerate(claims, 1)
    )
    feature(folder, text)
    return spec(folder, "tried.feature", "-rA", *arguments, **environment)


def test_what_is_not_so_fails(tmp_path: Path) -> None:
    run = played(tmp_path, UNTRUE)
    assert f"{len(UNTRUE)} failed" in run.text
    assert "passed" not in run.text
    assert "KeyError" not in run.text, "a mistake of the writer is told in words"


def test_what_is_not_so_of_lists_figures_and_rights_fails(tmp_path: Path, postgres_server: Lease) -> None:
    environment = {"BIHUAN_DATABASE_URL": postgres_server.admin_dsn}
    run = played(tmp_path, UNTRUE_OF_LISTS, "--driver", "inprocess", **environment)
    assert f"{len(UNTRUE_OF_LISTS)} failed" in run.text
    assert "passed" not in run.text


def test_what_is_not_so_of_doors_fails(tmp_path: Path, postgres_server: Lease) -> None:
    environment = {"BIHUAN_DATABASE_URL": postgres_server.admin_dsn}
    run = played(tmp_path, UNTRUE_OF_DOORS, "--driver", "http", **environment)
    assert f"{len(UNTRUE_OF_DOORS)} failed" in run.text
    assert "passed" not in run.text


def test_who_looks_without_a_door_is_told_which_tag_it_lacks(tmp_path: Path) -> None:
    assert "tag the scenario @door" in played(tmp_path, UNTRUE_OF_DOORS).text


def test_a_scenario_the_domain_cannot_keep_says_which_tag_it_lacks(tmp_path: Path) -> None:
    run = played(tmp_path, UNTRUE_OF_LISTS)
    assert all(f"tag the scenario @{tag}" in run.text for tag in ("lists", "figures", "rights", "deadlines"))


def test_no_claim_is_left_out() -> None:
    said = [
        line.strip().removeprefix("那么 ")
        for claim in (*UNTRUE, *UNTRUE_OF_LISTS, *UNTRUE_OF_DOORS, *UNTRUE_OF_RECORDS)
        for line in claim.split("\n")
    ]
    claims = {phrase.template for phrase in phrases() if (phrase.kind, phrase.language) == ("then", "zh")}
    tried = {phrase.template for phrase in phrases() for text in said if phrase.matches(text)}
    assert claims <= tried
