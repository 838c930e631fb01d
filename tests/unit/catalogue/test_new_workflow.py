"""Another workflow is one TOML file and no Python."""

from __future__ import annotations

from pathlib import Path

from tests.architecture.limits import ROOT
from tests.unit.catalogue.small import SMALL, broken, write
from workflows.loader import Catalogue, catalogue_dir, load_catalogue
from workflows.machine import compile_machine
from workflows.render import mermaid

PARKS = """\
key = "park_care"
version = 1
labels = { zh = "公园管护", en = "Park care" }
extends = "city_case"
own_categories = true

[parameters]
near_m = 20
bench_limit = 3

[words.parameters]
bench_limit = { zh = "座椅上限(张)", en = "Benches" }

[words.roles]
gardener = { zh = "园艺工", en = "gardener" }

[words.slots]
tree = { zh = "树木", en = "Tree" }

[states.growing]
phase = "work"
labels = { zh = "养护期", en = "Growing" }

[moves.report]
add_roles = ["gardener"]

[moves.let_grow]
labels = { zh = "转养护", en = "Let it grow" }
from = ["W"]
to = "growing"
roles = ["gardener"]
fact = "work.noted"
evidence = ["tree"]
rules = ["actor_in_lead_unit"]
clocks = ["~handle", "+growth"]

[moves.grown]
labels = { zh = "养护完成", en = "Grown" }
from = ["growing"]
to = "handling"
roles = ["gardener"]
fact = "work.noted"
rules = ["actor_in_lead_unit"]
clocks = ["-growth", "^handle"]

[moves.note]
labels = { zh = "过程记录", en = "Note a step" }
from = ["W", "growing"]
roles = ["unit", "gardener"]
fact = "work.noted"
rules = ["actor_in_any_unit"]

[clocks.growth]
labels = { zh = "养护", en = "Growth" }
kind = "duty"
limit = { amount = 1, unit = "month", basis = "D" }

[categories."park.dead_tree"]
labels = { zh = "树木枯死", en = "Dead tree" }
code = "2199"
filing = ["tree_dead"]
closing = ["tree_replaced"]
limits = { handle = { amount = 3, unit = "work_day" } }

[words.conditions]
tree_dead = { zh = "枯死", en = "Dead" }
tree_replaced = { zh = "已补种", en = "Replaced" }
"""


def loaded_with(folder: Path) -> Catalogue:
    return load_catalogue([catalogue_dir(), folder]).required()


def test_one_file_that_extends_the_base(tmp_path: Path) -> None:
    write(tmp_path, PARKS, "park_care.toml")

    loaded = loaded_with(tmp_path).workflows["park_care"]

    workflow = loaded.workflow
    base = loaded_with(tmp_path).workflows["city_case"].workflow
    assert workflow.parameters == {**base.parameters, "near_m": 20, "bench_limit": 3}
    assert base.parameters["near_m"] == 50
    assert list(workflow.categories) == ["park.dead_tree"]
    assert workflow.moves["note"].sources == ("handling", "rework", "growing"), "a whole row replaces"
    assert "growing" in workflow.moves["contact"].sources
    assert loaded.labels.text("states", "growing") == "养护期"
    assert loaded.labels.text("slots", "tree", "en") == "Tree"
    assert compile_machine(workflow).target("handling", "let_grow") == "growing"
    assert "养护期" in mermaid(workflow, loaded.labels)


def test_the_example_of_the_guide_loads(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "guides" / "write-a-workflow.md").read_text("utf-8")
    write(tmp_path, guide.split("```toml\n")[1].split("```")[0], "park_care.toml")

    assert "growing" in loaded_with(tmp_path).workflows["park_care"].workflow.states


def test_one_file_that_stands_alone(tmp_path: Path) -> None:
    write(tmp_path, SMALL)

    workflow = loaded_with(tmp_path).workflows["small"].workflow

    assert list(workflow.states) == ["waiting", "working", "resting", "ended"]
    assert workflow.roles == {"desk": ("intake", "dispatcher")}


def test_a_category_of_the_base_may_be_given_another_limit(tmp_path: Path) -> None:
    text = (
        'key = "quick"\nversion = 1\nlabels = { zh = "快", en = "Quick" }\nextends = "city_case"\n'
        '[categories."street.litter"]\nlabels = { zh = "垃圾", en = "Litter" }\ncode = "0102"\n'
        'filing = ["heaped"]\nclosing = ["cleared"]\nlimits = { handle = { amount = 1, unit = "work_hour" } }\n'
    )
    write(tmp_path, text, "quick.toml")

    catalogue = loaded_with(tmp_path)

    quick = catalogue.workflows["quick"].workflow
    assert quick.categories["street.litter"].limits["handle"].amount == 1
    assert len(quick.categories) == len(catalogue.workflows["city_case"].workflow.categories)
    assert catalogue.workflow_of("street.litter") == "city_case", "the first that lists it"


def test_words_of_an_office_come_before_the_packaged_ones(tmp_path: Path) -> None:
    write(tmp_path, '[roles]\ngrid = { zh = "楼长", en = "house warden" }\n', "labels.toml")

    catalogue = loaded_with(tmp_path)

    assert catalogue.labels.text("roles", "grid") == "楼长"
    assert catalogue.labels.text("roles", "intake") == "受理员"


def test_the_digest_of_one_does_not_depend_on_the_others(tmp_path: Path, catalogue: Catalogue) -> None:
    write(tmp_path, PARKS, "park_care.toml")

    for key, loaded in catalogue.workflows.items():
        assert loaded_with(tmp_path).workflows[key].workflow.digest == loaded.workflow.digest


def test_labels_do_not_count_but_every_rule_does(tmp_path: Path) -> None:
    def digest(text: str) -> str:
        write(tmp_path, text)
        return loaded_with(tmp_path).workflows["small"].workflow.digest

    plain = digest(SMALL)

    assert digest(broken('zh = "等"', 'zh = "候"')) == plain
    assert digest(broken('desk = { zh = "台"', 'desk = { zh = "桌"')) == plain
    assert digest(f"# a remark\n{SMALL}") == plain
    for old, new in (
        ("amount = 60", "amount = 61"),
        ('"photo_near_place"]', '"photo_near_place", "closer_not_hands"]'),
        ("near_m = 50", "near_m = 51"),
        ('roles = ["deputy"]', 'roles = ["leader"]'),
        ('cite = "某条例2"', 'cite = "某条例3"'),
        ('basis = "L"', 'basis = "S"'),
        ("version = 1", "version = 2"),
        ('labels = { zh = "甲"', 'labels = { zh = "乙"'),
    ):
        assert digest(broken(old, new)) != plain, new
