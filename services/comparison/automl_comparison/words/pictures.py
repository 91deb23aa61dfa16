"""What the pictures say. Titles stay English: they are keys."""

from __future__ import annotations

from automl_shared.words import N_, Words

WORDS: Words = {
    "ranking": N_(
        "The best candidates: average score on rows not seen while learning, and how much it varies from part to part."
    ),
    "by_model": N_("The best candidate of each kind of model: what the choice of the model is worth."),
    "by_preprocess": N_("The best candidate of each preparation of the data: what the preparation is worth."),
    "model_summary": N_(
        "Each model over all preparations and all parts of the data: the average, and how much its scores vary."
    ),
    "wins": N_(
        "Share of the other models that each candidate beats, averaged over the parts of the data; beside it, on how "
        "many parts it is the best."
    ),
    "heatmap": N_("Average {metric} by model (down) and preparation of the data (across): darker is better."),
    "stability": N_(
        "Place of the best candidates on each part of the data, 1 is the best: a steady row means that the order does "
        "not hang on which rows were drawn."
    ),
    "fit_time": N_(
        "What a better score costs in time to learn: each point is one candidate; none beats those on the line in both."
    ),
    "predict_time": N_(
        "What a better score costs in time to predict: each point is one candidate; none beats those on the line in "
        "both."
    ),
    "drivers": N_(
        "What drives the prediction: how much worse the score gets when the values of one column are shuffled."
    ),
    "earlier": N_("This run beside the earlier run {run_id}: average score of the candidates that both tried."),
    "now": N_("this run"),
    "before": N_("earlier run"),
    "average": N_("{metric}, average ({direction})"),
    "share_beaten": N_("share of the other models beaten"),
    "best_on": N_("best on {n} of {of}"),
    "score_lost": N_("{metric}: how much worse it gets"),
    "fit_seconds": N_("seconds to fit, all parts together"),
    "predict_seconds": N_("seconds to predict 1,000 rows"),
    "place": N_("place"),
    "part": N_("part {n}"),
    "guessing": N_("guessing: {score}"),
    "recommended": N_("recommended"),
    "candidate": N_("candidate"),
    "baseline": N_("guessing"),
    "front": N_("best for its time"),
    "no_result": N_("no result"),
    "no_models": N_("No model gave a result."),
    "cut_candidates": N_("{shown} of {all} candidates, the best"),
    "cut_models": N_("{shown} of {all} models, the best"),
    "cut_preprocesses": N_("{shown} of {all} preparations, the best"),
    "cut_combinations": N_("{shown} of {all} combinations, the best"),
    "cut_columns": N_("{shown} of {all} columns, the strongest"),
    "cut_parts": N_("; {shown} of {all} parts"),
    "cut_rows": N_("{shown} of {all} rows (all of them: artifact `leaderboard`)"),
    "all_candidates": N_("Every candidate and what became of it, the failed and skipped ones first."),
    "failures": N_("What failed or was not tried, with the cause and what to do."),
    "recommendation": N_("What we recommend, and how sure that is."),
}
