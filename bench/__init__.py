"""Benchmarks, each beside its peers; they need a checkout."""
