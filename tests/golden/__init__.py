"""Rows as every release stored them: each must be read for ever, and by this release be written the same."""
