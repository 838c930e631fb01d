"""How a result is measured, so that before and after can be compared."""

MEASURED_BY = ("count", "sample", "readings", "complaints")
"""Counted on the spot, drawn samples, readings of devices, complaints that came in."""
