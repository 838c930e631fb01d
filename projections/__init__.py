"""The read side: everything that can be looked at is a fold of the log, kept in tables that can be thrown away.

Where a change goes:

| you change | file |
|---|---|
| what a list, a history or a figure shows | `board.py`, `timeline.py`, `closed_loop.py`: one read model a file; raise its version |
| what of a case's clocks a row keeps | `live_clocks.py` |
| how it is filtered, sorted, counted | `board_query.py`, `timeline_query.py`, `closed_loop_query.py`, `figures.py` |
| how cases are found on a large board | `board_finding.py` its indexes, `board_lists.py` pages, `board_counts.py` numbers |
| what a condition or an order means, in SQL and in memory alike | `conditions.py`, `ordering.py` |
| what a read model is | `projection.py`; its columns in `columns.py`, its SQL in `table.py` |
| what lies beside a table and follows from it | `companion.py`; numbers of rows in `tally.py`, words in `words.py` |
| how the log is followed | `runner.py` the loop, `following.py` one batch, `pages.py` in, `folding.py` events to rows, `read_model.py` out |
| what the log and a follower must offer | `ports.py` |
| who may write, how far it came, what is parked | `books.py` and `books.sql`, `lease.py`, `parking.py`, `lag.py` |
| connections, waiting for news and for a position | `connecting.py`, `hint.py`, `waiting.py` |
| building beside, comparing, switching | `rebuild.py`, `building.py`, `filling.py`, `switch.py`, `digest.py` |
| how a question is asked over either kind of connection | `query.py` |
| how things stood at a moment | `as_of.py` |

No field of class 2 or 3 enters a row: a test plants marks in all of them and looks for them here.
"""
