"""Runs: what they consist of, how they are submitted, advanced and told."""
