"""Tests of the specifications themselves: their texts, steps, recipes, plugin."""
