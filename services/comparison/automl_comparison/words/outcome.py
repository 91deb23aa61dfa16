"""The verdict's own sentences: what the recommended candidate gets right and wrong on new rows."""

from __future__ import annotations

from automl_comparison.costs import ExpectedCosts
from automl_comparison.expected_errors import AtThreshold, BinaryErrors, ClassErrors, NumberErrors
from automl_comparison.meta import Facts
from automl_comparison.ranges import Range
from automl_comparison.words.costs import per_rows
from automl_comparison.words.errors import OfRows, of_rows
from automl_comparison.words.numbers import joined, meaning
from automl_comparison.words.report import WORDS as HEADINGS
from automl_shared.magnitudes import rounded_number, rounded_range
from automl_shared.words import N_, Words, percent, say_in

WORDS: Words = {
    "binary": N_(
        "of {rows} new rows like these, about {all} are `{target} = {positive}`; it finds {found} of them ({found_low} "
        "to {found_high}), misses {missed}, and also says `{positive}` for {false} rows that are not ({false_low} to "
        "{false_high})."
    ),
    "binary_tested": N_(
        "of every {rows} rows, about {all} were `{target} = {positive}`; it found {found} of them, missed {missed}, "
        "and also said `{positive}` for {false} rows that were not."
    ),
    "several": N_("of {rows} new rows like these, it is right for {right} ({right_low} to {right_high})."),
    "several_tested": N_("it was right for {right} of every {rows} rows."),
    "numbers": N_(
        "half of its predictions of `{target}` for new rows like these are off by less than {half} ({half_low} to "
        "{half_high}), nine out of ten by less than {most} ({most_low} to {most_high})."
    ),
    "numbers_tested": N_(
        "half of its predictions of `{target}` were off by less than {half}, nine out of ten by less than {most}."
    ),
    "score_alone": N_("on rows it has not seen, {meaning}."),
    "usual": N_("So {right} of {rows} answers are right; always saying `{name}` would be right for {usual}."),
    "usual_as_good": N_(
        "So {right} of {rows} answers are right; always saying `{name}` would be right for {usual}, which is as good."
    ),
    "surest": N_(
        "Look first at the rows it is surest of: of the first {alarms}, {right} ({low} to {high}) are "
        "`{positive}`; of {alarms} picked at random, {random} would be (other thresholds: see “{below}”)."
    ),
    "usual_of_several": N_("Always saying `{name}` would be right for {usual}."),
    "most_mistaken": N_("The most frequent mix-up is `{actual}` taken for `{predicted}`: {mistaken} of {rows}."),
    "costs": N_(
        "Its errors cost {cost} in {rows} rows ({low} to {high}); never saying `{positive}` would cost {never}, always "
        "saying it {always}."
    ),
    "as_cheap": N_("At these costs it saves nothing for sure against always answering the same."),
    "guessed_numbers": N_("With the middle value for every row it would be {guessed_half} and {guessed_most}."),
    "guessed_closer": N_(
        "With the middle value for every row it would be {guessed_half} and {guessed_most}, which is closer: the model "
        "is better in {metric}, but not for a typical row."
    ),
    "checked_classes": N_("Of the {rows} rows kept back for the final check, it was right for {right} ({share})."),
    "checked_by_costs": N_("The costs decide: being right less often can cost less."),
    "checked_numbers": N_(
        "Of the {rows} rows kept back for the final check, {n_half} are off by less than {half} and {n_most} by less "
        "than {most}."
    ),
}


def outcome(facts: Facts, *, is_tested: bool = False) -> str:
    """Half a sentence after a colon, up to its full stop. ``is_tested``: what came out in the test, which promises
    nothing for new rows."""
    suffix = "_tested" if is_tested else ""
    match facts.expected_errors:
        case BinaryErrors(thresholds=(first, *_)) as errors:
            of = of_rows(errors)
            return _say(
                facts,
                f"binary{suffix}",
                rows=of.told,
                target=facts.data.target,
                positive=errors.positive,
                all=of.together(first.found.value, first.missed.value),
                missed=of.count(first.missed.value),
                **_range(of, "found", first.found),
                **_range(of, "false", first.false_alarms),
            )
        case ClassErrors(right=right):
            return _say(facts, f"several{suffix}", **_range(OfRows(), "right", right))
        case NumberErrors(half=half, most=most):
            reach = {**_ends("half", half, facts), **_ends("most", most, facts)}
            return _say(facts, f"numbers{suffix}", target=facts.data.target, **reach)
    chosen = facts.choice.recommended
    assert chosen is not None, "somebody is recommended"
    said = meaning(facts.metric, chosen.cv_mean, facts.language, facts.data.positive_class)
    return _say(facts, "score_alone", meaning=said)


def compared(facts: Facts) -> str:
    """Beside what anybody gets who looks at nothing; empty where that is not known."""
    match facts.expected_errors:
        case BinaryErrors(thresholds=(first, *_)) as errors:
            return _costs(facts, facts.expected_costs, errors) if facts.expected_costs else _usual(facts, first, errors)
        case ClassErrors(usual=usual) as errors:
            said = _say(facts, "usual_of_several", name=usual.name, usual=OfRows().count(usual.share))
            return joined([said, _most_mistaken(facts, errors)], facts.language)
        case NumberErrors() as errors:
            half, most = (rounded_number(value, facts.language) for value in (errors.guessed_half, errors.guessed_most))
            key = "guessed_numbers" if errors.beats_usual or facts.held_against is None else "guessed_closer"
            return _say(facts, key, guessed_half=half, guessed_most=most, metric=facts.metric_title)
    return ""


def checked(facts: Facts) -> str:
    """The same of the rows kept back; empty where there are none, or where it is not known."""
    check, errors = facts.final_check, facts.expected_errors
    rows = f"{check.n_rows:,}"
    if check.n_right is not None:
        share = percent(check.n_right / check.n_rows)
        said = _say(facts, "checked_classes", rows=rows, right=f"{check.n_right:,}", share=share)
        return joined([said, _say(facts, "checked_by_costs") if facts.expected_costs else ""], facts.language)
    if check.n_near is not None and isinstance(errors, NumberErrors):
        half, most = (rounded_number(one.value, facts.language) for one in (errors.half, errors.most))
        n_half, n_most = (f"{n:,}" for n in check.n_near)
        return _say(facts, "checked_numbers", rows=rows, n_half=n_half, half=half, n_most=n_most, most=most)
    return ""


def _usual(facts: Facts, first: AtThreshold, errors: BinaryErrors) -> str:
    usual, wrong = errors.usual, (first.missed.value, first.false_alarms.value)
    of_positive, of = (first.found.value, first.missed.value), of_rows(errors)
    said = _say(
        facts,
        "usual" if errors.beats_usual else "usual_as_good",
        rows=of.told,
        right=of.rest(*wrong),
        name=usual.name,
        usual=of.together(*of_positive) if usual.name == errors.positive else of.rest(*of_positive),
    )
    ranked = _surest(facts, errors, errors.surest) if errors.surest and is_for_ranking(facts) else ""
    return joined([said, ranked], facts.language)


def _most_mistaken(facts: Facts, errors: ClassErrors) -> str:
    """What is taken for what most often; empty where nothing is."""
    if not errors.confusions:
        return ""
    first = errors.confusions[0]
    rows = OfRows().count(first.share)
    return _say(facts, "most_mistaken", actual=first.actual, predicted=first.predicted, mistaken=rows)


def is_for_ranking(facts: Facts) -> bool:
    """Whether a yes or no of its own is of little use, as good as always the same one or missing most of what is looked
    for, while it knows where to look first."""
    errors = facts.expected_errors
    if not isinstance(errors, BinaryErrors) or facts.expected_costs or not errors.surest:
        return False
    first = errors.thresholds[0]
    return not errors.beats_usual or first.found.value < first.missed.value


def _surest(facts: Facts, errors: BinaryErrors, one: AtThreshold) -> str:
    of, right = of_rows(errors), errors.right_of(one)
    return _say(
        facts,
        "surest",
        alarms=of.together(one.found.value, one.false_alarms.value),
        right=of.count(one.found.value),
        low=of.count(right.low * one.alarms),
        high=of.count(right.high * one.alarms),
        random=of.count(one.alarms * errors.share),
        positive=errors.positive,
        below=say_in(HEADINGS, "errors", facts.language),
    )


def _costs(facts: Facts, found: ExpectedCosts, errors: BinaryErrors) -> str:
    alike = [found.saved[name] for name in ("nobody", "everybody")]
    never, always = (found.cost.value + saved.value for saved in alike)
    said = _say(
        facts,
        "costs",
        positive=errors.positive,
        cost=per_rows(found.costs, found.cost.value),
        low=per_rows(found.costs, max(found.cost.low, 0.0)),
        high=per_rows(found.costs, found.cost.high),
        never=per_rows(found.costs, never),
        always=per_rows(found.costs, always),
    )
    saves = min(saved.low for saved in alike) > 0
    return said if saves else joined([said, _say(facts, "as_cheap")], facts.language)


def _ends(name: str, of: Range, facts: Facts) -> dict[str, str]:
    low, high = rounded_range(of.low, of.high, facts.language)
    return {name: rounded_number(of.value, facts.language), f"{name}_low": low, f"{name}_high": high}


def _range(of: OfRows, name: str, found: Range) -> dict[str, str]:
    low, high = of.ends(found.low, found.high)
    return {name: of.count(found.value), f"{name}_low": low, f"{name}_high": high}


def _say(facts: Facts, key: str, **values: object) -> str:
    return say_in(WORDS, key, facts.language, **{"rows": OfRows().told, **values})
