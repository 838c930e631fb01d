"""The sentences of specifications, by what they are for: histories, moves, outcomes, readings, calendars."""
