"""Cases that were handled elsewhere, taken over from their event log: what happened, in its order, at its own times.

| you change | file |
|---|---|
| what a mapping may say | `mapping.py` |
| how rows become the steps of cases | `steps.py`, what a step carries in `fields.py` |
| XES as rows | `xes.py` |
| whether a mapping fits workflow and office | `fitting.py` |
| telling steps to the engine, counting | `teller.py`, the reasons why one is left out in `reasons.py`, telling what became of all in `counts.py` |
| proving from file and database that order and times are the same | `check.py` |
"""
