"""The verdict, how sure it is and why."""

from __future__ import annotations

from statistics import fmean

import numpy as np

from automl_comparison.counts import counted
from automl_comparison.expected_errors import NumberErrors
from automl_comparison.meta import Candidate, Facts
from automl_comparison.words.caveats import GIANT_GROUP, check_is_fine, check_is_worse, light, near_ends
from automl_comparison.words.numbers import direction, joined, meaning, rounded, rounded_ends
from automl_comparison.words.outcome import checked, compared, is_for_ranking, outcome
from automl_comparison.words.report import WORDS as HEADINGS
from automl_shared.config.models import Language
from automl_shared.paired import Difference
from automl_shared.phase_io import Light
from automl_shared.words import N_, Words, say_in, speaker

MUCH_LARGER, MUCH_LOST = 1.25, 0.5
"""From so many times larger errors on, and from such a share of the lead over guessing on, it is told that the final
check would overlook them."""

ONE_IN_TWENTY = 1.645
"""Standard errors that luck goes beyond so often."""

WORDS: Words = {
    "guessing": N_("guessing without looking at the other columns"),
    "no_model": N_("no useful model"),
    "clear": N_("The choice is clear: every other candidate is behind by more than chance explains."),
    "slight": N_("The choice is close: the runner-up is behind, but chance could still explain it."),
    "tie": N_("The choice is a tie: another candidate does about as well."),
    "use_it": N_("Use this model"),
    "use_to_rank": N_("Use this model to rank rows, not for a yes-or-no answer"),
    "use_with_care": N_("Use this model with care (see “{below}”)"),
    "not_yet_this": N_("Do not use this model yet (see “{below}”)"),
    "use": N_("Use “{title}”: {outcome}"),
    "rank_by": N_("Use “{title}” to rank rows, not for a yes-or-no answer: {outcome}"),
    "not_yet": N_("Do not use “{title}” yet (see “{below}”). While testing, {outcome}"),
    "while_testing": N_("While testing, {outcome}"),
    "unit": N_("The numbers are in the unit of `{target}`."),
    "unit_named": N_("The numbers are in {unit}, the unit of `{target}`."),
    "weighed": N_("Rows count by their weight in `{column}`."),
    "nothing_ran": N_(
        "No model gave a result, only guessing without looking at the other columns did, so there is nothing to "
        "recommend: see what failed."
    ),
    "nothing_tried": N_(
        "No model was tried, only guessing without looking at the other columns was, so there is nothing to recommend."
    ),
    "nothing_useful": N_(
        "None of the models is clearly better than guessing without looking at the other columns, which scores "
        "{guessed} in {metric} ({direction}). The best model, “{leader}”, scores {best} on average and {low} to {high} "
        "from part to part of the data. More rows, or columns that have to do with `{target}`, may help."
    ),
    "won_by_guessing": N_(
        "By {metric}, guessing without looking at the other columns already scores {guessed}, the best there is: no "
        "model can be better. Let another metric decide."
    ),
    "giant_group": N_(
        "One group has most of the rows. So these parts differ much in size, and only a far larger lead can be told "
        "from chance."
    ),
    "luck_reaches": N_(
        "With as many rows of each class as here, luck alone takes a model as far as {reach} at most one time in "
        "twenty."
    ),
    "luck_of_many_reaches": N_(
        "With as many rows of each class as here, luck alone takes a single model as far as {reach} at most one time "
        "in twenty, and the best of {n} more often."
    ),
    "beats_guessing": N_(
        "{meaning}; guessing without looking at the other columns scores {guessed}, and that gap is larger than chance "
        "explains."
    ),
    "beats_shuffled": N_(
        "{meaning}; the same answers dealt to the rows at random score {shuffled}, and that gap is larger than chance "
        "explains."
    ),
    "no_better_than_shuffled": N_(
        "The best model's answers, dealt to the rows at random, would score {shuffled}: that, not guessing, is what it "
        "is held against."
    ),
    "no_guess": N_("{meaning}; guessing without looking at the other columns gave no result to compare with."),
    "spread": N_(
        "Tested on {folds} parts of the data, each by a model that had not seen it, it scored between {low} and {high} "
        "({direction})."
    ),
    "only_one": N_("It is the only candidate that was compared with guessing."),
    "best_average": N_("Of the {of} candidates compared, it has the best average."),
    "best_and_simplest": N_(
        "Of the {of} candidates compared, it has the best average, and no other that scores alike is simpler."
    ),
    "unsteady_above": N_(
        "It is number {rank} of {of} by average; those above vary so much from part to part that chance explains their "
        "lead over guessing without looking at the other columns."
    ),
    "simpler": N_(
        "It is number {rank} of {of} by average: “{best}” scores {score}, a lead that chance may explain, and this one "
        "is simpler (preference `{preference}`)."
    ),
    "faster": N_(
        "It is number {rank} of {of} by average: “{best}” scores {score}, a lead that chance may explain, and this one "
        "is faster to fit (preference `{preference}`)."
    ),
    "not_flattered": N_(
        "It is number {rank} of {of} by average: “{best}” scores {score}, but it is the best of many by these very "
        "scores. A single model picked on the other parts of the data does no better than this combination."
    ),
    "sure_performance": N_(
        "{metric} ({direction}): {meaning}. On new rows like these, expect {low} to {high} (nine times out of ten)."
    ),
    "sure_alike": N_(
        "{metric} ({direction}): {meaning}. On new rows like these, expect about the same (nine times out of ten)."
    ),
    "sure_unknown": N_("{metric} ({direction}): {meaning}."),
    "sure_guessing": N_("Guessing scores {score}."),
    "sure_shuffled": N_("The same answers dealt to the rows at random score {score}."),
    "check_short_fine": N_("The final check came out as expected."),
    "check_short_blind": N_("The final check has too few rows to tell."),
    "check_short_worse": N_("The final check came out worse than expected."),
    "check_short_better": N_("The final check came out better than expected."),
    "check_counted": N_("That is as expected ({half_low} to {half_high} and {most_low} to {most_high} rows)."),
    "check_counted_not": N_("That is not as expected ({half_low} to {half_high} and {most_low} to {most_high} rows)."),
    "check_as_expected": N_("They score {score}, as expected ({low} to {high})."),
    "check_not_as_expected": N_("They score {score}, outside the expected range ({low} to {high})."),
    "notices_errors": N_(
        "A check on so few rows is likely to show a loss only when errors are {factor} times as large."
    ),
    "notices_loss": N_("A check on so few rows shows a loss only when {share} of the lead over guessing is gone."),
    "notices_loss_shuffled": N_(
        "A check on so few rows shows a loss only when {share} of the lead over answers dealt at random is gone."
    ),
    "notices_nothing": N_("A check on so few rows would not even show a model that is no better than guessing."),
    "rival_clear": N_("The closest rival, “{rival}”, scores {score}, which is clearly behind."),
    "rival_slight": N_("The closest rival, “{rival}”, scores {score}, which is slightly behind."),
    "rival_tie": N_(
        "The closest rival, “{rival}”, scores {score}, so close that chance may have decided between them."
    ),
}


def no_model(language: Language = "en") -> str:
    text = say_in(WORDS, "no_model", language)
    return capital(text)


def headline(facts: Facts) -> str:
    """What to do with the model, in a few words."""
    use_it = "use_to_rank" if is_for_ranking(facts) else "use_it"
    keys: dict[Light, str] = {"red": "not_yet_this", "amber": "use_with_care", "green": use_it}
    if key := keys.get(light(facts)):
        return _say(facts, key, below=say_in(HEADINGS, "caveats", facts.language))
    return no_model(facts.language)


def sentence(facts: Facts) -> str:
    """The verdict, where nothing stands beside it."""
    chosen = facts.choice.recommended
    verdict = _with_terms(facts, _recommended(facts, chosen) if chosen else _no_useful_model(facts))
    return joined([verdict, checked(facts)], facts.language)


def below_headline(facts: Facts) -> str:
    """The verdict below the words of `headline`, and the name of the model."""
    if facts.choice.recommended is None:
        return _with_terms(facts, _no_useful_model(facts))
    is_red = light(facts) == "red"
    said = outcome(facts, is_tested=is_red)
    return _with_terms(facts, _say(facts, "while_testing", outcome=said) if is_red else capital(said))


def _with_terms(facts: Facts, verdict: str) -> str:
    """The verdict with what it is compared with, and its unit; alone where it has no number."""
    if facts.choice.leader is None:
        return verdict
    said = [verdict, compared(facts) if facts.choice.recommended else ""]
    unit, are_numbers = facts.data.target_unit, isinstance(facts.expected_errors, NumberErrors)
    if unit and (are_numbers or facts.metric.unit == "target"):
        said.append(_say(facts, "unit_named", target=facts.data.target, unit=unit))
    elif facts.metric.unit == "target" and not are_numbers:
        said.append(_say(facts, "unit", target=facts.data.target))
    if facts.data.weight is not None and facts.metric.takes_weights:
        said.append(_say(facts, "weighed", column=facts.data.weight))
    return joined(said, facts.language)


def how_sure(facts: Facts) -> list[str]:
    """In two lines: the choice, and the performance to expect; none where nothing is recommended."""
    chosen = facts.choice.recommended
    if chosen is None:
        return []
    return [_say(facts, facts.choice.confidence), _performance(facts, chosen)]


def check_in_short(facts: Facts) -> str:
    """Whether the rows kept back gave what was to be expected; empty where nothing was, where there are none, or where
    what is wrong with the data flatters them, too."""
    if facts.final_check.score is None or (facts.near_ranges is None and facts.check_range is None):
        return ""
    if check_is_fine(facts):
        if light(facts) == "red":
            return ""
        is_blind = facts.check_overlooks is not None and facts.check_overlooks >= 1
        return _say(facts, "check_short_blind" if is_blind else "check_short_fine")
    return _say(facts, "check_short_worse" if check_is_worse(facts) else "check_short_better")


def final_check(facts: Facts) -> str:
    """What the rows kept back gave, and how little so few of them can show; empty where there are none."""
    return joined([checked(facts), _as_expected(facts), notices(facts)], facts.language)


def notices(facts: Facts) -> str:
    """What a small check would overlook; empty where it overlooks little."""
    lost, factor = facts.check_overlooks, facts.check_factor
    if factor is not None and factor >= MUCH_LARGER:
        return _say(facts, "notices_errors", factor=f"{factor:.1f}")
    if lost is None or lost < MUCH_LOST:
        return ""
    if lost >= 1:
        return _say(facts, "notices_nothing")
    key = "notices_loss_shuffled" if _beats_shuffled(facts) else "notices_loss"
    return _say(facts, key, share=f"{lost:.0%}".replace("%", " %"))


def _beats_shuffled(facts: Facts) -> bool:
    """Whether what the recommended one is held against is not guessing, but its own answers, shuffled."""
    return facts.choice.recommended is not None and bool(facts.choice.recommended.shuffled)


def _performance(facts: Facts, chosen: Candidate) -> str:
    values = {
        "metric": facts.metric_title,
        "direction": direction(facts.metric, facts.language),
        "meaning": meaning(facts.metric, chosen.cv_mean, facts.language, facts.data.positive_class),
    }
    beaten, found = facts.held_against, facts.expected_range
    key = "sure_shuffled" if chosen.shuffled else "sure_guessing"
    guessing = "" if beaten is None else _say(facts, key, score=rounded(facts.metric, beaten, facts.language))
    if found is None or light(facts) == "red":  # what is red makes it look better than it will be
        return joined([_say(facts, "sure_unknown", **values), guessing], facts.language)
    low, high = rounded_ends(facts.metric, *found, facts.language)
    told = "sure_performance" if low != high else "sure_alike"
    return joined([_say(facts, told, **values, low=low, high=high), guessing], facts.language)


def _as_expected(facts: Facts) -> str:
    check, expected = facts.final_check, facts.check_range
    if check.score is None or (check_is_fine(facts) and light(facts) == "red"):  # what is red flatters it, too
        return ""
    if facts.near_ranges is not None and check.n_near is not None:
        key = "check_counted" if check_is_fine(facts) else "check_counted_not"
        return _say(facts, key, **near_ends(facts.near_ranges))
    if expected is None:
        return ""
    score = rounded(facts.metric, check.score, facts.language)
    low, high = rounded_ends(facts.metric, *expected, facts.language)
    key = "check_as_expected" if check_is_fine(facts) else "check_not_as_expected"
    return _say(facts, key, score=score, low=low, high=high)


def reason(facts: Facts, chosen: Candidate) -> str:
    """Why this candidate, in two to four sentences."""
    said = [_against_guessing(facts, chosen), _spread(facts, chosen), _place(facts, chosen)]
    if facts.choice.rival is not None and facts.choice.over_rival is not None and chosen is facts.choice.ranking[0]:
        said.append(_against_rival(facts, facts.choice.rival, facts.choice.over_rival))
    return joined(said, facts.language)


def _recommended(facts: Facts, chosen: Candidate) -> str:
    is_red = light(facts) == "red"
    return _say(
        facts,
        "not_yet" if is_red else "rank_by" if is_for_ranking(facts) else "use",
        title=chosen.title,
        below=say_in(HEADINGS, "caveats", facts.language),
        outcome=outcome(facts, is_tested=is_red),
    )


def _no_useful_model(facts: Facts) -> str:
    leader, baseline = facts.choice.leader, facts.choice.baseline
    if leader is None or baseline is None:
        return _say(facts, "nothing_ran" if counted(facts).failed else "nothing_tried")
    guessed = rounded(facts.metric, baseline.cv_mean, facts.language)
    if facts.is_won_by_guessing:
        return _say(facts, "won_by_guessing", metric=facts.metric_title, guessed=guessed)
    low, high = rounded_ends(facts.metric, min(leader.scores), max(leader.scores), facts.language)
    said = _say(
        facts,
        "nothing_useful",
        guessed=guessed,
        metric=facts.metric_title,
        direction=direction(facts.metric, facts.language),
        leader=leader.title,
        best=rounded(facts.metric, leader.cv_mean, facts.language),
        low=low,
        high=high,
        target=facts.data.target,
    )
    return joined(
        [said, _beside_giant(facts), _shuffled(facts, leader), _luck_reaches(facts, baseline)], facts.language
    )


def _beside_giant(facts: Facts) -> str:
    """Why a lead over guessing that looks large is not told from chance; empty where parts are of one size."""
    lead = facts.choice.over_baseline
    if lead is None or lead.mean <= 0 or all(one.code != GIANT_GROUP for one in facts.data.findings):
        return ""
    return _say(facts, "giant_group")


def _shuffled(facts: Facts, leader: Candidate) -> str:
    """Empty where guessing scores no worse than the answers of the best model, shuffled."""
    if not leader.shuffled:
        return ""
    return _say(
        facts, "no_better_than_shuffled", shuffled=rounded(facts.metric, fmean(leader.shuffled), facts.language)
    )


def _luck_reaches(facts: Facts, baseline: Candidate) -> str:
    """How good the average of a model looks that knows nothing; empty where that is not known."""
    lead = facts.choice.over_baseline
    if lead is None or facts.rules.luck is None:
        return ""
    n_models, classes = len(facts.choice.models), np.arange(len(facts.data.classes))
    perfect = facts.metric.score(classes, np.eye(len(classes)))
    reach = baseline.cv_mean + (1 if facts.metric.greater_is_better else -1) * ONE_IN_TWENTY * lead.standard_error
    if facts.metric.better(reach, perfect):
        reach = perfect
    key = "luck_reaches" if n_models == 1 else "luck_of_many_reaches"
    return _say(facts, key, reach=rounded(facts.metric, reach, facts.language), n=n_models)


def _against_guessing(facts: Facts, chosen: Candidate) -> str:
    found = capital(meaning(facts.metric, chosen.cv_mean, facts.language, facts.data.positive_class))
    if facts.held_against is None:
        return _say(facts, "no_guess", meaning=found)
    beaten = rounded(facts.metric, facts.held_against, facts.language)
    if chosen.shuffled:
        return _say(facts, "beats_shuffled", meaning=found, shuffled=beaten)
    return _say(facts, "beats_guessing", meaning=found, guessed=beaten)


def _spread(facts: Facts, chosen: Candidate) -> str:
    low, high = rounded_ends(facts.metric, min(chosen.scores), max(chosen.scores), facts.language)
    better = direction(facts.metric, facts.language)
    return _say(facts, "spread", folds=facts.n_folds, low=low, high=high, direction=better)


def _place(facts: Facts, chosen: Candidate) -> str:
    choice = facts.choice
    rank, of = choice.rank(chosen), counted(facts).compared
    best = choice.ranking[0]
    score = rounded(facts.metric, best.cv_mean, facts.language)
    if of == 1:
        return _say(facts, "only_one")
    if rank == 1:
        simplest = len(choice.alike) > 1 and facts.preference != "accuracy"
        return _say(facts, "best_and_simplest" if simplest else "best_average", of=of)
    if choice.leader is chosen:
        return _say(facts, "unsteady_above", rank=rank, of=of)
    if chosen.is_ensemble and facts.preference == "accuracy":
        return _say(facts, "not_flattered", rank=rank, of=of, best=best.title, score=score)
    simpler = choice.leader and chosen.complexity < choice.leader.complexity
    return _say(
        facts,
        "simpler" if simpler else "faster",
        rank=rank,
        of=of,
        best=best.title,
        score=score,
        preference=facts.preference,
    )


def _against_rival(facts: Facts, rival: Candidate, lead: Difference) -> str:
    score = rounded(facts.metric, rival.cv_mean, facts.language)
    return _say(facts, f"rival_{lead.confidence}", rival=rival.title, score=score)


_say = speaker(WORDS)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
