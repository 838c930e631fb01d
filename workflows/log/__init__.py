"""The event log: where every fact lies, in one order without holes, and the only place that decodes and pages it.

| you change | file |
|---|---|
| tables, functions, rights in the database | a further file in `sql/` |
| how a fact lies in its row | `codec.py`, with `compiled_reader.py` and `compiled_writer.py` |
| what lies sealed, whose key, bound to which place | `sealing.py`; carrying sealed values, `sealed_fields.py` |
| an older schema of a fact | `upcasting.py` |
| appending and loading | `event_log.py`, what goes and comes back in `records.py`, SQL in `statements.py` |
| commands that wait together | `coalescer.py`; which may go together, and as what arguments, in `batch.py`, `arrays.py` |
| reads of streams that are asked for at once | `gathering.py` |
| reading in order, as of a moment | `reading.py` |
| lost connections, timeouts, rights of a session | `pool.py`, `connection.py` |
| the library's recorder, mapper and application over the same log | `library.py`, `recorder.py` |
"""

from workflows.log.coalescer import AppendCounts
from workflows.log.codec import StoredRow, decode_row, encode_event
from workflows.log.connection import Timeouts, connect, refuse_db_functions, unsynced
from workflows.log.errors import (
    GapInLog,
    LogError,
    LogRefused,
    LogUnavailable,
    RefusedSetting,
    Undecodable,
    UnknownTopic,
    Unstorable,
)
from workflows.log.event_log import EventLog
from workflows.log.pool import hang_up
from workflows.log.reading import LogReader
from workflows.log.records import DoneCommand, Outcome, Record, as_stored, record_of
from workflows.log.statements import channel

__all__ = [
    "AppendCounts",
    "DoneCommand",
    "EventLog",
    "GapInLog",
    "LogError",
    "LogReader",
    "LogRefused",
    "LogUnavailable",
    "Outcome",
    "Record",
    "RefusedSetting",
    "StoredRow",
    "Timeouts",
    "Undecodable",
    "UnknownTopic",
    "Unstorable",
    "as_stored",
    "channel",
    "connect",
    "decode_row",
    "encode_event",
    "hang_up",
    "record_of",
    "refuse_db_functions",
    "unsynced",
]
