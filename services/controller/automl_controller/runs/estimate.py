"""About how many candidates a run has, and how long they take, before anything was trained."""

from __future__ import annotations

from dataclasses import dataclass

from automl_controller.runs.plan import Plan
from automl_controller.runs.submit import context_of
from automl_shared.config import Config
from automl_shared.config.models import task_type_of
from automl_shared.preview import Preview

TASK_SECONDS = 2.0
"""What a candidate takes besides its fits, on a worker that has everything loaded."""
FIT_SECONDS = 0.1
MILLION_SECONDS = 10.0
"""A fit, and what it takes for each million of cells: rough means over the models of the standard portfolio on one
core. Single models are ten times faster or three times slower."""
UNSURE = 2.0
"""The factor to either side that is told with the estimate."""


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What a run would be. ``minutes``: (least, most), roughly."""

    candidates: int
    preparations: int
    workers: int
    minutes: tuple[float, float]


def outlook(config: Config, seen: Preview, workers: int) -> Outlook:
    """What a run of the config on the table would be, with so many training workers. Raises ConfigError."""
    plan = Plan(config, context_of(config))
    candidates = len(plan.training_units(task_type_of(seen.target.problem_type), seen.rows_fitted))
    fit = FIT_SECONDS + MILLION_SECONDS * seen.rows_fitted * seen.features / 1e6
    trials = config.optimization.n_trials if config.optimization.method != "none" else 1
    seconds = TASK_SECONDS + fit * seen.folds * config.cross_validation.n_repeats * trials
    minutes = candidates * seconds / max(1, min(workers, candidates)) / 60
    most = config.run.time_budget_minutes
    bounds = (minutes / UNSURE, minutes * UNSURE)
    low, high = bounds if most is None else (min(bounds[0], most), min(bounds[1], most))
    return Outlook(candidates=candidates, preparations=len(plan.variants), workers=workers, minutes=(low, high))
