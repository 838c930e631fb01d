"""The plugin behind `bihuan spec`: features anywhere, steps of one's own, and answers that help."""

from pathlib import Path

from tests.spec.running import feature, spec

HEAD = "# language: zh-CN\n功能: 试一试\n\n"
SOUND = HEAD + (
    "  场景: 承办人签收\n"
    "    假如 一件“暴露垃圾”案卷已派遣给“保洁公司”\n"
    "    当 “承办人甲”签收\n"
    "    那么 状态为“处置中”\n"
)


def test_a_feature_outside_the_checkout_is_played_without_a_python_file(tmp_path: Path) -> None:
    feature(tmp_path, SOUND)
    run = spec(tmp_path, "tried.feature", "-v")
    assert run.code == 0, run.text
    assert "tried.feature::承办人签收[domain] PASSED" in run.text


def test_a_folder_of_features_is_played_with_tags_and_examples_of_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "两级" / "目录"
    folder.mkdir(parents=True)
    tagged = SOUND.replace("功能: 试一试", "@本周 @v1.2\n功能: 试一试")
    outline = tagged + (
        "\n  场景大纲: 派给谁都一样\n    假如 一件“暴露垃圾”案卷已派遣给“<单位>”\n    那么 状态为“已派遣待签收”\n\n"
        "    @例\n    例子:\n      | 单位     |\n      | 保洁公司 |\n      | 养护公司 |\n"
    )
    feature(folder, outline)
    run = spec(tmp_path, ".", "-m", "本周", "--strict-markers", "-W", "error")
    assert "3 passed" in run.text


def test_several_drivers_may_be_asked_for_and_what_is_not_for_one_is_not_collected(tmp_path: Path) -> None:
    text = SOUND.replace("  场景", "  @lists\n  场景")
    feature(tmp_path, text + SOUND.removeprefix(HEAD).replace("承办人签收", "也签收"))
    run = spec(tmp_path, "--collect-only", "-q", "--driver", "domain", "--driver", "http", ".")
    assert "承办人签收[domain]" not in run.text
    assert "承办人签收[http]" in run.text
    assert "也签收[domain]" in run.text
    assert "也签收[http]" in run.text


def test_what_fails_names_the_file_the_line_and_what_was_seen(tmp_path: Path) -> None:
    feature(tmp_path, SOUND.replace("状态为“处置中”", "状态为“已结案”"))
    run = spec(tmp_path, "tried.feature", "-vv")
    assert run.code == 1
    assert "the case is “处置中”" in run.text
    assert "scenario.py" not in run.text.split("FAILURES")[0]


def test_a_refusal_nobody_speaks_of_fails(tmp_path: Path) -> None:
    feature(tmp_path, SOUND.replace("    那么 状态为“处置中”\n", "").replace("承办人甲", "承办人丙"))
    run = spec(tmp_path, "tried.feature")
    assert run.code == 1
    assert "refused: not_lead_unit" in run.text


def test_an_undefined_step_answers_with_the_nearest_ones_and_a_snippet(tmp_path: Path) -> None:
    path = feature(tmp_path, SOUND.replace("状态为“处置中”", "案卷在“处置中”里"))
    run = spec(tmp_path, "tried.feature")
    assert run.code == 1
    assert f"{path}:7: 没有这一步" in run.text
    assert "  状态为“核查中”" in run.text
    assert "@then('案卷在“处置中”里')" in run.text


def test_steps_may_be_taught_beside_the_feature(tmp_path: Path) -> None:
    taught = (
        "from pytest_bdd import then\nfrom features.story import Story\n\n"
        "@then('案卷在“处置中”里')\ndef _(story: Story) -> None:\n    assert story.case().state == 'handling'\n"
    )
    (tmp_path / "conftest.py").write_text(taught, encoding="utf-8")
    feature(tmp_path, SOUND.replace("状态为“处置中”", "案卷在“处置中”里"))
    assert spec(tmp_path, "tried.feature").code == 0


def test_an_async_step_stops_the_run_since_it_would_pass_whatever_it_says(tmp_path: Path) -> None:
    sleeping = (
        "from pytest_bdd import then\n\n"
        "@then('案卷在“处置中”里')\nasync def it_never_runs() -> None:\n    raise AssertionError\n"
    )
    (tmp_path / "conftest.py").write_text(sleeping, encoding="utf-8")
    feature(tmp_path, SOUND.replace("状态为“处置中”", "案卷在“处置中”里"))
    run = spec(tmp_path, "tried.feature")
    assert run.code == 4
    assert "these steps are async" in run.text
    assert f"it_never_runs ({tmp_path / 'conftest.py'}:" in run.text


def test_a_flawed_file_is_named_and_nothing_of_it_is_played(tmp_path: Path) -> None:
    path = feature(tmp_path, SOUND.replace("场景:", "场景\N{FULLWIDTH COLON}"))
    run = spec(tmp_path, "tried.feature")
    assert run.code == 2
    assert f"{path}:4: “场景”后用了全角冒号" in run.text


def test_a_server_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    feature(tmp_path, SOUND)
    nowhere = "postgresql://nobody@127.0.0.1:9/none?connect_timeout=2"
    run = spec(tmp_path, "--driver", "inprocess", "tried.feature", BIHUAN_DATABASE_URL=nowhere)
    assert run.code == 1
    assert "Specifications make a database of their own" in run.text
    assert "Traceback" not in run.text


def test_an_unknown_driver_is_refused_by_name(tmp_path: Path) -> None:
    feature(tmp_path, SOUND)
    run = spec(tmp_path, "--driver", "paper", "tried.feature")
    assert run.code == 4
    assert "paper" in run.text
