"""What typing, the split and the traffic lights say, in both languages.

Reasons start with ``why_``. Of a light, ``<code>`` is the message, ``<code>_do`` what to do, ``<code>_fine`` the green
light's message.
"""

from __future__ import annotations

from automl_shared.config.models import Language
from automl_shared.words import Words, say_in

REASONS: Words = {
    "why_no_value": ("no value in the training rows", "学習用の行に値がありません"),
    "why_always": ("always {value}", "常に {value} です"),
    "why_always_or_missing": ("always {value}, or missing", "常に {value} か、欠損です"),
    "why_nested": ("lists or nested values, which cannot be used", "リストや入れ子の値のため使えません"),
    "why_unsupported": ("values of a kind that cannot be used", "使えない種類の値です"),
    "why_numbers": ("numbers", "数値です"),
    "why_whole_numbers": ("whole numbers", "整数です"),
    "why_few_numbers": (
        "whole numbers, only {distinct} different: if they are codes, set data.column_types to categorical",
        "{distinct} 種類だけの整数です。コードであれば data.column_types で categorical にしてください",
    ),
    "why_written_numbers": ("numbers written as text", "文字で書かれた数値です"),
    "why_mostly_numbers": (
        "numbers, but for {unread:,} values that are taken for missing",
        "数値です。数値でない {unread:,} 個の値は欠損とみなします",
    ),
    "why_written_numbers_with_unit": ("numbers written with {unit}", "{unit} 付きで書かれた数値です"),
    "why_mostly_numbers_with_unit": (
        "numbers written with {unit}, but for {unread:,} values that are taken for missing",
        "{unit} 付きで書かれた数値です。数値でない {unread:,} 個の値は欠損とみなします",
    ),
    "why_times_in_hours": ("times of day or durations, as hours", "時刻または所要時間です（時間単位の数値）"),
    "why_times_in_minutes": ("durations, as minutes", "所要時間です（分単位の数値）"),
    "why_paces": ("paces, as {unit}", "ペースです（{unit} 単位の数値）"),
    "why_number_key": (
        "whole numbers, nearly all different, and named like a key",
        "ほとんどすべて異なる整数で、列名が ID のようです",
    ),
    "why_nameless_key": (
        "a column without a name that holds whole numbers, nearly all different: an index of the rows",
        "名前がなく、ほとんどすべて異なる整数の列で、行番号とみなします",
    ),
    "why_counts": (
        "counts the rows, which are in the order of the target",
        "行番号です。行は予測する値の順に並んでいます",
    ),
    "why_no_key": (
        "whole numbers, named like a key, but not rising from row to row and going with the target",
        "列名は ID のようですが、予測する値と関係がある整数です",
    ),
    "why_text_key": ("texts, nearly all different", "ほとんどすべて異なる文字列です"),
    "why_boolean": ("yes or no", "はい・いいえの二択です"),
    "why_texts": ("{distinct:,} different texts", "{distinct:,} 種類の文字列です"),
    "why_prose": ("free text: many words, mostly different", "自由記述です（長く、ほとんど異なる文章）"),
    "why_dates": ("dates or times", "日付・時刻です"),
    "why_dates_written": ("dates or times, written as {pattern}", "日付・時刻です（書式 {pattern}）"),
    "why_unreadable_dates": (
        "dates or times in a form that cannot be read",
        "読み取れない形式の日付・時刻です",
    ),
    "why_ambiguous_dates": (
        "dates such as {example} that could be {one} or {other}: write them as YYYY-MM-DD",
        "{example} のような日付は {one} とも {other} とも読めます。YYYY-MM-DD の形で書いてください",
    ),
    "why_duration": (
        "durations or times of day: give them as numbers, such as hours",
        "期間または時刻だけの値です。時間数などの数値にしてください",
    ),
    "why_set": ("set by data.column_types", "data.column_types の指定によります"),
    "why_target_number": (
        "the column to predict: numbers with {distinct:,} different values",
        "予測する列です（{distinct:,} 種類の数値）",
    ),
    "why_target_classes": (
        "the column to predict: {distinct:,} different values",
        "予測する列です（{distinct:,} 種類の値）",
    ),
    "why_group": (
        "keeps rows together in a fold; not predicted from",
        "行を同じ分割にまとめる列です。予測には使いません",
    ),
    "why_weight": ("says how much a row counts; not predicted from", "行の重みを表す列です。予測には使いません"),
    "why_time": ("puts rows in order; not predicted from", "行を時間順に並べる列です。予測には使いません"),
}

FOLDS: Words = {
    "folds_as_set": ("as set", "設定のとおりです"),
    "folds_time": (
        "data.time_column is set: the past predicts the future",
        "data.time_column の指定により、過去で未来を予測します",
    ),
    "folds_group": (
        "data.group_column is set: its rows stay together",
        "data.group_column の指定により、同じグループの行を一緒に扱います",
    ),
    "folds_stratified": (
        "classes: every fold gets its share of each",
        "クラスの割合が各分割でそろうように分けます",
    ),
    "folds_kfold": ("numbers: rows are dealt at random", "数値の予測のため、行を無作為に分けます"),
    "groups_not_kept": (
        "Rows of a group are not kept together: folds by time were asked for.",
        "時間順の分割が指定されたため、同じグループの行は一緒に扱われません。",
    ),
    "groups_not_kept_do": (
        "For folds by group set cross_validation.kind=group.",
        "グループごとに分けるには cross_validation.kind=group としてください。",
    ),
    "time_not_kept": (
        "Folds and final check go by group, so a model may learn from rows later than those it is scored on.",
        "分割と最終確認はグループ単位のため、評価する行より後の行から学習することがあります。",
    ),
    "time_not_kept_do": (
        "If the past is to predict the future, set cross_validation.kind=timeseries.",
        "過去で未来を予測するなら cross_validation.kind=timeseries としてください。",
    ),
    "groups_kept": (
        "Folds go by group although {wanted} was asked for: data.group_column promises that rows of a group stay "
        "together.",
        "{wanted} が指定されましたが、data.group_column があるためグループ単位で分けます。",
    ),
    "groups_kept_do": (
        "To deal single rows, take data.group_column out.",
        "行単位で分けるには data.group_column を外してください。",
    ),
    "no_holdout_size": (
        "There is no final check on rows kept aside: data.test_size is 0.",
        "最終確認用の行はありません（data.test_size が 0 です）。",
    ),
    "no_holdout_size_do": ("Set data.test_size to 0.2 to have one.", "data.test_size を 0.2 にすると確保されます。"),
    "no_holdout_rows": (
        "There is no final check on rows kept aside: it would have only {rows} rows.",
        "最終確認用の行はありません（{rows} 行しか取れないためです）。",
    ),
    "no_holdout_rows_do": (
        "Collect more rows; until then trust the scores less.",
        "行を増やしてください。それまではスコアを控えめに見てください。",
    ),
    "no_holdout_groups": (
        "There is no final check on rows kept aside: no set of whole groups comes near the size asked for.",
        "最終確認用の行はありません（グループを崩さずに必要な行数を取れません）。",
    ),
    "no_holdout_groups_do": (
        "Use a group column with more and smaller groups.",
        "より多く、より小さいグループの列を使ってください。",
    ),
    "no_holdout_moments": (
        "There is no final check on rows kept aside: too many rows share a moment.",
        "最終確認用の行はありません（同じ時刻の行が多すぎます）。",
    ),
    "no_holdout_moments_do": ("Use a finer time column.", "より細かい時刻の列を使ってください。"),
    "rare_classes": (
        "Fewer rows than there are folds ({folds}) in: {classes}. These classes are spread over the folds one row "
        "each, and some folds are scored without them.",
        "分割数（{folds}）より行が少ないクラスがあります: {classes}。1 行ずつ分割に配るため、そのクラスなしで評価さ"
        "れる分割があります。",
    ),
    "rare_classes_do": (
        "Collect more rows of them, or merge rare classes.",
        "そのクラスの行を増やすか、まれなクラスをまとめてください。",
    ),
    "single_row_class": (
        "The class {label} has a single training row, which is learned from or scored but never both.",
        "クラス {label} は学習用の行が 1 行だけで、学習と評価のどちらか一方にしか使えません。",
    ),
    "single_row_class_do": (
        "Collect more rows of it, or leave the class out with data.editing.query.",
        "行を増やすか、data.editing.query でこのクラスを除いてください。",
    ),
    "no_repeats": (
        "Cross-validation is done once: unshuffled, every repeat is the same.",
        "並べ替えないと繰り返しても同じになるため、交差検証は 1 回だけ行います。",
    ),
    "no_repeats_do": (
        "Set cross_validation.n_repeats=1, or shuffle=true for folds that are not by time.",
        "cross_validation.n_repeats=1 とするか、時間順でなければ shuffle=true としてください。",
    ),
    "repeats_help": (
        "With {rows:,} training rows the scores depend on how the rows happen to be dealt into folds.",
        "学習用の行が {rows:,} 行なので、スコアは行の分け方の偶然に左右されます。",
    ),
    "repeats_help_do": (
        "Set cross_validation.n_repeats=5: repeating steadies the scores, and takes five times as long.",
        "cross_validation.n_repeats=5 とすると、時間は 5 倍かかりますがスコアが安定します。",
    ),
    "fewer_folds_rows": (
        "Only {folds} folds instead of {wanted}: there are {count:,} training rows.",
        "学習用の行が {count:,} 行のため、{wanted} ではなく {folds} 分割です。",
    ),
    "fewer_folds_rows_do": (
        "Collect more rows; until then trust the scores less.",
        "行を増やしてください。それまではスコアを控えめに見てください。",
    ),
    "fewer_folds_groups": (
        "Only {folds} folds instead of {wanted}: there are {count:,} groups in the training rows.",
        "学習用の行に {count:,} グループしかないため、{wanted} ではなく {folds} 分割です。",
    ),
    "fewer_folds_groups_do": (
        "Collect rows of more groups; until then trust the scores less.",
        "より多くのグループの行を集めてください。それまではスコアを控えめに見てください。",
    ),
    "fewer_folds_moments": (
        "Only {folds} folds instead of {wanted}: the times divide into {count:,} parts of useful size.",
        "時刻を使える大きさに分けると {count:,} 区間なので、{wanted} ではなく {folds} 分割です。",
    ),
    "fewer_folds_moments_do": (
        "Use a finer time column, or collect rows of a longer time.",
        "より細かい時刻の列を使うか、より長い期間の行を集めてください。",
    ),
    "fewer_folds_classes": (
        "Only {folds} folds instead of {wanted}: with more, some would learn from rows of a single class.",
        "これ以上分けると 1 つのクラスだけから学習する分割ができるため、{wanted} ではなく {folds} 分割です。",
    ),
    "fewer_folds_classes_do": (
        "Collect rows in which the classes are mixed over time and groups.",
        "時期やグループごとにクラスが混ざるように行を集めてください。",
    ),
    "unequal_groups": (
        "One group has {share} of the training rows, so folds differ much in size: the one scored on that group learns "
        "from what little is left.",
        "1 つのグループが学習用の行の {share} を占めるため、分割の大きさが大きく異なります。",
    ),
    "unequal_groups_do": (
        "Use a group column with smaller groups if there is one; compare scores fold by fold.",
        "より小さいグループの列があれば使い、スコアは分割ごとに見てください。",
    ),
}

LIGHTS: Words = {
    "and_more": ("{names} and {more} more", "{names} ほか {more} 列"),
    "sampled": (
        "(Judged by {rows:,} of {total:,} rows.)",
        "（全 {total:,} 行のうち {rows:,} 行で判断しました。）",
    ),
    "rows": (
        "Only {rows:,} training rows: scores will swing from one fold to the next.",
        "学習用の行が {rows:,} 行だけなので、スコアは分割ごとに大きく揺れます。",
    ),
    "rows_do": (
        "Collect more rows, at least {enough}; until then read small differences as chance.",
        "少なくとも {enough} 行を集めてください。それまでは小さな差は偶然と考えてください。",
    ),
    "rows_fine": ("{rows:,} training rows.", "学習用の行は {rows:,} 行です。"),
    "rows_per_fold": (
        "With {folds} folds each score rests on about {rows} rows.",
        "{folds} 分割では、各スコアは約 {rows} 行だけに基づきます。",
    ),
    "rows_per_fold_do": (
        "Set cross_validation.n_folds to a smaller number.",
        "cross_validation.n_folds を小さくしてください。",
    ),
    "rows_per_fold_fine": ("Each fold is scored on {rows:,} rows or more.", "各分割は {rows:,} 行以上で評価されます。"),
    "wide": (
        "There are more columns ({features:,}) than training rows ({rows:,}): some will fit the target by chance.",
        "列（{features:,}）が学習用の行（{rows:,}）より多いため、偶然に合う列が出ます。",
    ),
    "wide_do": (
        "Leave out columns that cannot matter, set preprocessing.feature_selection, or collect more rows.",
        "関係のない列を除くか、preprocessing.feature_selection を設定するか、行を増やしてください。",
    ),
    "wide_fine": ("There are more rows than columns.", "行は列より多くあります。"),
    "target_sorted": (
        "The rows are in the order of the target `{column}`: a column that counts rows, or grows with them, gives it "
        "away.",
        "行が予測する列 `{column}` の順に並んでいます。行番号や、行とともに増える列があると、予測する値が漏れます。",
    ),
    "target_sorted_do": (
        "Leave such columns out with data.editing.drop_columns; export the rows in the order in which they came about.",
        "そのような列を data.editing.drop_columns で除くか、発生した順に出力し直してください。",
    ),
    "target_sorted_fine": ("The rows are in no order of the target.", "行は予測する値の順に並んでいません。"),
    "target_missing_fine": ("Every row has a target value.", "すべての行に予測する値があります。"),
    "time_missing": (
        "{rows:,} rows have no time that can be read and are not used.",
        "読み取れる時刻がない {rows:,} 行は使いません。",
    ),
    "time_missing_do": ("Fill in the time column.", "時刻の列を埋めてください。"),
    "group_missing": (
        "{rows:,} rows have no group; they are kept together as one.",
        "グループのない {rows:,} 行は、1 つのグループとして扱います。",
    ),
    "group_missing_do": ("Fill in the column `{column}`.", "列 `{column}` を埋めてください。"),
    "infinite": (
        "{values:,} infinite or absurdly large numbers are taken for missing.",
        "無限大または極端に大きい {values:,} 個の数値は欠損とみなします。",
    ),
    "infinite_do": (
        "Look for divisions by zero where the data comes from.",
        "データの作成元で 0 による割り算がないか確かめてください。",
    ),
    "imbalance": (
        "The class {label} is rare: {rows:,} of {total:,} training rows ({share}).",
        "クラス {label} はまれです（学習用 {total:,} 行のうち {rows:,} 行、{share}）。",
    ),
    "imbalance_do": (
        "Judge by balanced accuracy or ROC AUC rather than accuracy; collect more rows of it.",
        "accuracy ではなく balanced accuracy や ROC AUC で判断し、このクラスの行を増やしてください。",
    ),
    "imbalance_fine": (
        "Every class has at least {share} of the training rows.",
        "どのクラスも学習用の行の {share} 以上あります。",
    ),
    "target_skew": (
        "The target has a long tail of large values (skewness {skewness}): a few rows weigh more than all others.",
        "予測する値は大きい側に長く偏っています（歪度 {skewness}）。少数の行が結果を左右します。",
    ),
    "target_skew_do": (
        "Set preprocessing.target_transform=auto.",
        "preprocessing.target_transform=auto としてください。",
    ),
    "target_skew_down": (
        "The target has a long tail of small values (skewness {skewness}): a few rows weigh more than all others.",
        "予測する値は小さい側に長く偏っています（歪度 {skewness}）。少数の行が結果を左右します。",
    ),
    "target_skew_down_do": (
        "Set preprocessing.target_transform=auto.",
        "preprocessing.target_transform=auto としてください。",
    ),
    "target_skew_fine": ("The target has no long tail.", "予測する値に大きな偏りはありません。"),
    "constant": ("Left out, because they are always the same: {columns}.", "常に同じ値のため除いた列: {columns}。"),
    "constant_do": (
        "Nothing to do; take them out of the data if you like.",
        "対処は不要です。必要ならデータから除いてください。",
    ),
    "constant_fine": ("No column is constant.", "常に同じ値の列はありません。"),
    "near_constant": (
        "Nearly always the same value (in {share} of the rows or more): {columns}.",
        "{share} 以上の行で同じ値の列: {columns}。",
    ),
    "near_constant_do": (
        "Keep them if the rare value matters; else leave them out with data.editing.drop_columns.",
        "まれな値に意味があれば残し、なければ data.editing.drop_columns で除いてください。",
    ),
    "near_constant_fine": ("No column is nearly constant.", "ほぼ一定の列はありません。"),
    "identifier": (
        "Left out, because they look like keys, which would be learned by heart: {columns}.",
        "ID のようで丸暗記になるため除いた列: {columns}。",
    ),
    "identifier_do": (
        "If the value means something, name the column in data.feature_columns or set its type in data.column_types.",
        "値に意味があれば data.feature_columns に書くか、data.column_types で種類を指定してください。",
    ),
    "telling_key": (
        "Left out as keys, although their order goes with the target: {columns}.",
        "予測する値と関係がありますが、ID とみなして除いた列: {columns}。",
    ),
    "telling_key_do": (
        "If `{first}` is a measurement, set data.column_types to {{{first}: numeric}}; a key or a count of rows stays "
        "out.",
        "`{first}` が測定値であれば data.column_types を {{{first}: numeric}} としてください。ID や行番号であれば、この"
        "ままで構いません。",
    ),
    "identifier_fine": ("No column looks like a key.", "ID のような列はありません。"),
    "datetime": (
        "Left out, because the dates or times cannot be read for certain: {columns}.",
        "日付・時刻を確実に読み取れないため除いた列: {columns}。",
    ),
    "datetime_do": (
        "Write dates as YYYY-MM-DD, and durations as numbers; the list of columns says which it is.",
        "日付は YYYY-MM-DD、期間は数値で書いてください。どちらかは列の一覧にあります。",
    ),
    "text": (
        "Left out, because the values are of a kind that cannot be used: {columns}.",
        "使えない種類の値のため除いた列: {columns}。",
    ),
    "text_do": (
        "Add columns with what matters in them: numbers, categories or text.",
        "必要な内容を数値・カテゴリ・文章の列として加えてください。",
    ),
    "mixed_category": (
        "Numbers and words mixed in {columns}: every value is taken for a category.",
        "数値と文字が混ざっている列: {columns}。すべての値をカテゴリとして扱います。",
    ),
    "mixed_category_do": (
        "If they are numbers, correct the words or set the column's type in data.column_types to numeric.",
        "数値であれば、文字を直すか data.column_types で numeric にしてください。",
    ),
    "mixed_fine": ("No column mixes numbers and words.", "数値と文字が混ざった列はありません。"),
    "dates_unread_fine": ("Every date can be read.", "日付はすべて読み取れます。"),
    "many_categories": (
        "More than {most} different texts in {columns}; each becomes a column, and the rarer ones share one.",
        "{most} 種類を超える文字列がある列: {columns}。まれなものは 1 つの列にまとめます。",
    ),
    "many_categories_do": (
        "Set preprocessing.high_cardinality_encoding=target, or group them into fewer categories.",
        "preprocessing.high_cardinality_encoding=target とするか、種類を減らしてください。",
    ),
    "outliers": (
        "Values very far from all others in {columns}: {rows:,} rows ({share}).",
        "他から極端に離れた値がある列: {columns}（{rows:,} 行、{share}）。",
    ),
    "outliers_do": (
        "Check whether they are mistakes; data.editing.clip_values cuts them off, scaling robust or quantile bears "
        "them.",
        "誤りでないか確かめてください。data.editing.clip_values で切り詰めるか、scaling を robust か quantile にして"
        "ください。",
    ),
    "outliers_fine": ("No number is very far from the others.", "極端に離れた数値はありません。"),
    "missing": (
        "More than half of the values are missing in {columns}.",
        "半分を超える値が欠けている列: {columns}。",
    ),
    "missing_do": (
        "Find out why they are missing, or leave the columns out with data.editing.drop_columns.",
        "理由を調べるか、data.editing.drop_columns で除いてください。",
    ),
    "missing_fine": ("No column is mostly empty.", "半分以上が欠けている列はありません。"),
    "missing_not_random": (
        "Whether a value is missing goes with the target in {columns}.",
        "値が欠けているかどうかが予測する値と関係している列: {columns}。",
    ),
    "missing_not_random_do": (
        "Make sure that gaps arise the same way when predicting; then set preprocessing.missing_indicators=true.",
        "予測時にも同じように欠損が生じることを確かめ、preprocessing.missing_indicators=true としてください。",
    ),
    "missing_not_random_fine": (
        "Gaps have nothing to do with the target.",
        "欠損と予測する値に関係は見られません。",
    ),
    "duplicates": (
        "{rows:,} training rows ({share}) are exact copies of another one, so the same row may be learned from and "
        "scored.",
        "学習用の {rows:,} 行（{share}）は他の行とまったく同じで、学習と評価の両方に使われることがあります。",
    ),
    "duplicates_do": (
        "Remove them if they are not separate cases; if they belong together, set data.group_column.",
        "別々の事例でなければ除き、まとまりがあれば data.group_column を指定してください。",
    ),
    "duplicates_fine": (
        "No more training rows are alike than chance makes.",
        "偶然以上に重複する学習用の行はありません。",
    ),
    "duplicate_columns": (
        "Columns that say the same in {count:,} cases: {pairs}.",
        "同じ内容の列が {count:,} 組あります: {pairs}。",
    ),
    "duplicate_columns_do": (
        "Leave one of each out with data.editing.drop_columns; importance is shared between them otherwise.",
        "それぞれ一方を data.editing.drop_columns で除いてください。残すと重要度が分散します。",
    ),
    "duplicate_columns_fine": ("No two columns say the same.", "同じ内容の列はありません。"),
    "leak": (
        "Alone predicts the target almost perfectly: {columns}. Perhaps it is only known afterwards, or is the target "
        "in other words.",
        "単独で予測する値をほぼ完全に言い当てる列: {columns}。後からしか分からない値か、予測する値の言い換えかもしれ"
        "ません。",
    ),
    "leak_do": (
        "If it is not known when predicting, leave it out with data.editing.drop_columns.",
        "予測の時点で分からない値なら、data.editing.drop_columns で除いてください。",
    ),
    "leak_fine": ("No single column gives the target away.", "単独で予測する値を明かす列はありません。"),
    "afterwards": (
        "By their names perhaps known only afterwards: {columns}.",
        "列名から見て、後からしか分からない可能性がある列: {columns}。",
    ),
    "afterwards_do": (
        "If they are not known when predicting, leave them out with data.editing.drop_columns.",
        "予測の時点で分からない値なら、data.editing.drop_columns で除いてください。",
    ),
    "afterwards_fine": (
        "No column's name tells of things known only afterwards.",
        "列名から後で分かると思われる列はありません。",
    ),
    "later_than_time": (
        "Later than `{time}` in most rows: {columns}. Perhaps not known yet when predicting.",
        "多くの行で `{time}` より後の日付の列: {columns}。予測の時点では分からないかもしれません。",
    ),
    "later_than_time_do": (
        "If they are not known when predicting, leave them out with data.editing.drop_columns.",
        "予測の時点で分からない値なら、data.editing.drop_columns で除いてください。",
    ),
    "later_than_time_fine": (
        "No date lies after the time of its row in most rows.",
        "行の時刻より後の日付が多い列はありません。",
    ),
    "series_one": (
        "One series in time, a row every {step}, but {missing} moments between its rows have none, up to {longest} in "
        "a row.",
        "{step}ごとに 1 行の時系列ですが、途中に行のない時点が {missing} あります（最長で連続 {longest}）。",
    ),
    "series_one_do": (
        "Find out whether rows are missing or nothing happened then; folds count rows, not time.",
        "行が抜けているのか、何も起きなかったのかを確かめてください。分割は時間の長さではなく行数によります。",
    ),
    "series_one_fine": (
        "One series in time, a row every {step}, without a gap: the past predicts what follows.",
        "{step}ごとに 1 行の、欠けのない時系列です。過去で以後を予測します。",
    ),
    "series_many": (
        "{count} series in time, told apart by `{column}`, each with a row every {step}, but {missing} moments between "
        "their rows have none, up to {longest} in a row. Every fold cuts all of them at the same moment.",
        "`{column}` で分かれる {count} 本の時系列（{step}ごとに 1 行）ですが、途中に行のない時点が {missing} "
        "あります（最長で連続 {longest}）。どの分割も、すべての系列を同じ時点で区切ります。",
    ),
    "series_many_do": (
        "Find out whether rows are missing or nothing happened then. If series that were never seen are to be "
        "predicted, set data.group_column={column} instead of data.time_column.",
        "行が抜けているのか、何も起きなかったのかを確かめてください。未知の系列を予測するなら、"
        "data.time_column の代わりに data.group_column={column} を指定してください。",
    ),
    "series_many_fine": (
        "{count} series in time, told apart by `{column}`, each with a row every {step}, without a gap. Every fold "
        "cuts all of them at the same moment: their past predicts what follows.",
        "`{column}` で分かれる {count} 本の、欠けのない時系列です（{step}ごとに 1 行）。"
        "どの分割もすべての系列を同じ時点で区切り、過去で以後を予測します。",
    ),
    "series_events_fine": (
        "The rows have a time but make no series: their steps are not equal. They are put in order of time all the "
        "same: the past predicts what follows.",
        "行に時刻はありますが、間隔が一定の時系列ではありません。それでも時間順に並べ、過去で以後を予測します。",
    ),
    "series_unset": (
        "The dates of `{date}` make {count} series by `{column}`, a row every {step} each, but rows are dealt at "
        "random.",
        "`{date}` の日付は `{column}` ごとに {count} 本の時系列（{step}ごとに 1 行）になりますが、行は無作為に"
        "分けられます。",
    ),
    "series_unset_do": (
        "If the past is to predict the future, set data.time_column={date}.",
        "過去で未来を予測するなら data.time_column={date} としてください。",
    ),
    "step_month_one": ("month", "{n:g} か月"),
    "step_month": ("{n:g} months", "{n:g} か月"),
    "step_working_day_one": ("working day", "{n:g} 営業日"),
    "step_working_day": ("{n:g} working days", "{n:g} 営業日"),
    "step_day_one": ("day", "{n:g} 日"),
    "step_day": ("{n:g} days", "{n:g} 日"),
    "step_hour_one": ("hour", "{n:g} 時間"),
    "step_hour": ("{n:g} hours", "{n:g} 時間"),
    "step_minute_one": ("minute", "{n:g} 分"),
    "step_minute": ("{n:g} minutes", "{n:g} 分"),
    "step_second_one": ("second", "{n:g} 秒"),
    "step_second": ("{n:g} seconds", "{n:g} 秒"),
    "step_number_one": ("number", "{n:g} （番号）"),
    "step_number": ("{n:g} numbers", "{n:g} （番号）"),
    "time_order": (
        "The rows are in the order of {columns}, but are dealt at random.",
        "行は {columns} の順に並んでいますが、無作為に分けられます。",
    ),
    "time_order_do": (
        "If the past is to predict the future, set data.time_column={first}.",
        "過去で未来を予測するなら data.time_column={first} としてください。",
    ),
    "time_order_fine": ("The rows are in no order of time.", "行は時間順に並んでいません。"),
    "group_suspect": (
        "Comes back in a few rows each, as the same customer would: {columns}. A model may then be scored on what it "
        "has learned by heart.",
        "同じ顧客のように、少数の行に繰り返し現れる列: {columns}。丸暗記した相手で評価されるおそれがあります。",
    ),
    "group_suspect_do": (
        "If new ones are to be predicted, set data.group_column={first}.",
        "新しい相手を予測するなら data.group_column={first} としてください。",
    ),
    "group_suspect_fine": ("No key comes back in several rows.", "複数の行に繰り返し現れる ID はありません。"),
    "check_failed": (
        "The check “{name}”, which a plugin adds, could not look at the data: {why}.",
        "プラグインが追加した検査「{name}」を実行できませんでした: {why}",
    ),
    "check_failed_do": (
        "Correct the plugin (automl plugins check FILE shows what is wrong), or take it out of the plugin folder.",
        "プラグインを修正するか（automl plugins check FILE で原因を確認できます）、フォルダーから取り除いてください。",
    ),
    "drift": (
        "The rows kept aside for the final check ({held:,} looked at) differ from the others ({rows:,} looked at) in "
        "{columns}.",
        "最終確認用の行（{held:,} 行を確認）は、他の行（{rows:,} 行を確認）と分布が異なります: {columns}。",
    ),
    "drift_do": (
        "Expect the final check to differ from the scores; if the world has changed, learn from newer rows.",
        "最終確認の結果はスコアと異なり得ます。状況が変わったのなら、新しい行で学習してください。",
    ),
    "drift_fine": (
        "The rows kept aside look like the others.",
        "最終確認用の行は他の行と同じような分布です。",
    ),
    "after_sampled_fine": (
        "What comes out of the preprocessing is shown for {rows:,} of the {total:,} rows a fold learns from.",
        "前処理後の様子は、1 つの分割で学習に使う {total:,} 行のうち {rows:,} 行で示しています。",
    ),
}

WORDS: Words = {**REASONS, **FOLDS, **LIGHTS}


def word(key: str, language: Language, **values: object) -> str:
    """The text of a key, with its values filled in."""
    return say_in(WORDS, key, language, **values)
