"""Trains one candidate by cross-validation, and shows all candidates of a run side by side."""
