"""A small event log of our own making, told of the example desk, and a mapping for it."""

from pathlib import Path

from tests.cli.conftest import ROOT

EXAMPLE = ROOT / "docs" / "examples" / "receipt_desk"
MAPPING = """
[source]
name = "small"

[case]
workflow = "receipt_desk"
number = "case"

[activity]
column = "what"

[time]
column = "when"

[actor.person]
column = "who"

[actor.unit]
column = "group"
values = { "1" = "group_1", "2" = "group_2" }
default = "desk"

[steps.receive]
moves = ["register"]
role = "intake"
fields.channel = { column = "via", values = { net = "web", desk = "window" }, default = "letter" }

[steps.check]
moves = ["check", "check_decided"]
role = "handler"
fields.text = { text = ["{what} by {who}", "{what}"] }

[steps.determine]
moves = ["determine", "determine_decided"]
role = "handler"

[steps.send]
moves = ["send", "send_decided"]
role = "intake"
fields.to = { text = ["applicant of {case}"] }

[steps.decide]
moves = ["decide_when_received", "decide_when_checked", "decide_when_determined", "decide_when_sent"]
role = "shift_leader"
fields.result = { column = "what" }

[steps.call]
skip = "a telephone call is no step of a receipt"
"""
HEADER = "case,what,when,who,group,via\n"
WHOLE = (
    "P-1,receive,2011-10-11T13:45:40.276001+02:00,Resource21,1,net\n"
    "P-1,call,2011-10-11T14:00:00+02:00,Resource21,1,\n"
    "P-1,check,2011-10-12T08:26:25.398+02:00,Resource10,2,\n"
    "P-1,determine,2011-11-24T15:36:51.302+01:00,Resource10,2,\n"
    "P-1,send,2011-11-24T15:37:16.553+01:00,Resource21,1,\n"
    "P-1,decide,2011-11-24T15:37:16.553+01:00,Resource11,9,\n"
)
"""A case from receipt to end; who determines checked himself, and two steps have the same moment."""
MIXED = (
    "P-2,check,2011-10-13T09:00:00+02:00,Resource10,2,\n"
    "P-2,receive,2011-10-12T09:00:00+02:00,Resource21,1,desk\n"
)
"""A case whose rows stand in another order than their times."""
ODD = (
    "P-3,send,2011-10-10T09:00:00+02:00,Resource21,1,\n"
    "P-3,receive,2011-10-11T09:00:00+02:00,Resource21,1,fax\n"
    "P-3,determine,2011-10-12T09:00:00+02:00,Resource10,2,\n"
    "P-3,check,2011-10-13T09:00:00+02:00,Resource10,2,\n"
)
"""A case with a step before its receipt, and one that comes too early."""


def write(folder: Path, *rows: str, mapping: str = MAPPING, name: str = "log.csv") -> tuple[str, ...]:
    """A file of these rows and its mapping, as arguments of the command."""
    file, map_file = folder / name, folder / "history.toml"
    file.write_text(HEADER + "".join(rows), "utf-8")
    map_file.write_text(mapping, "utf-8")
    return ("import", "history", str(file), "--mapping", str(map_file))
