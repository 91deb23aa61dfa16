"""Estimators scikit-learn does not have as they are needed here. Imported by a model's builder, never at start."""
