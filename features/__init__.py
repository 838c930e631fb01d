"""Executable specifications: steps, drivers and feature files."""
