"""Measures: `python -m benchmarks` prints the table that the README shows; corpus.py makes plans to measure with."""
