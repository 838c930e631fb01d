"""Benchmarks, each beside its peers in one interleaved run on one server; they need a checkout.

| you want | file |
|---|---|
| another benchmark | a module with `contest(ground)`, and a line in `BENCHMARKS` |
| rounds, medians, ratios, JSON, the table | `harness.py` |
| the server and fresh databases | `ground.py` |
| the machine as it is described in a result | `machine.py` |
| many callers at once, in an event loop or in threads | `callers.py` |
| what others do on the same server | `peers/` |
"""

BENCHMARKS = {
    "append": "durable commands a second at 1, 8 and 32 callers: our log, the library's recorder, a plain insert",
    "lifecycle": "moves and whole cases of eight steps a second: our engine, the library's application, by hand",
    "conformance": "steps a second: a record judged again, every rule and deadline of it",
    "rebuild": "events a second: all read models built anew, the board as of a position",
    "board": "milliseconds of a worklist among a million cases: filters, pairs, words, counts",
    "http": "moves a second over HTTP beside an echo and a plain insert in the same framework",
    "growth": "append and read of a case among 100,000 and among 10,000,000 facts",
    "resources": "memory and readiness of the processes, seconds until the command line answers",
    "audit": "facts sealed and verified a second, milliseconds from a fact to the signed head that counts it",
    "lag": "milliseconds from a command to its row on the board, at 500 and 2,000 moves a second",
}
"""What can be run, each a module of that name here, and what it says in a list."""
