"""Which streams of the log belong to no case: those of the office, and the looks at personal data.

Everything that follows cases leaves them out; a stream of any other name is a case.
"""

OFFICE = "office"
"""Units, posts, versions in force."""
SUBJECTS = "subjects"
"""What people asked for about data of their own: restricted, released, erased."""
GRANTS = "grants"
"""Requests to look at what one has no right to, and their decisions."""
LOOKS = "access_"
"""Begins the name of a stream of looks at personal data; each process that answers readers writes its own."""

_NO_CASES = frozenset({OFFICE, SUBJECTS, GRANTS})


def is_look(stream_id: str) -> bool:
    """Whether a stream is one of looks at personal data."""
    return stream_id.startswith(LOOKS)


def is_case(stream_id: str) -> bool:
    """Whether a stream is that of a case."""
    return stream_id not in _NO_CASES and not is_look(stream_id)
