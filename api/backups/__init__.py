"""Backups of an installation that runs the embedded server: take one, receive the journal, restore.

A copy of a server is two things: a base (a copy of its whole data directory at one moment) and the journal since then.
Facts and keys are copied into folders apart, since whoever has both has everything.
"""
