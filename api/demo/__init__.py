"""The demo office at work: sixty simulated days that drive the real engine, every rule judged, nothing written past it.

Where a change goes:

| you change | file |
|---|---|
| what happens in which state, how often, after how long | `street_habits.py`, `dispute_habits.py`, `…_habits.py`, `meals.py`, `items.py` |
| how a handful of cases of one workflow go, told by turns | `…_course.py`, listed in `courses.py` |
| which of these a workflow is played by | `ways.py` |
| how a case of a workflow is opened, and by whom | `openings.py` |
| what a move carries | `street_fields.py`, `field_work_fields.py`, `dispute_fields.py`, texts in `phrases.toml` |
| who takes a move | `actors.py` |
| which stories there are and how many of each | `mix.py`, `meals.py`, `items.py`, `petitions.py` |
| in which states cases are left | `rests.py` |
| when reports arrive, how time passes | `moments.py`, `waits.py` |
| the loop that plays them in order of time | `play.py` |
| what the evidence is | `images.py` |
| the figures printed at the end | `summary.py` |
| making the database and wiring all this | `seeding.py` |

Everything is drawn from one seed, ids too: the same seed and date give the same facts.
"""
