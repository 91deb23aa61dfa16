"""Parameters that several models have, written once: boosters, whatever grows trees, and linear models."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from automl_shared.plugins import Param, choice, real, whole
from automl_shared.words import N_

EARLY_STOPPING = choice(
    (True, False),
    N_("Whether it ends when rows set aside inside the training are no longer predicted better."),
)
BOOSTING: Mapping[str, Param] = {
    "early_stopping": EARLY_STOPPING,
    "round_factor": real(
        1.0,
        5.0,
        N_("Rounds used, as a multiple of those early stopping finds; ranks get better after probabilities do not."),
    ),
}
"""How a booster ends."""
ROUNDS = whole(
    20,
    2000,
    N_("Trees grown one after the other; found by early stopping when it is not given, and kept to when it is."),
    log=True,
)
LEARNING_RATE = real(
    0.01,
    0.2,
    N_("How much of the remaining error each tree corrects."),
    log=True,
    searched=True,
)
LEAVES = whole(8, 128, N_("Answers each tree may have."), log=True, searched=True)
ROWS_OF_A_LEAF = whole(
    2,
    100,
    N_("Rows that every answer of a tree has to rest on at least."),
    log=True,
    searched=True,
)
COLUMNS_OF_A_TREE = real(0.4, 1.0, N_("Share of the columns that each tree may use."), searched=True)
ROWS_OF_A_TREE = real(0.4, 1.0, N_("Share of the rows that each tree is grown on."), searched=True)
CLASS_WEIGHT = choice(
    (None, "balanced"),
    N_("Whether rows of rare classes count more."),
    task_types=("classification",),
)

WEIGHT_PENALTY = real(
    1e-4,
    1e3,
    N_("Strength of the penalty on large weights; chosen on the training rows when it is not given."),
    log=True,
)
CONSTANT = choice((True, False), N_("Whether a constant is added."))


def solver_steps(least: int, most: int) -> Param:
    """How long a linear model may look for its weights."""
    return whole(least, most, N_("Steps the solver may take."), log=True)


def depth(least: int, most: int, **more: Any) -> Param:
    """How deep a tree may be."""
    return whole(least, most, N_("Questions asked one after the other at most."), searched=True, **more)


def penalty(least: float, most: float) -> Param:
    """On large corrections."""
    return real(
        least,
        most,
        N_("Strength of the penalty on large corrections."),
        log=True,
        also=(0,),
        searched=True,
    )


def columns_of_a_question(least: float, **more: Any) -> Param:
    """The share of the columns that a question may choose from."""
    return real(
        least,
        1.0,
        N_("Share of the columns that each question may choose from."),
        searched=True,
        **more,
    )


AUTO = "auto"
"""The share of the columns that does well for this kind of forest and of problem."""
FOREST_PARAMS: Mapping[str, Param] = {
    "n_estimators": whole(50, 1000, N_("How many trees are averaged."), log=True),
    "min_samples_leaf": whole(
        1,
        50,
        N_("Rows that every answer of a tree has to rest on at least; more makes probabilities less extreme."),
        log=True,
        searched=True,
    ),
    "max_features": choice(
        (AUTO, "sqrt", 0.3, 0.5, 0.8, 1.0),
        N_("Share of the columns that each question may choose from; auto goes by the kind of problem."),
        also=("log2", None),
        searched=True,
    ),
    "max_leaf_nodes": whole(
        50,
        100_000,
        N_("Answers a tree may have; by the number of trees, so that the model stays small, when not given."),
        log=True,
        also=(None,),
    ),
    "class_weight": choice(
        (None, "balanced", "balanced_subsample"),
        N_("Whether rows of rare classes count more."),
        task_types=("classification",),
    ),
}
FOREST_DEFAULTS: Mapping[str, Any] = {"n_estimators": 100, "min_samples_leaf": 1, "max_features": AUTO}


def forest(kind: Callable[..., Any], params: Mapping[str, Any], usual_share: Any, random_seed: int) -> Any:
    """A forest of this kind, with ``usual_share`` of the columns a question for `AUTO`."""
    from automl_training.resources import threads

    own = {**params, "max_features": usual_share} if params.get("max_features") == AUTO else params
    return kind(**{"random_state": random_seed, "n_jobs": threads(), **own})
