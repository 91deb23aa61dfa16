"""What the pictures say. Titles stay English: they are keys."""

from __future__ import annotations

from collections.abc import Sequence

from automl_shared.config.models import Language
from automl_shared.figures import shortened
from automl_shared.words import N_, NC_, Words, wording

NAMES = 5
NAME_WIDTH = 40

WORDS: Words = {
    # 01 what came in
    "source": N_("What came in: the table as it was read, and how many of its rows are used for what."),
    "file": N_("file"),
    "size": N_("size"),
    "dataset_id": N_("dataset id"),
    "rows_in_file": N_("rows in the file"),
    "columns_in_file": N_("columns in the file"),
    "columns_used": N_("columns used"),
    "encoding": N_("how letters are written (encoding)"),
    "separator": N_("what stands between two columns"),
    "decimal": N_("decimal sign"),
    "thousands": N_("thousands sign"),
    "rows_used": N_("rows used"),
    "rows_dropped": N_("rows left out"),
    "training_rows": N_("rows to learn from"),
    "holdout_rows": N_("rows kept back for the final check"),
    "no_holdout": N_("none: there are too few rows"),
    "folds": N_("how the training rows are divided"),
    "folds_value": N_("{n_folds} folds{repeats}: {reason}"),
    "repeats": N_(", {n} times over"),
    "to_predict": N_("to predict"),
    "not_known": N_("not known"),
    "no_values": N_("–"),
    "comma": N_("comma (,)"),
    "semicolon": N_("semicolon (;)"),
    "tab": N_("tab"),
    "bar": N_("vertical bar (|)"),
    "space": N_("space"),
    "point": N_("point (.)"),
    "apostrophe": N_("apostrophe (')"),
    "bytes": N_("{mb} MB"),
    # 02 columns
    "regression": N_("a number"),
    "binary": N_("one of two classes"),
    "multiclass": N_("one of several classes"),
    "columns": N_("What each column is taken for, and why; a wrong guess is put right with data.column_types."),
    "cut_columns_table": N_("Shown: {shown} of {total} columns; all are in the artifact schema_raw."),
    "column": N_("column"),
    "what_it_is": N_("what it is"),
    "why": N_("why"),
    "missing": N_("missing"),
    "distinct": NC_("a count", "distinct"),
    "examples": N_("examples"),
    "kind_numeric": N_("number"),
    "kind_categorical": N_("category"),
    "kind_boolean": N_("yes or no"),
    "kind_datetime": N_("date or time"),
    "kind_text": N_("free text"),
    "kind_identifier": N_("key"),
    "kind_constant": N_("always the same"),
    "role_target": N_("{kind}: to predict"),
    "role_group": N_("{kind}: keeps rows together"),
    "role_weight": N_("{kind}: weight of a row"),
    "role_time": N_("{kind}: order of time"),
    "role_feature": N_("{kind}"),
    "role_left_out": N_("{kind}: left out"),
    "masked": N_("••• stands for personal data, which is hidden here (output.mask_personal_data)."),
    # 03 target distribution
    "target_classes": N_(
        "How often each value of “{target}”, which is to be predicted, occurs in the {n} training rows."
    ),
    "target_numbers": N_(
        "How the values of “{target}”, which is to be predicted, are spread over the {n} training rows."
    ),
    "cut_classes": N_("Shown: the {shown} most frequent of {total} classes."),
    "mean": N_("mean {value}"),
    "median": N_("median {value} (half are below)"),
    "training_row_axis": N_("training rows"),
    # 04 missing values
    "missing_values": N_("In these columns values are missing; the bar is the share of training rows without one."),
    "nothing_missing": N_("Nothing is missing."),
    "share_missing": N_("share of training rows without a value"),
    "cut_gaps": N_("Shown: the {shown} of {total} columns with most gaps."),
    # 05 numeric distributions
    "distributions": N_(
        "How the values of each number column are spread: on the left as read, on the right as a model sees them."
    ),
    "no_numbers": N_("There is no number column to show."),
    "as_read": N_("{column}: as read"),
    "as_seen": N_("{column}: as a model sees it"),
    "not_alone": N_("not a feature by itself any more"),
    "no_value_in_sample": N_("no value in these rows"),
    "cut_numbers": N_("Shown: the {shown} of {total} number columns that say most about the target."),
    "cut_hidden": N_("{n} number columns with personal data are not shown."),
    "cut_rows": N_("Drawn from {shown} of {total} training rows, chosen at random."),
    "after_of_fold": N_("On the right {shown} rows of the first fold, the only ones the preparation was learned from."),
    # 06 category frequencies
    "categories": N_("How often each category occurs: the most frequent ones of every category column."),
    "no_categories": N_("There is no category column."),
    "category_title": N_("{column}: {n} different values"),
    "other_categories": N_("(all others)"),
    "no_value": N_("(no value)"),
    "cut_category_columns": N_("Shown: the {shown} of {total} category columns that say most about the target."),
    "cut_categories": N_("Of each column the {most} most frequent values; the rest is counted as “(all others)”."),
    # 07 feature counts
    "feature_counts": N_(
        "{used} columns are used and become {after} numbers that a model sees (features); {left_out} are left out."
    ),
    "count_note": N_(
        "Features are counted on the training part of the first fold; in others they may differ a little."
    ),
    "before": N_("columns in the data"),
    "after": N_("features a model sees"),
    "count_axis": N_("how many"),
    "group_numeric": N_("numbers"),
    "group_categorical": N_("categories"),
    "group_high_cardinality": N_("categories of very many values"),
    "group_datetime": N_("dates and times"),
    "group_text": N_("free texts"),
    "group_several": N_("made of several columns"),
    "group_left_out": N_("left out"),
    # 08 correlation
    "correlation": N_("Which numbers rise together (1), or one as the other falls (-1); near 0 neither."),
    "no_pairs": N_("There are no two number columns to compare."),
    # 09 data quality
    "quality": N_(
        "The state of the data: {red} to act on (red), {yellow} to know about (yellow), {green} checked and fine "
        "(green)."
    ),
    "light_red": N_("stop"),
    "light_yellow": N_("look"),
    "light_green": N_("good"),
    "found": N_("what we found"),
    "to_do": N_("what to do"),
    # 10 what was done
    "steps": N_("What is done to the data before a model sees them, in this order."),
    "step": N_("step"),
    "to_which": N_("which columns"),
    "what_is_done": N_("what is done"),
    "all_columns": N_("all columns"),
    "all_features": N_("all features"),
    "the_target": N_("the column to predict"),
    "step_inside_folds": N_(
        "Everything below is learned from the training part of each fold alone, never from rows that are scored."
    ),
    "and_more": N_(" and {n} more"),
    "columns_numeric": N_("number columns ({n}): {names}"),
    "columns_categorical": N_("category columns ({n}): {names}"),
    "columns_high_cardinality": N_("category columns of very many values ({n}): {names}"),
    "columns_datetime": N_("dates or times ({n}): {names}"),
    "columns_text": N_("free texts ({n}): {names}"),
    "impute_mean": N_("Gaps are filled with the mean of the column."),
    "impute_median": N_("Gaps are filled with the middle value of the column (median)."),
    "impute_most_frequent": N_("Gaps are filled with the most frequent value."),
    "impute_constant": N_("Gaps are filled with 0."),
    "impute_knn": N_("Gaps are filled from the most similar rows."),
    "impute_none": N_("Gaps stay gaps: the model takes them as they are."),
    "step_generated_auto": N_(
        "Features are made of several columns, such as price / area; those are kept that predict better."
    ),
    "step_generated_full": N_(
        "Very many features are made of several columns, such as price / area; those are kept that predict better."
    ),
    "step_indicators": N_("For every column whose gaps were filled, a yes-or-no feature says where they were."),
    "step_plugin": N_("“{name}”, a preprocessor added by a plugin."),
    "step_polynomial": N_("Products of up to {degree} columns are added as features."),
    "step_pca": N_("Combined into the {number} directions in which the rows differ most (principal components)."),
    "step_pca_share": N_(
        "Combined into as many directions as hold {share} of the differences between rows (principal components)."
    ),
    "step_dates": N_("Taken apart into year, month, day, weekday and the like, and into the days that have passed."),
    "categories_most_frequent": N_("Gaps are filled with the most frequent category."),
    "categories_constant": N_("Gaps become a category of their own."),
    "step_rare": N_("Categories in fewer than {share} of the rows become one, “(rare)”."),
    "encode_onehot": N_("Every category becomes a feature of its own: 1 where it occurs, 0 elsewhere."),
    "encode_ordinal": N_("Categories become numbers: 0, 1, 2 …"),
    "encode_target": N_(
        "Every category becomes the average target of its rows, learned so that no row sees its own target."
    ),
    "encode_frequency": N_("Every category becomes the share of rows it occurs in."),
    "encode_native": N_("Categories stay as they are: the model takes them."),
    "step_text": N_("Turned into a few numbers by the pieces of words that occur in it."),
    "step_selection": N_("The {number} features that say most about the target are kept."),
    "step_selection_share": N_("The {share} of features that say most about the target are kept."),
    "target_auto": N_("Transformed while fitting if it is skewed; predictions are transformed back."),
    "target_log": N_("Its logarithm is learned; predictions are transformed back."),
    "target_power": N_("Transformed while fitting until it is about symmetric; predictions are transformed back."),
    "target_quantile": N_("Replaced by its place in the order while fitting; predictions are transformed back."),
    "target_standardize": N_("Brought to mean 0 and spread 1 while fitting; predictions are transformed back."),
    # 11 folds
    "folds_classes": N_(
        "How the rows are divided, and the share of each class in every part: similar bars mean a fair division."
    ),
    "folds_numbers": N_(
        "How the rows are divided, and the mean of “{target}” in every part: similar heights mean a fair division."
    ),
    "fold_note": N_("{reason}. The target of the {holdout} rows kept back is not shown: they are for the final check."),
    "fold_note_no_holdout": N_("{reason}. No rows are kept back."),
    "cut_folds": N_("Shown: the first {shown} of {total} folds."),
    "cut_fold_classes": N_("The {shown} most frequent of {total} classes; the rest is counted as “(all others)”."),
    "fold": N_("fold {n}"),
    "fold_of_repeat": N_("{repeat}. time, fold {n}"),
    "kept_back": N_("kept back"),
    "learned_from": N_("learned from"),
    "scored_on": N_("scored on"),
    "held_rows": N_("kept back for the final check"),
    "row_axis": N_("rows"),
    "share_axis": N_("share of the scored rows"),
    "mean_axis": N_("mean of “{target}”"),
    # 12 sample rows
    "samples": N_("A few rows as they were read (above), and as a model sees them (below)."),
    "cut_samples": N_(
        "Shown: {rows} rows; {before} of {n_before} columns as read and {after} of {n_after} features. More are in the "
        "artifacts sample_before and sample_after."
    ),
    "row": N_("row"),
    # console
    "say_problem": N_("problem: {type} ({reason})"),
    "say_rows": N_("rows: {train} for training, {holdout} held out, {dropped} dropped"),
    "say_folds": N_("folds: {n} x {repeats}, {kind} ({reason}), hash {hash}"),
}


word = wording(WORDS)


def listed(names: Sequence[str], language: Language) -> str:
    """The first few names, and how many more there are."""
    shown = ", ".join(shortened(name, NAME_WIDTH) for name in names[:NAMES])
    return shown + (word("and_more", language, n=f"{len(names) - NAMES:,}") if len(names) > NAMES else "")
