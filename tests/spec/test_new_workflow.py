"""A further workflow takes one TOML file and one feature file, and no Python."""

from pathlib import Path

import pytest

from api.postgres import Lease
from features.gherkin_files import outlined
from tests.spec.running import feature, spec

OWN = """\
key = "lost_property"
version = 1
labels = { zh = "失物招领", en = "Lost property" }

[states.found]
phase = "intake"
labels = { zh = "待登记", en = "Found" }

[states.kept]
phase = "work"
labels = { zh = "保管中", en = "Kept" }

[states.handed_back]
phase = "check"
labels = { zh = "已领回待核对", en = "Handed back" }

[states.closed]
phase = "done"
labels = { zh = "已办结", en = "Closed" }

[moves.hand_in]
labels = { zh = "交来", en = "Hand in" }
from = ["new"]
to = "found"
roles = ["grid", "intake", "reporter"]
fact = "case.reported"
requires = ["place"]
rules = ["place_in_area"]
clocks = ["+register"]

[moves.register]
labels = { zh = "登记入库", en = "Register" }
from = ["found"]
to = "kept"
roles = ["intake"]
fact = "case.filed"
set = { deemed = false }
rules = ["filing_condition_met"]
clocks = ["-register", "+keep"]

[moves.give_back]
labels = { zh = "归还失主", en = "Give back" }
from = ["kept"]
to = "handed_back"
roles = ["intake"]
fact = "work.reported"
evidence = ["receipt"]
rules = ["evidence_complete"]
clocks = ["-keep", "+close"]

[moves.close]
labels = { zh = "核对办结", en = "Close" }
from = ["handed_back"]
to = "closed"
roles = ["intake", "shift_leader"]
fact = "case.closed"
rules = ["closer_not_hands"]
clocks = ["-close"]

[clocks.register]
labels = { zh = "登记", en = "Register" }
kind = "duty"
limit = { amount = 1, unit = "work_day", basis = "D" }

[clocks.keep]
labels = { zh = "保管", en = "Keep" }
kind = "duty"
limit = { amount = 30, unit = "natural_day", basis = "D" }

[clocks.close]
labels = { zh = "核对", en = "Close" }
kind = "duty"
limit = { amount = 2, unit = "work_day", basis = "D" }

[categories."lost.thing"]
labels = { zh = "拾得物品", en = "Thing found" }
code = "2199"
filing = ["owner_unknown"]
closing = ["owner_has_it"]

[words.conditions]
owner_unknown = { zh = "失主不明", en = "Owner unknown" }
owner_has_it = { zh = "失主已领回", en = "The owner has it" }

[words.slots]
receipt = { zh = "领取凭证", en = "Receipt" }
"""
OWN_FEATURE = """\
# language: zh-CN
功能: 失物归还由另一个人核对

  规则: 经手归还的人不能自己办结

    场景: 受理员归还后自己办结被拒绝,值班长可以
      假如 一件“拾得物品”案卷处于“保管中”
      当 “受理员”归还失主
      而且 “受理员”核对办结
      那么 被拒绝,提示“经办人不得决定本案的核查、审批、移送与归档”
      当 “值班长”核对办结
      那么 状态为“已办结”

    场景: 保管三十日
      假如 一件“拾得物品”案卷处于“待登记”
      当 “受理员”登记入库
      那么 “保管”时钟到期于“2026-04-01 24:00”

    场景: 没有凭证不能归还
      假如 一件“拾得物品”案卷处于“保管中”
      当 “受理员”归还失主
        | 附件 | 无 |
      那么 被拒绝,提示“须上传全部证据,并有拍摄时间和地点”
"""
EXTENDING = """\
key = "tree_pruning"
version = 1
labels = { zh = "树木修剪", en = "Tree pruning" }
extends = "city_case"
own_categories = true

[moves.survey]
labels = { zh = "现场勘查", en = "Survey" }
from = ["filed"]
roles = ["dispatcher"]
fact = "work.noted"

[moves.close]
add_rules = ["closer_not_hands"]

[categories."tree.dead_branch"]
labels = { zh = "枯枝断枝", en = "Dead branch" }
code = "2198"
filing = ["branch_may_fall"]
closing = ["branch_removed"]
limits = { handle = { amount = 2, unit = "work_day", basis = "D" } }
flags = ["safety"]

[words.conditions]
branch_may_fall = { zh = "有坠落危险", en = "A branch may fall" }
branch_removed = { zh = "已修剪清运", en = "The branch is gone" }
"""
EXTENDING_FEATURE = """\
# language: zh-CN
功能: 枯枝修剪照七步办理,先勘查再派遣

  规则: 照七步办理

    场景: 勘查、派遣、修剪、核查、结案
      假如 一件“枯枝断枝”案卷“一号”处于“已立案待派遣”
      当 “派遣员”现场勘查
      而且 “派遣员”派遣“养护公司”
      那么 “处置”时钟到期于“2026-03-04 17:30”
      而且 记录中有1次“现场勘查”

    场景: 从上报一直办到结案
      假如 一件“枯枝断枝”案卷由“承办人丙”承办,处于“已结案”
      那么 记录中有1次“核查通过”
      而且 “办结承诺”时钟已停止
"""


def folder_with(tmp_path: Path, definition: str, name: str) -> Path:
    folder = tmp_path / "catalogue"
    folder.mkdir()
    (folder / name).write_text(definition, encoding="utf-8")
    return folder


NEW_WORKFLOWS = [
    pytest.param("lost_property.toml", OWN, OWN_FEATURE, id="of its own"),
    pytest.param("tree_pruning.toml", EXTENDING, EXTENDING_FEATURE, id="extending the base"),
]


@pytest.mark.parametrize(("name", "definition", "text"), NEW_WORKFLOWS)
def test_a_workflow_takes_one_toml_and_one_feature(
    name: str, definition: str, text: str, postgres_server: Lease, tmp_path: Path
) -> None:
    folder = folder_with(tmp_path, definition, name)
    feature(tmp_path, text)
    drivers = ("--driver", "domain", "--driver", "inprocess", "--driver", "http")
    environment = {"BIHUAN_DATABASE_URL": postgres_server.admin_dsn}
    run = spec(tmp_path, "--catalogue", str(folder), *drivers, "tried.feature", **environment)
    assert run.code == 0, run.text
    assert f"{3 * len(outlined(text))} passed" in run.text


def test_the_catalogue_that_is_set_is_played_on(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, OWN, "lost_property.toml")
    feature(tmp_path, OWN_FEATURE)
    run = spec(tmp_path, "tried.feature", BIHUAN_CATALOGUE_DIR=str(folder))
    assert run.code == 0, run.text


def test_a_workflow_with_a_defect_is_named_with_file_and_line(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, OWN.replace('to = "kept"', 'to = "lost"'), "lost_property.toml")
    feature(tmp_path, OWN_FEATURE)
    run = spec(tmp_path, "--catalogue", str(folder), "tried.feature")
    line = 1 + OWN[: OWN.index('to = "kept"')].count("\n")
    assert run.code == 4
    assert f"{folder / 'lost_property.toml'}:{line}: " in run.text
