"""Devices at the doors: letting them in, what they sent, their alarms, what people decide about these."""
