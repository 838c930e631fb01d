"""XES is read as rows: traces give the case, events the steps."""

from pathlib import Path

import pytest

from api.importing.history.mapping import read_history_mapping
from api.importing.history.xes import open_log
from api.importing.rows import BadFile
from tests.importing.history_samples import write

XES = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <global scope="event"><string key="concept:name" value="x"/></global>
  <trace>
    <string key="concept:name" value="P-1"/>
    <list key="notes"><string key="inner" value="not taken"/></list>
    <event>
      <string key="concept:name" value="receive"/>
      <date key="time:timestamp" value="2011-10-11T13:45:40.276+02:00"/>
    </event>
    <event>
      <string key="concept:name" value="check"/>
      <date key="time:timestamp" value="2011-10-12T08:26:25.398+02:00"/>
      <int key="cost" value="3"/>
    </event>
  </trace>
  <trace><string key="concept:name" value="P-2"/></trace>
</log>
"""


def _open(folder: Path, text: str) -> list[dict[str, str]]:
    mapping = read_history_mapping(Path(write(folder)[-1]))
    file = folder / "log.xes"
    file.write_text(text, "utf-8")
    return [dict(row.cells) for row in open_log(file, mapping).rows]


def test_an_event_is_a_row_and_its_trace_the_case(tmp_path: Path) -> None:
    first, second = _open(tmp_path, XES)
    assert first == {
        "case:concept:name": "P-1",
        "concept:name": "receive",
        "time:timestamp": "2011-10-11T13:45:40.276+02:00",
        "cost": "",
    }
    assert (second["concept:name"], second["cost"]) == ("check", "3")


@pytest.mark.parametrize(
    ("text", "because"),
    [
        (XES.replace("</log>", ""), "this is no XES"),
        (
            XES.replace("<log ", '<!DOCTYPE log [<!ENTITY a "b">]>\n<log '),
            "a document type has no place in XES",
        ),
    ],
)
def test_what_is_no_xes_is_refused(tmp_path: Path, text: str, because: str) -> None:
    with pytest.raises(BadFile, match=because):
        _open(tmp_path, text)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    mapping = read_history_mapping(Path(write(tmp_path)[-1]))
    with pytest.raises(BadFile, match="check the name"):
        open_log(tmp_path / "nowhere.xes", mapping)
