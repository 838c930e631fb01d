"""The read side: read models folded from the log."""
