"""What the reader should keep in mind."""

from __future__ import annotations

from automl_comparison.counts import counted
from automl_comparison.expected_errors import NumberErrors
from automl_comparison.meta import Facts
from automl_comparison.words.numbers import joined, quoted, rounded, rounded_ends
from automl_shared.magnitudes import rounded_number
from automl_shared.phase_io import Finding, Light
from automl_shared.words import N_, NN_, Words, listed, say_in, speaker

Ends = tuple[float, float]
"""Of a range, the lower one first."""
FEW_ROWS = 200
MANY = 10
"""From so many candidates on, the best one's average is noticeably flattered by its being picked."""
SPLIT_CLASSES, COPIES, GIANT_GROUP = "class_spelling", "duplicates", "unequal_groups"
TOO_GOOD = (COPIES, "afterwards", "later_than_time", "group_suspect", "time_order", "target_sorted")
"""Yellow findings that may make the score better than what is to come, the weightiest first."""
FIRST_TOLD = (SPLIT_CLASSES, *TOO_GOOD)
"""Yellow findings in the order in which they are told: every number is about classes that may be one and the same."""
ON_THE_SCORE = (SPLIT_CLASSES, COPIES, "imbalance")
"""Yellow findings that bear on the score itself; the other yellow ones are told with the data."""
DOUBTFUL = (SPLIT_CLASSES, COPIES)
"""Yellow findings that make the verdict amber."""

WORDS: Words = {
    "few_rows": N_("Only {rows} rows were there to learn from: with other rows the result may well differ."),
    "no_check": N_("There was no final check: {why}."),
    "nothing_recommended": N_("nothing is recommended"),
    "no_rows": N_("no rows were kept back for it"),
    "failed_check": N_("it failed: {cause}"),
    "check_worse": N_(
        "The final check gave {checked}, where {low} to {high} was to be expected: on the rows kept back the model is "
        "worse than while testing. Find out how these rows differ before you use it."
    ),
    "check_better": N_(
        "The final check gave {checked}, where {low} to {high} was to be expected: the rows kept back may be easier "
        "than the others."
    ),
    "late": N_(
        "The time of the run was up before everything was worked out: {what}. A run with a larger "
        "`run.time_budget_minutes` has all of it."
    ),
    "late_ranges": N_("ranges rest on fewer samples of the rows"),
    "late_weak": N_("it is not known where the model is weak"),
    "late_pictures": N_("most pictures are missing"),
    "check_farther": N_(
        "Of the {rows} rows kept back, {n_half} are off by less than {half} ({half_low} to {half_high} were to be "
        "expected) and {n_most} by less than {most} ({most_low} to {most_high}): on these rows the model is worse than "
        "while testing. Find out how they differ before you use it."
    ),
    "check_nearer": N_(
        "Of the {rows} rows kept back, {n_half} are off by less than {half} ({half_low} to {half_high} were to be "
        "expected) and {n_most} by less than {most} ({most_low} to {most_high}): these rows may be easier than the "
        "others."
    ),
    "unweighed": N_("The metric {metric} takes no weights: in it every row counts the same, whatever `{column}` says."),
    "class_weights": N_(
        "The classes were weighted while learning (data.class_weights): the probabilities are not calibrated, "
        "and are too high for the classes with more weight."
    ),
    "overfit": N_(
        "On rows it has seen the model scores {seen}, on others {unseen}: it has memorised much of them (overfitting); "
        "more rows may help."
    ),
    "extrapolation": N_(
        "It answers in steps learned from the data: far outside the values it has seen, its answer stays level instead "
        "of following a trend."
    ),
    "best_of_many": N_(
        "It is the best of {n} models, some of them much alike, and its average is a little too good for that; a "
        "final check is free of this."
    ),
    "no_baseline": N_(
        "Whether this is better than guessing without looking at the other columns is not known: the baseline gave no "
        "result."
    ),
    "unread": N_(
        "Its answers on rows it had not seen cannot be read any more. So it was held against guessing alone, which "
        "some metrics make easy to beat."
    ),
    "failed": NN_(
        "Something failed, so one of the planned results is missing: see the failures.",
        "Something failed, so {n} of the planned results are missing: see the failures.",
    ),
}


def caveats(facts: Facts) -> list[str]:
    """What may make the model useless first, what is good to know last."""
    said = [
        _surprising_check(facts),
        *(found(finding, facts) for finding in serious(facts)),
        _unweighed(facts),
        _say(facts, "class_weights") if facts.data.class_weights is not None and facts.corrected is None else "",
        _no_baseline(facts),
        _unread(facts),
        _overfit(facts),
        _few_rows(facts),
        _no_final_check(facts),
        _best_of_many(facts),
        _failed(facts),
        _late(facts),
        _extrapolation(facts),
    ]
    return [text for text in said if text]


def light(facts: Facts) -> Light:
    """Of the verdict; none where nothing is recommended.

    Red: do not use the model before the first caveat is dealt with. Amber: with the caveats in mind.
    Red for a serious finding in the data, or a final check worse than luck explains; amber for few rows, for copies of
    rows, for classes that may be one and the same, for no final check, for no baseline to compare with and for answers
    that are lost.
    """
    if facts.choice.recommended is None:
        return "none"
    if check_is_worse(facts) or any(finding.level == "red" for finding in facts.data.findings):
        return "red"
    doubts = (_few_rows(facts), _is_doubtful(facts), _no_final_check(facts), _no_baseline(facts), _unread(facts))
    return "amber" if any(doubts) else "green"


def serious(facts: Facts) -> list[Finding]:
    """Findings about the data that bear on the score: leak suspects and the like."""
    return [one for one in weightiest(facts) if one.level == "red" or one.code in ON_THE_SCORE]


def weightiest(facts: Facts) -> list[Finding]:
    """What was found in the data: red first, then what casts doubt on the score, then what is only worth a look."""
    order = {code: place for place, code in enumerate(FIRST_TOLD)}
    found = [one for one in facts.data.findings if one.level != "green"]
    return sorted(found, key=lambda one: (one.level != "red", order.get(one.code, len(order))))


def found(finding: Finding, facts: Facts) -> str:
    """A finding with what to do about it; preprocessing has written it in the run's language."""
    return joined([finding.message, finding.action], facts.language)


def missing_check(facts: Facts) -> str:
    """Why there is no final check; empty when there is one."""
    check = facts.final_check
    return (
        say_in(WORDS, check.missing, facts.language, cause=quoted(check.cause, facts.language)) if check.missing else ""
    )


def _is_doubtful(facts: Facts) -> bool:
    return any(one.code in DOUBTFUL for one in weightiest(facts))


def _few_rows(facts: Facts) -> str:
    return _say(facts, "few_rows", rows=facts.data.n_train) if facts.data.n_train < FEW_ROWS else ""


def _no_final_check(facts: Facts) -> str:
    why = missing_check(facts)
    return _say(facts, "no_check", why=why) if why and facts.choice.recommended else ""


def _surprising_check(facts: Facts) -> str:
    """Said when what the hold-out gave lies outside the range in which it was to be expected."""
    if check_is_fine(facts):
        return ""
    worse, errors = check_is_worse(facts), facts.expected_errors
    if isinstance(errors, NumberErrors) and facts.near_ranges and facts.final_check.n_near:
        n_half, n_most = facts.final_check.n_near
        return _say(
            facts,
            "check_farther" if worse else "check_nearer",
            rows=f"{facts.final_check.n_rows:,}",
            half=rounded_number(errors.half.value, facts.language),
            n_half=f"{n_half:,}",
            most=rounded_number(errors.most.value, facts.language),
            n_most=f"{n_most:,}",
            **near_ends(facts.near_ranges),
        )
    checked, expected = _found_and_expected(facts)[0]
    low, high = rounded_ends(facts.metric, *expected, facts.language)
    key = "check_worse" if worse else "check_better"
    return _say(facts, key, checked=rounded(facts.metric, checked, facts.language), low=low, high=high)


def near_ends(ranges: tuple[Ends, Ends]) -> dict[str, str]:
    """The ends of both counts that numbers are checked by, for a sentence."""
    (half_low, half_high), (most_low, most_high) = ranges
    ends = {"half_low": half_low, "half_high": half_high, "most_low": most_low, "most_high": most_high}
    return {name: f"{n:,.0f}" for name, n in ends.items()}


def check_is_fine(facts: Facts) -> bool:
    """Whether the final check gave what was to be expected, as far as anything was."""
    return all(low <= found <= high for found, (low, high) in _found_and_expected(facts))


def check_is_worse(facts: Facts) -> bool:
    """Whether the final check gave worse than luck explains."""
    more_is_better = facts.near_ranges is not None or facts.metric.greater_is_better
    return any(found < low if more_is_better else found > high for found, (low, high) in _found_and_expected(facts))


def _found_and_expected(facts: Facts) -> list[tuple[float, Ends]]:
    """What the hold-out is judged by, with the range of each; none where nothing is known to expect."""
    check = facts.final_check
    if facts.near_ranges is not None and check.n_near is not None:
        return list(zip(check.n_near, facts.near_ranges, strict=True))
    return [(check.score, facts.check_range)] if check.score is not None and facts.check_range else []


def _best_of_many(facts: Facts) -> str:
    """Said of a single model; an ensemble's estimate is free of it."""
    choice, n = facts.choice, counted(facts).compared
    chosen = choice.recommended
    if chosen is None or chosen.is_ensemble or choice.rank(chosen) > 1 or choice.confidence != "tie" or n < MANY:
        return ""
    return _say(facts, "best_of_many", n=n)


def _unweighed(facts: Facts) -> str:
    column = facts.data.weight
    if column is None or facts.metric.takes_weights:
        return ""
    return _say(facts, "unweighed", metric=facts.metric_title, column=column)


def _overfit(facts: Facts) -> str:
    """Said when the gap between seen and unseen rows is larger than the gain over what it is held against."""
    chosen, beaten = facts.choice.recommended, facts.held_against
    if chosen is None or beaten is None or chosen.train_mean is None:
        return ""
    sign = 1.0 if facts.metric.greater_is_better else -1.0
    gap, gain = sign * (chosen.train_mean - chosen.cv_mean), sign * (chosen.cv_mean - beaten)
    if gap <= gain:
        return ""
    seen, unseen = (rounded(facts.metric, score, facts.language) for score in (chosen.train_mean, chosen.cv_mean))
    return _say(facts, "overfit", seen=seen, unseen=unseen)


def _late(facts: Facts) -> str:
    what = listed([_say(facts, f"late_{part}") for part in facts.left_out], facts.language)
    return _say(facts, "late", what=what) if what else ""


def _extrapolation(facts: Facts) -> str:
    chosen = facts.choice.recommended
    if chosen is None or facts.data.problem_type != "regression":
        return ""
    ensemble = facts.ensembles.of(chosen)
    parts = ensemble.members if ensemble else (chosen,)
    return _say(facts, "extrapolation") if not any(one.extrapolates for one in parts) else ""


def _no_baseline(facts: Facts) -> str:
    return _say(facts, "no_baseline") if facts.choice.baseline is None else ""


def _unread(facts: Facts) -> str:
    chosen = facts.choice.recommended
    return _say(facts, "unread") if chosen and chosen.candidate in facts.unread else ""


def _failed(facts: Facts) -> str:
    failed = counted(facts).failed
    return _say(facts, "failed", n=failed) if failed else ""


_say = speaker(WORDS)
