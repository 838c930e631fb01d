"""Diagrams and reference pages are written from the definition."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.definition import Move, State
from workflows.loader import Catalogue, Labels
from workflows.loader.words import Label
from workflows.reference import pages, unlabelled
from workflows.render import mermaid

STATUTORY = "法定时限"


@pytest.mark.parametrize(("language", "said"), [("zh", "待受理"), ("en", "Reported")])
def test_a_diagram_has_ids_and_labels(catalogue: Catalogue, language: str, said: str) -> None:
    loaded = catalogue.workflows["city_case"]

    drawn = mermaid(loaded.workflow, loaded.labels, language)

    assert drawn.startswith("stateDiagram-v2\n")
    assert f'state "{said}" as reported' in drawn
    assert "[*] --> reported : " in drawn
    assert "withdrawn --> [*]" in drawn
    assert "closed --> [*]" not in drawn, "a closed case may be reopened"


def test_every_state_and_every_leading_move_is_drawn(catalogue: Catalogue) -> None:
    for loaded in catalogue.workflows.values():
        drawn = mermaid(loaded.workflow, loaded.labels).splitlines()
        for name in loaded.workflow.states:
            assert sum(line.endswith(f" as {name}") for line in drawn) == 1
        for move in loaded.workflow.moves.values():
            for source in move.sources if move.target else ():
                arrow = f"    {source if source != 'new' else '[*]'} --> {move.target} : "
                assert any(line.startswith(arrow) for line in drawn)


def test_signs_that_mean_something_to_mermaid_are_written_out(catalogue: Catalogue) -> None:
    workflow = replace(
        catalogue.workflows["city_case"].workflow,
        states={"end": State(phase="work"), "over": State(phase="done")},
        moves={"go": Move(sources=("end",), target="over", roles=("intake",), fact="work.noted")},
    )
    labels = Labels({"states": {"end": Label('a "b": c;', "")}, "moves": {"go": Label("x\ny #1 <b>", "")}})

    drawn = mermaid(workflow, labels)

    assert 'state "a #quot;b#quot;#58; c#59;" as end_' in drawn
    assert "end_ --> over : x y #35;1 #lt;b#gt;" in drawn


def test_only_binding_text_is_called_statutory(catalogue: Catalogue) -> None:
    told = {path: text.count(f"**{STATUTORY}**") for path, text in pages(catalogue).items()}

    assert {path: count for path, count in told.items() if count} == {
        "workflows/estate.md": 1,
        "workflows/handover.md": 2,
        "workflows/lift_rescue.md": 2,
        "workflows/mediation.md": 1,
        "workflows/penalty.md": 7,
        "workflows/petition.md": 7,
    }


def test_a_table_row_has_as_many_cells_as_its_head(catalogue: Catalogue) -> None:
    for path, text in pages(catalogue).items():
        width = 0
        for line in text.splitlines():
            cells = line.replace("\\|", "").count("|")
            width = cells if line.startswith("|") and not width else width if line.startswith("|") else 0
            assert cells == width or not line.startswith("|"), f"{path}: {line}"


def test_what_nobody_named_is_found() -> None:
    missing = set(unlabelled(Labels()))

    assert {"topics.case.filed", "fields.grid", "values.channel.web"} <= missing
