"""What people ask for about data of their own: decided, recorded, done to the keys, and done again after a restore.

`requests.py` does it, `side_file.py` keeps it outside of both databases. What may be done is decided in
`domain/subjects.py`.
"""

from workflows.subjects.requests import KIND, Requests
from workflows.subjects.side_file import SideFile

__all__ = ["KIND", "Requests", "SideFile"]
