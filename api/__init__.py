"""Every door of the engine and the wiring behind it."""
