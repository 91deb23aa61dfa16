"""The built-in models, one a file. Importing this package registers them.

Nothing heavier than the standard library is imported before a model is built, so that whoever plans a run can read
names, task types and complexities without the packages behind them.
"""

from automl_training.models import (
    catboost,
    decision_tree,
    dummy,
    elasticnet,
    extra_trees,
    gaussian_process,
    gradient_boosting,
    hist_gradient_boosting,
    knn,
    lasso,
    lightgbm,
    linear,
    logistic,
    mlp,
    naive_bayes,
    random_forest,
    ridge,
    svm,
    tabpfn,
    xgboost,
)

__all__ = [
    "catboost",
    "decision_tree",
    "dummy",
    "elasticnet",
    "extra_trees",
    "gaussian_process",
    "gradient_boosting",
    "hist_gradient_boosting",
    "knn",
    "lasso",
    "lightgbm",
    "linear",
    "logistic",
    "mlp",
    "naive_bayes",
    "random_forest",
    "ridge",
    "svm",
    "tabpfn",
    "xgboost",
]
