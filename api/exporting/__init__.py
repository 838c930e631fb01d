"""Exports: histories and lists for other tools, as far as their reader may see them.

| you change | file |
|---|---|
| which cases are taken, and how they are read from the log | `choosing.py` |
| what is told of a case and its facts, to whom | `telling.py`, what facts refer to in `references.py` |
| the persons of an export that goes to nobody in particular | `pseudonyms.py` |
| columns of tables | `columns.py` |
| a format | `ocel.py`, `xes.py`, `csv_table.py`, `xlsx.py`, `parquet.py`; listed in `formats.py` |
| whole files or none | `whole_file.py` |

Data flow one way: log → histories → what is told → a format. Every format gets the same cases, one after the other.
"""
