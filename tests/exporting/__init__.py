"""Exports: what is written, for whom, and whether other programs read it."""
