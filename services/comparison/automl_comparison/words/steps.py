"""What to do next."""

from __future__ import annotations

from automl_shared.words import N_, NN_, Words, speaker

WORDS: Words = {
    "without_suspects": N_(
        "Run it again without {columns}, which may give the answer away: only then the score can be believed."
    ),
    "without_copies": N_("Take the copies out of the table, then run it again: only then the score can be believed."),
    "check_again": N_(
        "Run it again with other rows kept back: if the final check is as bad again, the score of the testing is too "
        "good; if not, the rows kept back this time were unusual."
    ),
    "newer_rows": N_(
        "The latest rows are predicted worse than the earlier ones, so things may have changed: learn from newer rows."
    ),
    "enough_rows": N_("Collect more rows: with so few, even a good score may be luck."),
    "as_numbers": N_("If `{target}` is a number, run it again as one; rows with a word there are left out."),
    "as_measured": N_(
        "If {columns} is known when predicting and is no key, run it again with it: its order says much about the "
        "target."
    ),
    "first": N_("Take care of this, then run it again: {finding}"),
    "one_spelling": N_(
        "If classes that differ only in spelling are the same, run it again with one spelling: until then they are "
        "told apart, and every number counts them apart."
    ),
    "more_of_a_class": N_(
        "Collect more rows of the rare class: with so few, even a good model cannot be told from luck."
    ),
    "even_target": N_(
        "Learn the target on a scale that evens out its long tail: as it is, a few rows decide the score."
    ),
    "single_rows": N_(
        "If single rows count, not only their sum: run it again by the mean absolute error, so that a few large values "
        "do not decide everything."
    ),
    "in_time": N_("If it is to predict the rows to come: test it on the latest ones by `{column}`."),
    "go_on": NN_(
        "Go on with this run: its time budget had no room for one candidate. What is done is not done again.",
        "Go on with this run: its time budget had no room for {n} candidates. What is done is not done again.",
    ),
    "without_budget": NN_(
        "Run it again without its time budget, which had no room for one candidate.",
        "Run it again without its time budget, which had no room for {n} candidates.",
    ),
    "after_failures": N_("Take care of what is listed under “{below}”, then try again."),
    "any_model": N_("Let it try models: this time it only guessed."),
    "thorough": N_("Try more kinds of models; if that finds nothing either, other columns are needed."),
    "other_groups": N_(
        "Collect rows of other groups: one has most of the rows, so the others say too little about the models."
    ),
    "another_metric": N_("Run it again by the usual metric, by which a model can be better than guessing."),
    "set_costs": N_(
        "Say what errors cost, with your own numbers: a false `{positive}`, and a missed one. The threshold is then "
        "chosen by it."
    ),
    "repeat": N_("Split the rows into folds {n} times instead of once: the choice becomes more certain."),
    "predict": N_("Predict new rows."),
    "more_rows": N_(
        "Collect more rows: from {few} to {rows} rows the score went from {before} to {now} ({gain}), and it still "
        "gets better."
    ),
    "compare": N_("Look at this run beside the earlier one, {run_id}."),
}


say = speaker(WORDS)
