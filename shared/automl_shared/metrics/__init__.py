"""The built-in metrics. Importing this package registers them."""

from automl_shared.metrics import classification, regression

__all__ = ["classification", "regression"]
