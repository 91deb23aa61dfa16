"""What several pictures share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from automl_comparison import words
from automl_comparison.charts import Mark
from automl_comparison.counts import counted
from automl_comparison.meta import Candidate, Facts
from automl_shared.words import N_, Words, speaker

WORDS: Words = {
    "average": N_("{metric}, average ({direction})"),
    "guessing": N_("guessing: {score}"),
    "cut_candidates": N_("{shown} of {all} candidates, the best"),
    "cut_models": N_("{shown} of {all} models, the best"),
    "cut_preprocesses": N_("{shown} of {all} preparations, the best"),
    "cut_combinations": N_("{shown} of {all} combinations, the best"),
    "cut_columns": N_("{shown} of {all} columns, the strongest"),
    "cut_rows": N_("{shown} of {all} rows (all of them: artifact `leaderboard`)"),
}
say = speaker(WORDS)


def axis(facts: Facts) -> str:
    """Name and direction of the metric that decides."""
    return say(facts, "average", metric=facts.metric_title, direction=words.direction(facts.metric, facts.language))


def mark(facts: Facts, one: Candidate) -> Mark:
    if one.is_baseline:
        return "baseline"
    return "recommended" if one is facts.choice.recommended else "candidate"


def guessing(facts: Facts) -> tuple[float, str] | None:
    """The baseline as a line."""
    baseline = facts.choice.baseline
    if baseline is None:
        return None
    return baseline.cv_mean, say(facts, "guessing", score=words.amount(facts.metric, baseline.cv_mean))


def cut(facts: Facts, what: str, n_shown: int, n_all: int) -> str | None:
    """What is not shown; None when all is."""
    return say(facts, f"cut_{what}", shown=n_shown, all=n_all) if n_shown < n_all else None


def label(facts: Facts, one: Candidate) -> str:
    """What a candidate is called in a picture: by its model alone where all have the same preparation."""
    return one.model_title if counted(facts).preparations == 1 else one.title


def first_of_each(candidates: Iterable[Candidate], key: Callable[[Candidate], str]) -> list[Candidate]:
    """The first candidate of each kind, in their order."""
    found: dict[str, Candidate] = {}
    for one in candidates:
        found.setdefault(key(one), one)
    return list(found.values())


def singles(facts: Facts) -> Sequence[Candidate]:
    """Every model but the baseline and the ensembles, best first."""
    return [one for one in facts.choice.models if not one.is_ensemble]
