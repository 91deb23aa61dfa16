"""What typing, the split and the traffic lights say.

Reasons start with ``why_``. Of a light, ``<code>`` is the message, ``<code>_do`` what to do, ``<code>_fine`` the green
light's message.
"""

from __future__ import annotations

from automl_shared.words import N_, NC_, NN_, NNC_, Words, wording

REASONS: Words = {
    "why_no_value": N_("no value in the training rows"),
    "why_always": N_("always {value}"),
    "why_always_or_missing": N_("always {value}, or missing"),
    "why_nested": N_("lists or nested values, which cannot be used"),
    "why_unsupported": N_("values of a kind that cannot be used"),
    "why_numbers": NC_("the reason for a type", "numbers"),
    "why_whole_numbers": N_("whole numbers"),
    "why_few_numbers": N_(
        "whole numbers, only {distinct} different: if they are codes, set data.column_types to categorical"
    ),
    "why_written_numbers": N_("numbers written as text"),
    "why_mostly_numbers": NN_(
        "numbers, but for one value that is taken for missing",
        "numbers, but for {unread:,} values that are taken for missing",
        by="unread",
    ),
    "why_numbers_in_unit": N_("numbers in {unit}, as the line below the names says"),
    "why_written_numbers_with_unit": N_("numbers written with {unit}"),
    "why_mostly_numbers_with_unit": NN_(
        "numbers written with {unit}, but for one value that is taken for missing",
        "numbers written with {unit}, but for {unread:,} values that are taken for missing",
        by="unread",
    ),
    "why_times_in_hours": N_("times of day or durations, as hours"),
    "why_times_in_minutes": N_("durations, as minutes"),
    "why_paces": N_("paces, as {unit}"),
    "why_number_key": N_("whole numbers, nearly all different, and named like a key"),
    "why_nameless_key": N_(
        "a column without a name that holds whole numbers, nearly all different: an index of the rows"
    ),
    "why_counts": N_("counts the rows, which are in the order of the target"),
    "why_no_key": N_("whole numbers, named like a key, but not rising from row to row and going with the target"),
    "why_text_key": N_("texts, nearly all different"),
    "why_json": N_("objects or lists of JSON, nearly all different"),
    "why_amounts": N_("amounts of money in more than one currency"),
    "why_pairs": N_("two numbers in one cell"),
    "why_digits": N_("digits with blanks between them"),
    "why_boolean": NC_("the reason for a type", "yes or no"),
    "why_texts": NN_("a single text, or missing", "{distinct:,} different texts", by="distinct"),
    "why_prose": N_("free text: many words, mostly different"),
    "why_dates": N_("dates or times"),
    "why_dates_written": N_("dates or times, written as {pattern}"),
    "why_unreadable_dates": N_("dates or times in a form that cannot be read"),
    "why_ambiguous_dates": N_("dates such as {example} that could be {one} or {other}: write them as YYYY-MM-DD"),
    "why_duration": N_("durations or times of day: give them as numbers, such as hours"),
    "why_set": N_("set by data.column_types"),
    "why_target_number": N_("the column to predict: numbers with {distinct:,} different values"),
    "why_target_classes": N_("the column to predict: {distinct:,} different values"),
    "why_group": N_("keeps rows together in a fold; not predicted from"),
    "why_weight": N_("says how much a row counts; not predicted from"),
    "why_time": N_("puts rows in order; not predicted from"),
    "why_group_of_series": N_("tells series apart, whose past is predicted from"),
    "why_time_of_series": N_("puts rows in order; the target's past is looked up by it"),
}

FOLDS: Words = {
    "folds_as_set": N_("as set"),
    "folds_time": N_("data.time_column is set: the past predicts the future"),
    "folds_group": N_("data.group_column is set: its rows stay together"),
    "folds_stratified": N_("every fold gets its share of each class"),
    "folds_kfold": N_("rows are dealt at random"),
    "groups_not_kept": N_("Rows of a group are not kept together: folds by time were asked for."),
    "groups_not_kept_do": N_("For folds by group: --set cross_validation.kind=group"),
    "time_not_kept": N_(
        "Folds and final check go by group, so a model may learn from rows later than those it is scored on."
    ),
    "time_not_kept_do": N_("If the past is to predict the future: --set cross_validation.kind=timeseries"),
    "groups_kept": N_(
        "Folds go by group although {wanted} was asked for: data.group_column promises that rows of a group stay "
        "together."
    ),
    "groups_kept_do": N_("To deal single rows: --set data.group_column=null"),
    "no_holdout_size": N_("There is no final check on rows kept aside: data.test_size is 0."),
    "no_holdout_size_do": N_("To have one: --set data.test_size=0.2"),
    "no_holdout_rows": N_("There is no final check on rows kept aside: it would have only {rows} rows."),
    "no_holdout_rows_do": N_("Collect more rows; until then trust the scores less."),
    "no_holdout_groups": N_(
        "There is no final check on rows kept aside: no set of whole groups comes near the size asked for."
    ),
    "no_holdout_groups_do": N_("Use a group column with more and smaller groups."),
    "no_holdout_moments": N_("There is no final check on rows kept aside: too many rows share a moment."),
    "no_holdout_moments_do": N_("Use a finer time column."),
    "rare_classes": N_(
        "Fewer rows than there are folds ({folds}) in: {classes}. These classes are spread over the folds one row "
        "each, and some folds are scored without them."
    ),
    "rare_classes_do": N_("Collect more rows of them, or merge rare classes."),
    "single_row_class": N_(
        "The class {label} has a single training row, which is learned from or scored but never both."
    ),
    "single_row_class_do": N_("Collect more rows of it, or leave its row out of the data."),
    "no_repeats": N_("Cross-validation is done once: unshuffled, every repeat is the same."),
    "no_repeats_do": N_(
        "For one round: --set cross_validation.n_repeats=1 — for folds that are shuffled: "
        "--set cross_validation.shuffle=true"
    ),
    "fewer_folds_rows": N_("Only {folds} folds instead of {wanted}: there are {count:,} training rows."),
    "fewer_folds_rows_do": N_("Collect more rows; until then trust the scores less."),
    "fewer_folds_groups": N_(
        "Only {folds} folds instead of {wanted}: there are {count:,} groups in the training rows."
    ),
    "fewer_folds_groups_do": N_("Collect rows of more groups; until then trust the scores less."),
    "fewer_folds_moments": N_(
        "Only {folds} folds instead of {wanted}: the times divide into {count:,} parts of useful size."
    ),
    "fewer_folds_moments_do": N_("Use a finer time column, or collect rows of a longer time."),
    "fewer_folds_classes": N_(
        "Only {folds} folds instead of {wanted}: with more, some would learn from rows of a single class."
    ),
    "fewer_folds_classes_do": N_("Collect rows in which the classes are mixed over time and groups."),
    "unequal_groups": N_(
        "One group has {share} of the training rows, so folds differ much in size: the one scored on that group learns "
        "from what little is left."
    ),
    "unequal_groups_do": N_("Use a group column with smaller groups if there is one; compare scores fold by fold."),
}

LIGHTS: Words = {
    "and_more": N_("{names} and {more} more"),
    "sampled": N_("(Judged by {rows:,} of {total:,} rows.)"),
    "rows": N_("Only {rows:,} training rows: scores will swing from one fold to the next."),
    "rows_do": N_("Collect more rows, at least {enough:,} in all; until then read small differences as chance."),
    "rows_repeat": N_(
        "Repeating steadies the scores, and takes five times as long: --set cross_validation.n_repeats=5"
    ),
    "rows_fine": N_("{rows:,} training rows."),
    "rows_per_fold": N_("With {folds} folds each score rests on about {rows} rows."),
    "rows_per_fold_do": N_("For fewer: --set cross_validation.n_folds={fewer}"),
    "rows_per_fold_fine": N_("Each fold is scored on {rows:,} rows or more."),
    "wide": N_(
        "There are more columns ({features:,}) than training rows ({rows:,}): some will fit the target by chance."
    ),
    "wide_do": N_(
        "Leave out columns that cannot matter, collect more rows, or let the best half be chosen: "
        "--set preprocessing.feature_selection=0.5"
    ),
    "wide_fine": N_("There are more rows than columns."),
    "target_sorted": N_(
        "The rows are in the order of the target `{column}`: a column that counts rows, or grows with them, gives it "
        "away."
    ),
    "target_sorted_do": N_(
        "Export the rows in the order in which they came about, or leave such columns out (data.editing.drop_columns)."
    ),
    "target_sorted_fine": N_("The rows are not sorted by the target."),
    "target_missing_fine": N_("Every row has a target value."),
    "time_missing": NN_(
        "One row has no time that can be read and is not used.",
        "{n:,} rows have no time that can be read and are not used.",
    ),
    "time_missing_do": N_("Fill in the time column."),
    "group_missing": NN_(
        "One row has no group; it is a group of its own.", "{n:,} rows have no group; they are kept together as one."
    ),
    "group_missing_do": N_("Fill in the column `{column}`."),
    "infinite": NN_(
        "One infinite or absurdly large number is taken for missing.",
        "{n:,} infinite or absurdly large numbers are taken for missing.",
    ),
    "infinite_do": N_("Look for divisions by zero where the data comes from."),
    "imbalance": N_("The class {label} is rare: {rows:,} of {total:,} training rows ({share})."),
    "imbalance_do": N_(
        "Collect more rows of it. How many answers are right says little here: never saying {label} is right in "
        "{others} of the rows."
    ),
    "imbalance_fine": N_("Every class has at least {share} of the training rows."),
    "target_constant": N_("The target is nearly always the same: {value} in {share} of the training rows."),
    "target_constant_do": N_(
        "First predict whether it is {value}, as a column of yes and no. For how large the others are: {others}"
    ),
    "target_constant_fine": N_("The target has no value that nearly all rows share."),
    "target_skew": N_(
        "A few rows have a far larger target than the rest, and weigh more than all others: half of the training rows "
        "have {middle} or less, the largest is {end}."
    ),
    "target_skew_do": N_("To learn it on a scale that evens this out: --set preprocessing.target_transform=auto"),
    "target_skew_down": N_(
        "A few rows have a far smaller target than the rest, and weigh more than all others: half of the training "
        "rows have {middle} or more, the smallest is {end}."
    ),
    "target_skew_down_do": N_("To learn it on a scale that evens this out: --set preprocessing.target_transform=auto"),
    "target_skew_fine": N_("The target has no long tail."),
    "constant": N_("Left out, because they are always the same: {columns}."),
    "constant_do": N_("Nothing to do; take them out of the data if you like."),
    "constant_fine": N_("No column is constant."),
    "near_constant": N_("Nearly always the same value (in {share} of the rows or more): {columns}."),
    "near_constant_do": N_("Keep them if the rare value matters; else leave them out: {drop}"),
    "near_constant_fine": N_("No column is nearly constant."),
    "identifier": N_("Left out, because they look like keys, which would be learned by heart: {columns}."),
    "identifier_do": N_("If the value means something, take it in: {typed}"),
    "unread_json": N_("Left out, because cells hold objects or lists (JSON), such as {example}: {columns}."),
    "unread_json_do": N_("Write what matters in them into columns of their own."),
    "unread_amounts": N_("Left out, because amounts are in more than one currency, such as {example}: {columns}."),
    "unread_amounts_do": N_("Convert them to one currency, or write the currency into a column of its own."),
    "unread_pairs": N_("Left out, because cells hold two numbers, such as {example}: {columns}."),
    "unread_pairs_do": N_("Write each number into a column of its own."),
    "unread_digits": N_("Left out, because blanks stand between the digits, as in {example}: {columns}."),
    "unread_digits_do": N_(
        "If they are one number, write it without blanks; if they are several, write each into a column of its own."
    ),
    "telling_key": N_("Left out as keys, although their order goes with the target: {columns}."),
    "telling_key_do": N_("A key or a count of rows stays out. If `{first}` is a measurement: {typed}"),
    "identifier_fine": N_("No column looks like a key."),
    "identifier_index_fine": N_("Left out, because they only count the rows: {columns}."),
    "datetime": N_("Left out, because the dates or times cannot be read for certain: {columns}."),
    "datetime_do": N_("Write dates as YYYY-MM-DD, and durations as numbers; the list of columns says which it is."),
    "text": N_("Left out, because the values are of a kind that cannot be used: {columns}."),
    "text_do": N_("Add columns with what matters in them: numbers, categories or text."),
    "mixed_category": N_("Numbers and words mixed in {columns}: every value is taken for a category."),
    "mixed_category_do": N_("If they are numbers, correct the words, or take them for missing: {typed}"),
    "mixed_fine": N_("No column mixes numbers and words."),
    "dates_unread_fine": N_("Every date can be read."),
    "many_categories": N_(
        "More than {most} different texts in {columns}; each becomes a column, and the rarer ones share one."
    ),
    "many_categories_do": N_(
        "Group them into fewer categories, or: --set preprocessing.high_cardinality_encoding=target"
    ),
    "outliers": NN_(
        "Values very far from all others in {columns}: one row ({share}).",
        "Values very far from all others in {columns}: {n:,} rows ({share}).",
    ),
    "outliers_do": N_(
        "Check whether they are mistakes. To cut them off: {clip} — to keep them with less weight: --set "
        "preprocessing.scaling=robust"
    ),
    "gap_numbers": N_(
        "Far from all others and the same in several rows: {numbers} in {columns}. Programs write such numbers where "
        "there is no value."
    ),
    "gap_numbers_do": N_("If they stand for missing values: {markers}"),
    "outliers_fine": N_("No number is very far from the others."),
    "missing": N_("More than half of the values are missing in {columns}."),
    "missing_do": N_("Find out why they are missing, or leave the columns out: {drop}"),
    "missing_fine": N_("No column is mostly empty."),
    "missing_not_random": N_("Whether a value is missing goes with the target in {columns}."),
    "missing_not_random_do": N_(
        "Make sure that gaps occur the same way when predicting; then: --set preprocessing.missing_indicators=true"
    ),
    "missing_not_random_fine": N_("Gaps have nothing to do with the target."),
    "duplicates": NN_(
        "One training row ({share}) is an exact copy of another one, so the same row may be learned from and scored.",
        "{n:,} training rows ({share}) are exact copies of another one, so the same row may be learned from and "
        "scored.",
    ),
    "duplicates_copied": NN_(
        "One training row ({share}) is an exact copy of another one. In {columns} hardly any value repeats otherwise, "
        "so a case was entered again: it is learned from and scored, and the scores are too good.",
        "{n:,} training rows ({share}) are exact copies of another one. In {columns} hardly any value repeats "
        "otherwise, so cases were entered again: they are learned from and scored, and the scores are too good.",
    ),
    "duplicates_copied_do": N_(
        "Take the copies out of the data and run it again. If they are separate cases that belong together, set "
        "data.group_column."
    ),
    "duplicates_do": N_("Remove them if they are not separate cases; if they belong together, set data.group_column."),
    "duplicates_fine": N_("No more training rows are alike than chance explains."),
    "duplicates_few_fine": NN_(
        "One training row ({share}) is an exact copy of another one: too little to change the scores.",
        "{n:,} training rows ({share}) are exact copies of another one: too few to change the scores.",
    ),
    "duplicate_columns": NN_(
        "Two columns say the same: {pairs}.", "Columns that say the same, in {n:,} pairs: {pairs}."
    ),
    "duplicate_columns_do": N_("Importance is shared between them. To leave one of each out: {drop}"),
    "duplicate_columns_fine": N_("No two columns say the same."),
    "leak": N_(
        "Enough on its own to predict the target almost perfectly: {columns}. Perhaps it is only known afterwards, "
        "or is the target in other words."
    ),
    "leak_filled": N_(
        "Has a value in most rows of one class and in next to none of the others: {columns}. Perhaps it is only "
        "written down afterwards."
    ),
    "leak_filled_do": N_("If it is not known when predicting, leave it out: {drop}"),
    "leak_do": N_("If it is not known when predicting, leave it out: {drop}"),
    "leak_fine": N_("No single column gives the target away."),
    "afterwards": N_("Perhaps known only afterwards, judging by the name: {columns}."),
    "afterwards_do": N_("If they are not known when predicting, leave them out: {drop}"),
    "afterwards_fine": N_("No column has a name that suggests it is known only afterwards."),
    "later_than_time": N_("Later than `{time}` in most rows: {columns}. Perhaps not known yet when predicting."),
    "later_than_time_do": N_("If they are not known when predicting, leave them out: {drop}"),
    "later_than_time_fine": N_("No date lies after the time of its row in most rows."),
    "past_fine": N_(
        "Rows are predicted {horizon} ahead, from the past of `{target}` too: from its last {values} values that are "
        "known by then, and from means of up to {most}. New rows look back on the rows of this file; those later than "
        "{horizon} after its end see values that are older."
    ),
    "series_one": N_(
        "One time series with a row every {step}, but {missing} rows are missing in between, up to {longest} of "
        "them one after the other."
    ),
    "series_one_do": N_("Find out whether rows are missing or nothing happened then; folds count rows, not time."),
    "series_one_fine": N_("One time series with a row every {step}, without a gap: the past predicts what follows."),
    "series_many": N_(
        "{count} time series, told apart by `{column}`, each with a row every {step}, but {missing} rows are "
        "missing in between, up to {longest} of them one after the other. Every fold cuts all of them at the same "
        "moment."
    ),
    "series_many_do": N_(
        "Find out whether rows are missing or nothing happened then. If series that were never seen are to be "
        "predicted: {group} and --set data.time_column=null"
    ),
    "series_many_fine": N_(
        "{count} time series, told apart by `{column}`, each with a row every {step}, without a gap. Every fold "
        "cuts all of them at the same moment: their past predicts what follows."
    ),
    "series_events_fine": N_(
        "The rows have a time but are no regular time series: their steps differ. They are put in order of time "
        "all the same: the past predicts what follows."
    ),
    "series_unset": N_(
        "The dates of `{date}` make {count} time series by `{column}`, each with a row every {step}, but rows are "
        "dealt at random."
    ),
    "series_unset_do": N_("If the past is to predict the future: {time}"),
    "step_month": NN_("month", "{n:g} months"),
    "step_working_day": NN_("working day", "{n:g} working days"),
    "step_day": NN_("day", "{n:g} days"),
    "step_hour": NN_("hour", "{n:g} hours"),
    "step_minute": NN_("minute", "{n:g} minutes"),
    "step_second": NN_("second", "{n:g} seconds"),
    "step_number": NNC_("step of a series", "number", "{n:g} numbers"),
    "time_order": N_("The rows are in the order of {columns}, but are dealt at random."),
    "time_order_do": N_("If the past is to predict the future: {time}"),
    "time_order_fine": N_("The rows are not in order of time."),
    "group_suspect": N_(
        "The same values come back in a few rows each, as customer numbers do: {columns}. A model may then be "
        "scored on what it has learned by heart."
    ),
    "group_suspect_do": N_("If new ones are to be predicted: {group}"),
    "group_suspect_fine": N_("No column has keys that come back in several rows."),
    "check_failed": N_("The check “{name}”, which a plugin adds, could not look at the data: {why}."),
    "check_failed_do": N_(
        "Correct the plugin (automl plugins check FILE shows what is wrong), or take it out of the plugin folder."
    ),
    "drift": N_(
        "The rows kept aside for the final check ({held:,} looked at) differ from the others ({rows:,} looked at) in "
        "{columns}."
    ),
    "drift_do": N_(
        "Expect the final check to differ from the scores; if the world has changed, learn from newer rows."
    ),
    "drift_fine": N_("The rows kept aside look like the others."),
    "after_sampled_fine": N_(
        "What comes out of the preprocessing is shown for {rows:,} of the {total:,} rows a fold learns from."
    ),
}

WORDS: Words = {**REASONS, **FOLDS, **LIGHTS}

word = wording(WORDS)
