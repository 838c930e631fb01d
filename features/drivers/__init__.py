"""The three ways to play a specification: `domain`, `inprocess`, `http`."""
