"""Reports that came in elsewhere, taken over from a file: each row becomes a case, or is given back with its reason.

| you change | file |
|---|---|
| what a mapping may say | `mapping.py` |
| how a file becomes rows | `rows.py` |
| how a row becomes a report | `report.py` |
| how rows are given back | `rejected.py` |
| taking them in, counting | `intake.py` |
"""
