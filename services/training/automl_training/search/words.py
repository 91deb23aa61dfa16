"""What is said of a search."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import Language
from automl_shared.plugins import Metric
from automl_shared.words import N_, Words, wording
from automl_training.search.trials import Search, Trial
from automl_training.words import amount

WORDS: Words = {
    "gained": N_(
        "The search for better parameters brought {metric} from {default} (default settings) to {best}, chosen among "
        "{n_trials} settings; the best of many looks a little better than it is."
    ),
    "nothing_gained": N_(
        "None of the {n_trials} settings that were tried did better than the default one: {metric} stays {best}."
    ),
    "default_failed": N_(
        "The default settings could not be trained; the best of the {n_trials} settings that were tried has a {metric} "
        "of {best}."
    ),
    "no_space": N_("No search: the model {model} has no parameters left to search, so it is trained as it is."),
    "not_on_it": N_(
        "Not shown because they have no full score: {n_pruned} given up early, {n_failed} failed, {n_stopped} cut off."
    ),
    "out_of_time": N_(
        "The time limit ended the search after {n_trials} settings; with another speed the result may differ."
    ),
    "grid_cut": N_(
        "The grid has {grid_size} settings besides the default ones; {n_drawn} of them were drawn by the seed."
    ),
    "importance": N_(
        "Which parameters set the good settings apart from the others: the longer the bar, the more it matters how the "
        "parameter is set."
    ),
    "no_importance": N_("Which parameters matter cannot be told: too few settings were scored, or all of them alike."),
    "slices": N_(
        "The score ({metric}) of each setting that was tried, by the value of each parameter: {better} is better."
    ),
    "cut_slices": N_("The {shown} most important of {total} parameters are shown."),
    "higher": N_("higher"),
    "lower": N_("lower"),
    "trial": N_("setting, in the order tried"),
    "a_setting": N_("a setting"),
    "best_so_far": N_("best so far"),
    "default": N_("default settings"),
    "share": N_("share of the differences"),
}


word = wording(WORDS)


def gain_sentence(facts: Mapping[str, Any], language: Language) -> str:
    """What the search brought; facts: see `Search.facts`."""
    unit, default, best = facts["unit"], facts["default"], facts["best"]
    key = "default_failed" if default is None else "nothing_gained" if default == best else "gained"
    return word(
        key,
        language,
        metric=facts["metric"],
        n_trials=facts["n_trials"],
        best=amount(unit, best),
        default="" if default is None else amount(unit, default),
    )


def nothing_to_search(model: str, language: Language) -> str:
    """Why a model was trained without a search."""
    return word("no_space", language, model=model)


def limits_sentence(facts: Mapping[str, Any], language: Language) -> str:
    """What was not tried and what has no full score; empty when neither is the case."""
    n_stopped = facts["n_trials"] - len(facts["trials"]) - facts["n_pruned"] - facts["n_failed"]
    counts = {"n_pruned": facts["n_pruned"], "n_failed": facts["n_failed"], "n_stopped": n_stopped}
    grid = {"grid_size": facts["grid_size"], "n_drawn": facts["n_drawn"]}
    said = [
        word("out_of_time", language, n_trials=facts["n_trials"]) if facts["out_of_time"] else "",
        word("grid_cut", language, **grid) if facts["grid_size"] else "",
        word("not_on_it", language, **counts) if any(counts.values()) else "",
    ]
    return " ".join(filter(None, said))


def trial_line(trial: Trial, best: Trial | None, metric: Metric, n_trials: int) -> str:
    """A line for the console."""
    settings = json.dumps(dict(trial.settings), default=str) if trial.settings else "the default settings"
    if trial.state == "complete":
        result = f"{metric.name} {amount(metric.unit, trial.mean)}"
    else:
        result = f"{trial.state} after {len(trial.scores)} folds" + (f" ({trial.error})" if trial.error else "")
    so_far = f", best so far {amount(metric.unit, best.mean)}" if best else ""
    return f"setting {trial.number} of at most {n_trials}: {result}{so_far}: {settings}"


def console_lines(found: Search) -> list[str]:
    """What the console is told at the end; the console speaks English."""
    facts = found.facts()
    return [one for one in (gain_sentence(facts, "en"), limits_sentence(facts, "en")) if one]
