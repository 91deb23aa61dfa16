"""What the reader is told, in plain words and units. Nothing here decides anything."""

from __future__ import annotations

import math

from scipy import stats

from automl_comparison.meta import Candidate, Difference, Facts
from automl_shared.config.models import Language
from automl_shared.plugins import Metric

FEW_ROWS = 200
CHECK_ERROR_RATE = 0.05
GUESSING = "guessing without looking at the other columns"

CONFIDENCE = {
    "clear": "clear: the runner-up is behind by more than chance explains",
    "slight": "slight: the runner-up is behind, but chance could still explain it",
    "tie": "a tie: another candidate does about as well",
}
NO_MODEL = "no useful model"
GLOSSARY = {
    "candidate": "one way of preparing the data together with one model.",
    "fold": "the data are dealt into parts, the folds; each is predicted by a model that has not seen it.",
    "average and spread": "mean of the scores over the folds, and how much they differ from fold to fold.",
    "baseline": f"{GUESSING}: the same answer for every row. A model has to beat it clearly.",
    "ensemble": "several candidates that answer together, each with a weight of its own.",
    "final check": "the recommended candidate's score on rows kept back until everything was decided.",
}


def number(value: float) -> str:
    """Four significant digits; whole numbers with separators from 1,000 on."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def amount(metric: Metric, value: float) -> str:
    """A score as people write it: a share as a percentage."""
    return f"{100 * value:.1f} %" if metric.unit == "share" else number(value)


def meaning(metric: Metric, value: float, language: Language = "en") -> str:
    """What a score means, as half a sentence."""
    return metric.said(amount(metric, value), language)


def direction(metric: Metric) -> str:
    return "higher is better" if metric.greater_is_better else "lower is better"


def seconds(value: float) -> str:
    if value < 1:
        return f"{value:.2g} s"
    if value < 120:
        return f"{value:.0f} s"
    return f"{value / 60:.0f} min" if value < 7200 else f"{value / 3600:.1f} h"


def size(n_bytes: int) -> str:
    return f"{n_bytes / 1e6:.1f} MB" if n_bytes >= 1e6 else f"{n_bytes / 1e3:.0f} kB"


def sentence(facts: Facts) -> str:
    """The verdict."""
    said = [_recommended(facts, facts.choice.recommended) if facts.choice.recommended else _no_useful_model(facts)]
    if facts.metric.unit == "target":
        said.append(f"The numbers are in the unit of `{facts.data.target}`.")
    if facts.final_check.score is not None:
        said.append(
            f"The final check, on {facts.final_check.n_rows} rows kept back until now, gave "
            f"{amount(facts.metric, facts.final_check.score)}."
        )
    return " ".join(said)


def _recommended(facts: Facts, chosen: Candidate) -> str:
    what = f"the model `{chosen.model}` with the preparation `{chosen.preprocess}`"
    if chosen.is_ensemble:
        what = f"`{chosen.candidate}`, several models together"
    text = f"Use {what}: on rows it has not seen, {meaning(facts.metric, chosen.cv_mean)}."
    baseline = facts.choice.baseline
    return text if baseline is None else f"{text} {_capital(GUESSING)} scores {amount(facts.metric, baseline.cv_mean)}."


def _no_useful_model(facts: Facts) -> str:
    leader, baseline = facts.choice.leader, facts.choice.baseline
    if leader is None or baseline is None:
        return f"No model gave a result, only {GUESSING} did, so there is nothing to recommend: see what failed."
    guessed, best = amount(facts.metric, baseline.cv_mean), amount(facts.metric, leader.cv_mean)
    return (
        f"No useful model: none is clearly better than {GUESSING}, which scores {guessed} in {facts.metric.name} "
        f"({direction(facts.metric)}). The best model, `{leader.candidate}`, scores {best}. More rows, or columns "
        f"that have to do with `{facts.data.target}`, may help."
    )


def reason(facts: Facts, chosen: Candidate) -> str:
    """Why this candidate, in two to four sentences."""
    said = [_against_guessing(facts, chosen), _spread(facts, chosen), _place(facts, chosen)]
    if facts.choice.rival is not None and facts.choice.over_rival is not None and chosen is facts.choice.ranking[0]:
        said.append(_against_rival(facts, facts.choice.rival, facts.choice.over_rival))
    return " ".join(said)


def _against_guessing(facts: Facts, chosen: Candidate) -> str:
    found = _capital(meaning(facts.metric, chosen.cv_mean))
    if facts.choice.baseline is None:
        return f"{found}; {GUESSING} gave no result to compare with."
    return (
        f"{found}; {GUESSING} scores {amount(facts.metric, facts.choice.baseline.cv_mean)}, "
        f"and that gap is larger than chance explains."
    )


def _spread(facts: Facts, chosen: Candidate) -> str:
    return (
        f"Tested on {facts.n_folds} parts of the data, each by a model that had not seen it, it scored between "
        f"{amount(facts.metric, min(chosen.scores))} and {amount(facts.metric, max(chosen.scores))} "
        f"({direction(facts.metric)})."
    )


def _place(facts: Facts, chosen: Candidate) -> str:
    choice = facts.choice
    rank, of = choice.rank(chosen), len(choice.ranking)
    best = choice.ranking[0]
    if rank == 1:
        others = len(choice.alike) - 1
        why = ", and no other that scores alike is simpler" if others and facts.preference != "accuracy" else ""
        return f"Of {of} candidates, guessing included, it has the best average{why}."
    if choice.leader is chosen:
        return (
            f"It is number {rank} of {of} by average; those above vary so much from part to part that chance "
            f"explains their lead over {GUESSING}."
        )
    merit = "simpler" if choice.leader and chosen.complexity < choice.leader.complexity else "faster to fit"
    return (
        f"It is number {rank} of {of} by average: `{best.candidate}` scores {amount(facts.metric, best.cv_mean)}, "
        f"a lead that chance may explain, and this one is {merit} (preference `{facts.preference}`)."
    )


def _against_rival(facts: Facts, rival: Candidate, lead: Difference) -> str:
    ending = {
        "clear": "which is clearly behind",
        "slight": "which is slightly behind",
        "tie": "so close that chance may have decided between them",
    }[lead.confidence]
    return f"The next best, `{rival.candidate}`, scores {amount(facts.metric, rival.cv_mean)}, {ending}."


def caveats(facts: Facts) -> list[str]:
    """What the reader should keep in mind, most general first."""
    said = [
        _few_rows(facts),
        _no_final_check(facts),
        _surprising_check(facts),
        _overfit(facts),
        _no_baseline(facts),
        _failed(facts),
        _not_tried(facts),
    ]
    leaks = [f"{finding.message} {finding.action}".strip() for finding in facts.data.findings if finding.level == "red"]
    return [text for text in (*said, *leaks) if text]


def _few_rows(facts: Facts) -> str:
    if facts.data.n_train >= FEW_ROWS:
        return ""
    return f"Only {facts.data.n_train} rows were there to learn from: with other rows the result may well differ."


def _no_final_check(facts: Facts) -> str:
    missing = facts.final_check.missing
    return f"There was no final check: {missing}." if missing and facts.choice.recommended else ""


def _surprising_check(facts: Facts) -> str:
    """Said when the hold-out score lies outside what the fold scores let one expect (95 % prediction interval)."""
    chosen, checked = facts.choice.recommended, facts.final_check.score
    if chosen is None or checked is None or facts.n_folds < 2:
        return ""
    reach = stats.t.isf(CHECK_ERROR_RATE / 2, facts.n_folds - 1) * chosen.cv_std * math.sqrt(1 + 1 / facts.n_folds)
    if abs(checked - chosen.cv_mean) <= reach:
        return ""
    found = "worse" if facts.metric.better(chosen.cv_mean, checked) else "better"
    return (
        f"The final check ({amount(facts.metric, checked)}) is {found} than the average while testing "
        f"({amount(facts.metric, chosen.cv_mean)}) lets one expect: the rows kept back may differ from the others."
    )


def _overfit(facts: Facts) -> str:
    """Said when the gap between seen and unseen rows is larger than the gain over guessing."""
    chosen, baseline = facts.choice.recommended, facts.choice.baseline
    if chosen is None or baseline is None or chosen.train_mean is None:
        return ""
    sign = 1.0 if facts.metric.greater_is_better else -1.0
    gap, gain = sign * (chosen.train_mean - chosen.cv_mean), sign * (chosen.cv_mean - baseline.cv_mean)
    if gap <= gain:
        return ""
    return (
        f"On rows it has seen the model scores {amount(facts.metric, chosen.train_mean)}, on others "
        f"{amount(facts.metric, chosen.cv_mean)}: it has learned much by heart (overfitting); more rows may help."
    )


def _no_baseline(facts: Facts) -> str:
    if facts.choice.baseline is not None:
        return ""
    return f"Whether this is better than {GUESSING} is not known: the baseline gave no result."


def _failed(facts: Facts) -> str:
    if not facts.failures:
        return ""
    return f"Something failed, so {len(facts.failures)} of the planned results are missing: see the failures."


def _not_tried(facts: Facts) -> str:
    listed = "; ".join(f"{name} ({why})" for name, why in facts.skipped.items())
    return f"Not tried, and why: {listed}." if listed else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
