"""A small neural network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import TaskType
from automl_shared.plugins import choice, model, real, whole
from automl_shared.words import N_
from automl_training.models.kinds import ON_ONE_SCALE, standard, thorough
from automl_training.models.shared_params import EARLY_STOPPING


@model(
    "mlp",
    **ON_ONE_SCALE,
    complexity=70,
    portfolios=["standard"],
    family="network",
    priority=75,
    presets=[
        thorough("smooth", N_("smoother"), 50, alpha=1.0, max_iter=60),
        standard("pieces", N_("columns in pieces"), 90, pieces=8, alpha=3.0, early_stopping=False, max_iter=60),
        thorough("fine", N_("columns in finer pieces"), 56, pieces=16, alpha=3.0, early_stopping=False, max_iter=60),
        standard(
            "stiff", N_("columns in pieces, smoother"), 73, pieces=8, alpha=10.0, early_stopping=False, max_iter=100
        ),
    ],
    max_rows=500_000,
    params={
        "hidden_layer_sizes": choice(
            ([64], [128, 64], [256, 128], [128, 128, 64]),
            N_("Number of units in each layer."),
            searched=True,
        ),
        "alpha": real(
            1e-5,
            10.0,
            N_("Strength of the penalty on large weights."),
            log=True,
            searched=True,
        ),
        "learning_rate_init": real(1e-4, 1e-2, N_("Size of the learning steps."), log=True, searched=True),
        "max_iter": whole(20, 500, N_("How often it goes through the rows at most."), log=True),
        "pieces": whole(
            0,
            32,
            N_("Intervals each column is cut into, where answers may bend; columns stay whole without it."),
        ),
        "early_stopping": EARLY_STOPPING,
    },
    defaults={
        "hidden_layer_sizes": [128, 64],
        "alpha": 0.1,
        "learning_rate_init": 0.002,
        "max_iter": 200,
        "early_stopping": True,
        "n_iter_no_change": 15,
    },
    title=N_("Neural network"),
    summary="A small neural network: layers of weighted sums that bend the data until the answer can be read off.",
)
def mlp(task_type: TaskType, params: Mapping[str, Any], random_seed: int) -> Any:
    """Scaled inside: it does not learn from columns of different magnitudes."""
    from automl_training.estimators.networks import BoundedMLPClassifier, BoundedMLPRegressor
    from automl_training.estimators.scaled import in_pieces, on_one_scale

    kind = BoundedMLPRegressor if task_type == "regression" else BoundedMLPClassifier
    own = dict(params)
    pieces = own.pop("pieces", 0)
    network = kind(**{"random_state": random_seed, **own})
    return on_one_scale(in_pieces(network, pieces) if pieces else network, task_type)
