"""The command line `bihuan`. What a command takes stands in `commands_*.py`, what it does in the module it starts.

| you change | file |
|---|---|
| the program, its groups | `app.py`, `api/__main__.py` |
| options and help of a command | `commands_office.py`, `commands_data.py`, `commands_export.py`, `commands_tools.py` |
| what goes wrong, and with which exit code | `failures.py` |
| how something is said, progress | `console.py` |
| several processes of one service | `supervisor.py` |

Nothing heavy is imported before a command runs, so that help comes at once.
"""
