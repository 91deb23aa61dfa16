"""Headings, sentences and table headers of the report."""

from __future__ import annotations

from automl_shared.words import N_, NN_, Words

WORDS: Words = {
    "title": N_("AutoML report: {dataset}"),
    "heading": N_("Predicting “{target}”"),
    "subtitle": N_("{dataset}, run {run_id}"),
    "contents": N_("Contents"),
    "why": N_("Why"),
    "how_sure": N_("How sure"),
    "in_short": N_("In short"),
    "what_to_use": N_("What to use"),
    "task_of_model": N_("Task of the model"),
    "question": N_("Question"),
    "answer": N_("Answer"),
    "errors": N_("Which errors to expect"),
    "caveats": N_("Keep in mind"),
    "final_check": N_("The final check"),
    "check_made": N_(
        "The recommended candidate was scored once on {rows} rows that nobody had looked at, after everything was "
        "decided: {score}, against {mean} on average while testing. This number had no part in the choice."
    ),
    "check_counted": N_(
        "Whether it is as expected is judged by how many of the errors are small: a score like this one depends "
        "on the few largest."
    ),
    "check_missing": N_("There is none: {why}."),
    "next_steps": N_("What to do now"),
    "model": N_("How to use the model"),
    "model_not_yet": N_("First deal with what is said under “{below}”: until then its answers cannot be relied on."),
    "model_use": N_(
        "One command predicts new rows. Their file is read as your data were, with the same columns except the one to "
        "predict; rows unlike those learned from are named, and a file that would be predicted wrong is refused."
    ),
    "in_python": N_("The same in Python"),
    "model_needs": N_(
        "In Python, in an environment with the packages automl-training and clearml and access to this ClearML server; "
        "the file is checked before it is loaded:"
    ),
    "model_needs_file": N_(
        "In Python, in an environment with the package automl-training; the file is checked before it is loaded:"
    ),
    "table_comment": N_("read as your data were"),
    "own_pages": N_("The model's own pictures and numbers"),
    "reliability": N_("Can its percentages be trusted"),
    "weak": N_("Where it is weak"),
    "singles": N_("Examples, row by row"),
    "data": N_("Is the data fit"),
    "data_is": N_("{rows} rows. To be predicted: “{target}” ({problem}), from the other columns ({features})."),
    "past": N_(
        "It is predicted {horizon} ahead: the values of “{target}” that were known that long before a row are "
        "predicted from, too. New rows should not lie further than that after the last row of the file."
    ),
    "regression": N_("a number"),
    "binary": N_("one of two classes"),
    "multiclass": N_("one of several classes"),
    "dropped": NN_(
        "One row without a value of the target was left out.",
        "{n:,} rows without a value of the target were left out.",
    ),
    "dealt": N_(
        "{train} rows were used to learn and test, split into parts so that each candidate was tested {folds} times on "
        "rows it had not seen."
    ),
    "kept": N_("{n} rows were kept back for the final check."),
    "none_kept": N_("No rows were kept back."),
    "findings": N_("What was found in the data"),
    "level": N_("Weight"),
    "finding": N_("What was found"),
    "action": N_("What to do"),
    "red": N_("serious"),
    "yellow": N_("to be looked at"),
    "no_findings": N_("Nothing remarkable was found in the data."),
    "tried_is": N_(
        "Candidates compared by {metric} ({direction}): {compared} (kinds of model: {models}, preparations of the "
        "data: {preparations}, combinations of several: {mixtures}), and guessing beside them. Failed: {failed}. Not "
        "tried: {skipped}."
    ),
    "tried_extras": NN_(
        "One of them was not planned: the time budget had room for it.",
        "{n} of them were not planned: the time budget had room for them.",
    ),
    "ranking": N_("Ranking"),
    "rank": N_("Rank"),
    "candidate": N_("Candidate"),
    "outcome": N_("What became of it"),
    "average": N_("{metric}, average"),
    "spread": N_("Spread"),
    "fit": N_("Fit"),
    "predict": N_("Predict 1,000 rows"),
    "size": N_("Size"),
    "cause": N_("What happened"),
    "remedy": N_("What to do"),
    "task": N_("Task"),
    "recommended": N_("recommended"),
    "not_yet": N_("not to be used yet"),
    "noted": N_("{title} ({note})"),
    "scored": N_("scored"),
    "baseline": N_("guessing, for comparison"),
    "failed": N_("failed"),
    "skipped": N_("not tried"),
    "held_against": N_(
        "By {metric}, answers that know nothing of the rows can score better than guessing. So a model is held against "
        "its own answers, dealt to the rows at random: those of “{title}” score {score}."
    ),
    "ranking_cut": N_("{shown} of {all}; all of them: artifact leaderboard."),
    "pictures": N_("Pictures"),
    "drivers": N_("What drives the prediction"),
    "drivers_is": N_(
        "`{first}` matters most: with its values shuffled among the rows, the score gets worse by {loss}."
    ),
    "drivers_then": NN_("Then comes {others}.", "Then come {others}."),
    "drivers_caution": N_("That says what the model looks at, not what causes what."),
    "drivers_none": N_("No column matters much by itself, or it was not measured."),
    "choices": N_("The other choices"),
    "choices_is": N_(
        "All of them are clearly better than guessing; take another one when its merit counts more for you."
    ),
    "choice": N_("Choice"),
    "most_accurate": N_("most accurate"),
    "simplest": N_("simplest"),
    "fastest": N_("fastest to predict"),
    "earlier": N_("Difference from the earlier run"),
    "earlier_better": N_(
        "Against “{candidate}” of run {run_id} ({before}), this run's choice ({now}) is better by {gain}: {sure}"
    ),
    "earlier_worse": N_(
        "Against “{candidate}” of run {run_id} ({before}), this run's choice ({now}) is worse by {gain}: {sure}"
    ),
    "earlier_equal": N_("Run {run_id} chose “{candidate}” ({before}); this run's choice scores the same ({now})."),
    "earlier_clear": N_("more than chance explains (compared part by part, on the same rows)."),
    "earlier_slight": N_("chance could still explain it (compared part by part, on the same rows)."),
    "earlier_tie": N_("no more than chance (compared part by part, on the same rows)."),
    "not_comparable": N_("Run {run_id} cannot be compared with this one: {why}."),
    "other_data": N_("it worked on other data"),
    "other_folds": N_("it was scored on other rows (other folds)"),
    "other_metric": N_("it was decided by another metric"),
    "other_class": N_("its scores are about the other class"),
    "other_target": N_("it predicts another column"),
    "nothing_recommended": N_("one of the two recommends nothing"),
    "not_recorded": N_("it does not say which rows it was scored on"),
    "unreadable": N_("its result cannot be read ({cause})"),
    "failures": N_("What failed"),
    "nothing_failed": N_("Nothing failed."),
    "not_tried": N_("What was not tried"),
    "not_tried_is": NN_(
        "One model or candidate was not tried, for this reason:",
        "{n} models and candidates were not tried, for these reasons:",
    ),
    "reason_of": N_("{why} ({n})"),
    "more_rows": N_("{n} more: artifact leaderboard."),
    "glossary": N_("Words"),
    "foot": N_("Made by task {task_id}. For machines: artifact report_json."),
}

GLOSSARY: Words = {
    "candidate": N_("one way of preparing the data together with one model."),
    "fold": N_("the data are split into parts, the folds; each is predicted by a model that has not seen it."),
    "average and spread": N_("mean of the scores over the folds, and how much they differ from fold to fold."),
    "baseline": N_(
        "guessing without looking at the other columns: the same answer for every row. A model has to beat it clearly."
    ),
    "ensemble": N_("several candidates that answer together, each with a weight of its own."),
    "preparation": N_(
        "how gaps are filled, numbers scaled and categories turned into numbers before a model sees them."
    ),
    "threshold": N_("of two classes: the probability from which on the positive class is predicted."),
    "nine times out of ten": N_("a range that is given holds the true value in nine out of ten cases."),
    "final check": N_("the recommended candidate's score on rows kept back until everything was decided."),
}
TERMS: Words = {
    "candidate": N_("candidate"),
    "fold": N_("fold, part"),
    "average and spread": N_("average and spread"),
    "baseline": N_("baseline"),
    "ensemble": N_("ensemble"),
    "preparation": N_("preparation"),
    "threshold": N_("threshold"),
    "nine times out of ten": N_("nine times out of ten"),
    "final check": N_("final check"),
}
