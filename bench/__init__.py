"""Benchmarks: how long the demonstrations take to write, and their heaviest pages to answer. Not tests."""
