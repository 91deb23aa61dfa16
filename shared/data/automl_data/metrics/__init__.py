"""The built-in metrics. Importing this package registers them."""

from automl_data.metrics import labels, probabilities, regression

__all__ = ["labels", "probabilities", "regression"]
