"""Reading the ladder of a clock: what happens at which point of its time."""

from __future__ import annotations

from domain.definition import Rung
from workflows.loader.table import Table


def read_ladder(clock: Table) -> dict[str, Rung]:
    """The rungs of `ladder` by name, in the order of the file."""
    rungs = {}
    for name, table in clock.tables("ladder"):
        rungs[name] = Rung(
            percent=table.number("at"),
            after=table.limit("after"),
            every=table.limit("every"),
            tell=table.ids("tell"),
            move=table.text("move"),
            given=fixed_values(table),
        )
        if sum(key in table.data for key in ("at", "after", "every")) != 1:
            message = f'"{name}" needs one point; write at = 80 (percent of the time), or after or every with a limit'
            table.wrong("", "bad_rung", message)
        elif not rungs[name].tell and not rungs[name].move:
            message = f'"{name}" does nothing; write whom it is to tell, or which move to take'
            table.wrong("", "bad_rung", message)
        table.finish()
    return rungs


def fixed_values(table: Table) -> dict[str, str | int | bool]:
    """What `set` fixes of the fact that a move emits."""
    below = table.table("set")
    given = {}
    for name, value in below.data.items() if below else ():
        if isinstance(value, (str, int, bool)):
            given[name] = value
        else:
            table.wrong(
                "set", "wrong_type", f'"{name}" cannot be fixed to this; write a text, number or true/false'
            )
    return given
