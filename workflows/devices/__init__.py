"""Devices beside the log: their readings, the alarms judged by them, and the moves these ask the engine for.

Readings are kept in tables of their own, for as long as the office says. Only what an alarm asks for becomes a fact.
"""
