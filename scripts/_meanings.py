"""What the names that a reader meets in ClearML mean, for docs/REFERENCE.md. `make docs` refuses a name without one."""

from __future__ import annotations

from collections.abc import Mapping

SCALARS: Mapping[str, str] = {
    "metric/<name>": "Mean of a metric over the folds, on rows that were not seen while learning.",
    "metric_std/<name>": "How much that metric varies from fold to fold: its standard deviation.",
    "time/train_seconds": "Time to learn: all folds, plus the refit where there is one.",
    "time/predict_seconds": "Time to predict 1,000 rows.",
    "model/num_features": "Features the model gets, or in a preprocessing those it makes.",
    "model/num_rows_train": "Rows there are to learn from; the rows of the final check are not among them.",
    "model/size_bytes": "Size of the stored model.",
    "model/params_count": "Numbers the model has learned, where it can be counted.",
    "search/trials": "Settings that the search tried, the default among them.",
    "search/best": "Score of the best setting.",
    "search/default": "Score of the default setting, on the same folds.",
    "search/gain": "How much better the best setting is than the default; never negative.",
    "comparison/best_<name>": "Mean of the deciding metric of the best candidate, guessing not counted.",
    "comparison/topk_mean_<name>": "The same averaged over the best `output.top_k` candidates.",
}

ARTIFACTS: Mapping[str, str] = {
    "phase_output": "The phase's output as JSON; see below.",
    "data": "Parquet: the usable rows as they were read, by `row_id`.",
    "folds": "Parquet: which rows each fold learns from and is scored on, and which belong to the final check.",
    "schema_raw": "JSON: every column with its type, kind, role and the reason.",
    "preprocess_pipeline": "JSON: the steps of the preparation, as they were fitted on the first fold.",
    "recipe": "JSON: the unfitted preparation.",
    "findings": "JSON: the traffic lights.",
    "facts": "JSON: all that the pictures were drawn from.",
    "sample_before": "CSV: a few rows as they came, personal data masked.",
    "sample_after": "CSV: the same rows prepared.",
    "oof_predictions": "Parquet: predictions of rows that were not seen while learning.",
    "holdout_predictions": "Parquet: predictions of the rows of the final check. Only the comparison scores them.",
    "scores": "JSON: every metric by fold.",
    "model_parameters": "JSON: the parameters of the fitted model.",
    "generated_features": "JSON: the features that were made in each fold; with `feature_generation` only.",
    "trials": "CSV: every setting that a search tried; with `optimization` only.",
    "children": "CSV: every training with its status.",
    "leaderboard": "CSV: every candidate, the failed and skipped ones with cause and remedy.",
    "leaderboard_parquet": "The same as Parquet.",
    "report": "HTML: the report for people, one file. The run's own task shows it too.",
    "report_json": "JSON: all that the report says.",
}

TAGS: Mapping[str, str] = {
    "run": "The run it belongs to.",
    "dataset": "Short name of the data.",
    "phase": "The phase.",
    "preprocess": "The variant, by its `preproc_id`.",
    "model": "The model, by its label in the run.",
    "cloned_from": "Id of the template it was cloned from.",
    "attempt": "Which try of this piece of work it is; 1 is the first.",
    "template": "A template, which is cloned and never run. A word alone.",
    "superseded": "A newer attempt took its place: its result does not count. A word alone.",
    "version": "Of a template: hash of everything in it.",
    "root": "Of a template: the project root it serves.",
    "image": "Of a template: version of the images it was made for.",
    "content": "Of a dataset: sha256 of its file.",
    "prepared": "Of a finished preprocessing: hash of everything that decides its result.",
    "reused": "The run whose result this preprocessing shows again.",
    "submission": "Hash of the key that was given with `automl submit --idempotency-key`.",
}
