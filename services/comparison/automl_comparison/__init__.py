"""The decision of a run: which candidate to use, how sure that is, and what went wrong."""
