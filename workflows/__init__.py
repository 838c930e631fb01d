"""The write side: catalogue, machines, engine and event log."""
