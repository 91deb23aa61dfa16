"""About how many candidates a run has, and how long they take, before anything was trained."""

from __future__ import annotations

from automl_controller.runs.plan import Plan
from automl_controller.runs.submit import context_of
from automl_controller.runs.timing import minutes
from automl_data.preview import Preview
from automl_shared.config import Config
from automl_shared.config.models import task_type_of
from automl_shared.frozen import Frozen


class Outlook(Frozen):
    """What a run would be. ``minutes``: (least, most), roughly."""

    candidates: int
    preparations: int
    workers: int
    minutes: tuple[float, float]


def outlook(config: Config, seen: Preview, workers: int) -> Outlook:
    """What a run of the config on the table would be, with so many training workers. Raises ConfigError."""
    plan = Plan(config, context_of(config))
    candidates = len(plan.training_units(task_type_of(seen.target.problem_type), seen.rows_fitted))
    trials = config.optimization.n_trials if config.optimization.method != "none" else 1
    fits = seen.folds * config.cross_validation.n_repeats * trials
    bounds = minutes(candidates, cells=seen.rows_fitted * seen.features, fits=fits, workers=workers)
    most = config.run.time_budget_minutes
    low, high = bounds if most is None else (min(bounds[0], most), min(bounds[1], most))
    return Outlook(candidates=candidates, preparations=len(plan.variants), workers=workers, minutes=(low, high))
