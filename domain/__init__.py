"""The rules of the trade, pure: what may happen to a case, what did happen, what that means.

Where a change goes:

| you change | file |
|---|---|
| what can be recorded (on disk for ever) | `facts/` one module a theme, `envelope.py` what goes with all |
| what a case is after its facts | `case.py` the state, `fold/` how each fact changes it |
| when a move is refused | `rules/` one module a theme, one refusal code a rule |
| how a request becomes a fact | `decide.py`, fields nobody types in `derive.py`, clock effects in `clock_effects.py` |
| what a workflow may say | `definition.py` |
| working days, office hours, due moments | `calendar.py`, `calendar_data.py`, `clock_arithmetic.py` |
| calendars as facts, deadlines counted again | `published_calendar.py`, `calendar_changes.py`, `clock_recount.py` |
| what somebody may do now, and with which fields | `offers.py`, `roles.py` |
| what must be unique across cases | `claims.py` |
| who holds which post, which unit has which duty | `office.py` |
| what a rule may know from outside the case | `context.py` |
| who may read personal fields | `disclosure.py` |

Standard library only; no clock, no ids made here, no catalogue read while replaying.
"""
