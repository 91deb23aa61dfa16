"""What the pictures say, in both languages. Titles stay English: they are keys."""

from __future__ import annotations

from collections.abc import Sequence

from automl_shared.config.models import Language
from automl_shared.figures import shortened
from automl_shared.words import Words, say_in

NAMES = 5
NAME_WIDTH = 40

WORDS: Words = {
    # 01 what came in
    "source": (
        "What came in: the table as it was read, and how many of its rows are used for what.",
        "読み込んだデータの概要と、行の使い道です。",
    ),
    "file": ("file", "ファイル"),
    "size": ("size", "サイズ"),
    "dataset_id": ("dataset id", "データセット ID"),
    "rows_in_file": ("rows in the file", "ファイルの行数"),
    "columns_in_file": ("columns in the file", "ファイルの列数"),
    "columns_used": ("columns used", "使用する列数"),
    "encoding": ("how letters are written (encoding)", "文字コード"),
    "separator": ("what stands between two columns", "列の区切り"),
    "decimal": ("decimal sign", "小数点の記号"),
    "thousands": ("thousands sign", "桁区切りの記号"),
    "rows_used": ("rows used", "使用する行数"),
    "rows_dropped": ("rows left out", "除外した行数"),
    "training_rows": ("rows to learn from", "学習用の行数"),
    "holdout_rows": ("rows kept back for the final check", "最終確認用に取り分けた行数"),
    "no_holdout": ("none: there are too few rows", "なし（行数が少ないため）"),
    "folds": ("how the training rows are divided", "学習用の行の分け方"),
    "folds_value": ("{n_folds} folds{repeats}: {reason}", "{n_folds} 分割{repeats}：{reason}"),
    "repeats": (", {n} times over", "×{n} 回"),
    "to_predict": ("to predict", "予測の対象"),
    "not_known": ("not known", "不明"),
    "no_values": ("–", "–"),
    "comma": ("comma (,)", "カンマ（,）"),
    "semicolon": ("semicolon (;)", "セミコロン（;）"),
    "tab": ("tab", "タブ"),
    "bar": ("vertical bar (|)", "縦棒（|）"),
    "space": ("space", "空白"),
    "point": ("point (.)", "ピリオド（.）"),
    "apostrophe": ("apostrophe (')", "アポストロフィ（'）"),
    "bytes": ("{mb} MB", "{mb} MB"),
    # 02 columns
    "columns": (
        "What each column is taken for, and why; a wrong guess is mended with data.column_types.",
        "各列が何と判断されたか、その理由です。違う場合は data.column_types で指定できます。",
    ),
    "cut_columns_table": (
        "Shown: {shown} of {total} columns; all are in the artifact schema_raw.",
        "全 {total} 列のうち {shown} 列を表示しています。すべての列は schema_raw にあります。",
    ),
    "column": ("column", "列"),
    "what_it_is": ("what it is", "種類"),
    "why": ("why", "理由"),
    "missing": ("missing", "欠損"),
    "distinct": ("distinct", "異なる値の数"),
    "examples": ("examples", "値の例"),
    "kind_numeric": ("number", "数値"),
    "kind_categorical": ("category", "カテゴリ"),
    "kind_boolean": ("yes or no", "はい・いいえ"),
    "kind_datetime": ("date or time", "日付・時刻"),
    "kind_text": ("free text", "自由記述"),
    "kind_identifier": ("key", "識別番号"),
    "kind_constant": ("always the same", "常に同じ値"),
    "role_target": ("{kind}: to predict", "{kind}（予測の対象）"),
    "role_group": ("{kind}: keeps rows together", "{kind}（行のまとまり）"),
    "role_weight": ("{kind}: weight of a row", "{kind}（行の重み）"),
    "role_time": ("{kind}: order of time", "{kind}（時間の順序）"),
    "role_feature": ("{kind}", "{kind}"),
    "role_left_out": ("{kind}: left out", "{kind}（使用しない）"),
    "masked": (
        "••• stands for personal data, which is hidden here (output.mask_personal_data).",
        "••• は個人情報を伏せた値です（output.mask_personal_data）。",
    ),
    # 03 target distribution
    "target_classes": (
        "How often each value of “{target}”, which is to be predicted, occurs in the {n} training rows.",
        "予測の対象「{target}」の各値が、学習用 {n} 行に何回現れるかです。",
    ),
    "target_numbers": (
        "How the values of “{target}”, which is to be predicted, are spread over the {n} training rows.",
        "予測の対象「{target}」の値が、学習用 {n} 行にどう分布しているかです。",
    ),
    "cut_classes": (
        "Shown: the {shown} most frequent of {total} classes.",
        "全 {total} クラスのうち、多い順に {shown} クラスを表示しています。",
    ),
    "mean": ("mean {value}", "平均 {value}"),
    "median": ("median {value} (half are below)", "中央値 {value}（半数がこれ以下）"),
    "training_row_axis": ("training rows", "学習用の行数"),
    # 04 missing values
    "missing_values": (
        "In these columns values are missing; the bar is the share of training rows without one.",
        "値が欠けている列です。棒は学習用の行のうち値のない割合を示します。",
    ),
    "nothing_missing": ("Nothing is missing.", "欠けている値はありません。"),
    "share_missing": ("share of training rows without a value", "値のない行の割合"),
    "cut_gaps": (
        "Shown: the {shown} of {total} columns with most gaps.",
        "欠損のある全 {total} 列のうち、多い順に {shown} 列を表示しています。",
    ),
    # 05 numeric distributions
    "distributions": (
        "How the values of each number column are spread: on the left as read, on the right as a model sees them.",
        "数値列の値の分布です。左は読み込んだまま、右はモデルに渡される値です。",
    ),
    "no_numbers": ("There is no number column to show.", "表示できる数値列はありません。"),
    "as_read": ("{column}: as read", "{column}：読み込んだ値"),
    "as_seen": ("{column}: as a model sees it", "{column}：モデルが見る値"),
    "not_alone": ("not a feature by itself any more", "単独の特徴量としては残りません"),
    "no_value_in_sample": ("no value in these rows", "この行には値がありません"),
    "cut_numbers": (
        "Shown: the {shown} of {total} number columns that say most about the target.",
        "数値列 {total} 列のうち、予測の対象との関係が強い順に {shown} 列を表示しています。",
    ),
    "cut_hidden": (
        "{n} number columns with personal data are not shown.",
        "個人情報とみられる数値列 {n} 列は表示していません。",
    ),
    "cut_rows": (
        "Drawn from {shown} of {total} training rows, chosen at random.",
        "学習用 {total} 行から無作為に選んだ {shown} 行で描いています。",
    ),
    "after_of_fold": (
        "On the right {shown} rows of the first fold, the only ones the preparation was learned from.",
        "右側は、前処理の学習に使った最初の分割の {shown} 行です。",
    ),
    # 06 category frequencies
    "categories": (
        "How often each category occurs: the most frequent ones of every category column.",
        "カテゴリ列ごとに、多く現れる値とその割合です。",
    ),
    "no_categories": ("There is no category column.", "カテゴリ列はありません。"),
    "category_title": ("{column}: {n} different values", "{column}：{n} 種類の値"),
    "other_categories": ("(all others)", "（その他）"),
    "no_value": ("(no value)", "（値なし）"),
    "cut_category_columns": (
        "Shown: the {shown} of {total} category columns that say most about the target.",
        "カテゴリ列 {total} 列のうち、予測の対象との関係が強い順に {shown} 列を表示しています。",
    ),
    "cut_categories": (
        "Of each column the {most} most frequent values; the rest is counted as “(all others)”.",
        "各列とも多い順に {most} 個までを表示し、残りは「（その他）」にまとめています。",
    ),
    # 07 feature counts
    "feature_counts": (
        "{used} columns are used and become {after} numbers that a model sees (features); {left_out} are left out.",
        "{used} 列を使い、モデルに渡す数値（特徴量）{after} 個に変わります。使わない列は {left_out} 列です。",
    ),
    "count_note": (
        "Features are counted on the training part of the first fold; in others they may differ a little.",
        "特徴量の数は最初の分割で数えたもので、ほかの分割では少し異なることがあります。",
    ),
    "before": ("columns in the data", "データの列"),
    "after": ("features a model sees", "モデルに渡す特徴量"),
    "count_axis": ("how many", "個数"),
    "group_numeric": ("numbers", "数値"),
    "group_categorical": ("categories", "カテゴリ"),
    "group_high_cardinality": ("categories of very many values", "値の種類が多いカテゴリ"),
    "group_datetime": ("dates and times", "日付・時刻"),
    "group_text": ("free texts", "自由記述"),
    "group_several": ("made of several columns", "複数の列から作成"),
    "group_left_out": ("left out", "使用しない"),
    # 08 correlation
    "correlation": (
        "Which numbers rise together (1), or one as the other falls (-1); near 0 neither.",
        "数値列どうしの関係です。1 は一緒に増え、-1 は一方が増えると他方が減り、0 付近は無関係です。",
    ),
    "no_pairs": (
        "There are no two number columns to compare.",
        "比較できる数値列が 2 列以上ありません。",
    ),
    # 09 data quality
    "quality": (
        "The state of the data: {red} to act on (red), {yellow} to know about (yellow), {green} checked and "
        "fine (green).",
        "データの状態です。要対応（赤）{red} 件、要注意（黄）{yellow} 件、問題なし（緑）{green} 件。",
    ),
    "light_red": ("stop", "要対応"),
    "light_yellow": ("look", "要注意"),
    "light_green": ("good", "良好"),
    "found": ("what we found", "わかったこと"),
    "to_do": ("what to do", "対処"),
    # 10 what was done
    "steps": (
        "What is done to the data before a model sees them, in this order.",
        "モデルに渡す前にデータに行う処理を、順番に示します。",
    ),
    "step": ("step", "手順"),
    "to_which": ("which columns", "対象の列"),
    "what_is_done": ("what is done", "処理の内容"),
    "all_columns": ("all columns", "すべての列"),
    "all_features": ("all features", "すべての特徴量"),
    "the_target": ("the column to predict", "予測の対象"),
    "step_inside_folds": (
        "Everything below is learned from the training part of each fold alone, never from rows that are scored.",
        "以下の処理はすべて、各分割の学習用の部分だけから学びます。評価に使う行は使いません。",
    ),
    "and_more": (" and {n} more", " ほか {n} 列"),
    "columns_numeric": ("number columns ({n}): {names}", "数値（{n} 列）：{names}"),
    "columns_categorical": ("category columns ({n}): {names}", "カテゴリ（{n} 列）：{names}"),
    "columns_high_cardinality": (
        "category columns of very many values ({n}): {names}",
        "値の種類が多いカテゴリ（{n} 列）：{names}",
    ),
    "columns_datetime": ("dates or times ({n}): {names}", "日付・時刻（{n} 列）：{names}"),
    "columns_text": ("free texts ({n}): {names}", "自由記述（{n} 列）：{names}"),
    "impute_mean": ("Gaps are filled with the mean of the column.", "欠損を列の平均で補います。"),
    "impute_median": ("Gaps are filled with the middle value of the column (median).", "欠損を列の中央値で補います。"),
    "impute_most_frequent": ("Gaps are filled with the most frequent value.", "欠損を最も多い値で補います。"),
    "impute_constant": ("Gaps are filled with 0.", "欠損を 0 で補います。"),
    "impute_knn": ("Gaps are filled from the most similar rows.", "欠損をよく似た行の値から補います。"),
    "impute_none": ("Gaps stay gaps: the model takes them as they are.", "欠損はそのままモデルに渡します。"),
    "step_generated_auto": (
        "Features are made of several columns, such as price / area; those are kept that predict better.",
        "複数の列から特徴量（例：価格 / 面積）を作り、予測が良くなるものだけを残します。",
    ),
    "step_generated_full": (
        "Very many features are made of several columns, such as price / area; those are kept that predict better.",
        "複数の列から特徴量（例：価格 / 面積）を数多く作り、予測が良くなるものだけを残します。",
    ),
    "step_indicators": (
        "For every column whose gaps were filled, a yes-or-no feature says where they were.",
        "欠損を補った列ごとに、欠けていたかどうかを示す特徴量を加えます。",
    ),
    "step_plugin": ("“{name}”, a preprocessor added by a plugin.", "プラグイン「{name}」の処理を行います。"),
    "step_polynomial": (
        "Products of up to {degree} columns are added as features.",
        "最大 {degree} 列の積を特徴量に加えます。",
    ),
    "step_pca": (
        "Combined into the {number} directions in which the rows differ most (principal components).",
        "行の違いが最も大きい {number} 個の方向（主成分）にまとめます。",
    ),
    "step_pca_share": (
        "Combined into as many directions as hold {share} of the differences between rows (principal components).",
        "行の違いの {share} を表す方向（主成分）にまとめます。",
    ),
    "step_dates": (
        "Taken apart into year, month, day, weekday and the like, and into the days that have passed.",
        "年・月・日・曜日などと経過日数に分けます。",
    ),
    "categories_most_frequent": ("Gaps are filled with the most frequent category.", "欠損を最も多い値で補います。"),
    "categories_constant": ("Gaps become a category of their own.", "欠損を独立したカテゴリとして扱います。"),
    "step_rare": (
        "Categories in fewer than {share} of the rows become one, “(rare)”.",
        "全体の {share} 未満のカテゴリを「(rare)」にまとめます。",
    ),
    "encode_onehot": (
        "Every category becomes a feature of its own: 1 where it occurs, 0 elsewhere.",
        "カテゴリごとに、該当すれば 1、しなければ 0 の特徴量を作ります。",
    ),
    "encode_ordinal": ("Categories become numbers: 0, 1, 2 …", "カテゴリを 0, 1, 2 … の番号にします。"),
    "encode_target": (
        "Every category becomes the average target of its rows, learned so that no row sees its own target.",
        "カテゴリを、その行の予測対象の平均に置き換えます（自分自身の値は使いません）。",
    ),
    "encode_frequency": (
        "Every category becomes the share of rows it occurs in.",
        "カテゴリを出現割合に置き換えます。",
    ),
    "encode_native": ("Categories stay as they are: the model takes them.", "カテゴリをそのままモデルに渡します。"),
    "step_text": (
        "Turned into a few numbers by the pieces of words that occur in it.",
        "文中に現れる文字の並びから、いくつかの数値に変換します。",
    ),
    "step_selection": (
        "The {number} features that say most about the target are kept.",
        "予測の対象との関係が強い {number} 個の特徴量を残します。",
    ),
    "step_selection_share": (
        "The {share} of features that say most about the target are kept.",
        "予測の対象との関係が強い特徴量を {share} 残します。",
    ),
    "target_auto": (
        "Bent while fitting if it is lopsided; predictions are turned back.",
        "偏っていれば学習中だけ変換し、予測は元に戻します。",
    ),
    "target_log": (
        "Its logarithm is learned; predictions are turned back.",
        "対数に変換して学習し、予測は元に戻します。",
    ),
    "target_power": (
        "Bent while fitting until it is about even; predictions are turned back.",
        "学習中だけ偏りを減らす変換を行い、予測は元に戻します。",
    ),
    "target_quantile": (
        "Replaced by its place in the order while fitting; predictions are turned back.",
        "学習中だけ順位に置き換え、予測は元に戻します。",
    ),
    "target_standardize": (
        "Brought to mean 0 and spread 1 while fitting; predictions are turned back.",
        "学習中だけ平均 0、ばらつき 1 にそろえ、予測は元に戻します。",
    ),
    # 11 folds
    "folds_classes": (
        "How the rows are divided, and the share of each class in every part: similar bars mean a fair division.",
        "行の分け方と、各部分でのクラスの割合です。似た形なら公平に分かれています。",
    ),
    "folds_numbers": (
        "How the rows are divided, and the mean of “{target}” in every part: similar heights mean a fair division.",
        "行の分け方と、各部分での「{target}」の平均です。高さが近ければ公平に分かれています。",
    ),
    "fold_note": (
        "{reason}. The target of the {holdout} rows kept back is not shown: they are for the final check.",
        "{reason}。取り分けた {holdout} 行の予測対象は、最終確認のため表示しません。",
    ),
    "fold_note_no_holdout": ("{reason}. No rows are kept back.", "{reason}。取り分けた行はありません。"),
    "cut_folds": (
        "Shown: the first {shown} of {total} folds.",
        "全 {total} 分割のうち、最初の {shown} 個を表示しています。",
    ),
    "cut_fold_classes": (
        "The {shown} most frequent of {total} classes; the rest is counted as “(all others)”.",
        "全 {total} クラスのうち多い順に {shown} クラスを表示し、残りは「（その他）」にまとめています。",
    ),
    "fold": ("fold {n}", "分割 {n}"),
    "fold_of_repeat": ("{repeat}. time, fold {n}", "{repeat} 回目 分割 {n}"),
    "kept_back": ("kept back", "取り分け"),
    "learned_from": ("learned from", "学習に使う行"),
    "scored_on": ("scored on", "評価に使う行"),
    "held_rows": ("kept back for the final check", "最終確認用に取り分けた行"),
    "row_axis": ("rows", "行数"),
    "share_axis": ("share of the scored rows", "評価に使う行での割合"),
    "mean_axis": ("mean of “{target}”", "「{target}」の平均"),
    # 12 sample rows
    "samples": (
        "A few rows as they were read (above), and as a model sees them (below).",
        "いくつかの行の例です。上は読み込んだまま、下はモデルに渡される値です。",
    ),
    "cut_samples": (
        "Shown: {rows} rows; {before} of {n_before} columns as read and {after} of {n_after} features. "
        "More are in the artifacts sample_before and sample_after.",
        "{rows} 行、読み込んだ {n_before} 列のうち {before} 列、特徴量 {n_after} 個のうち {after} 個を表示しています。"
        "続きは sample_before と sample_after にあります。",
    ),
    "row": ("row", "行"),
    # console
    "say_problem": ("problem: {type} ({reason})", "問題の種類：{type}（{reason}）"),
    "say_rows": (
        "rows: {train} for training, {holdout} held out, {dropped} dropped",
        "行数：学習用 {train}、取り分け {holdout}、除外 {dropped}",
    ),
    "say_folds": (
        "folds: {n} x {repeats}, {kind} ({reason}), hash {hash}",
        "分割：{n} x {repeats}、{kind}（{reason}）、ハッシュ {hash}",
    ),
}


def word(key: str, language: Language, **values: object) -> str:
    """The text of a key, with its values filled in."""
    return say_in(WORDS, key, language, **values)


def listed(names: Sequence[str], language: Language) -> str:
    """The first few names, and how many more there are."""
    shown = ", ".join(shortened(name, NAME_WIDTH) for name in names[:NAMES])
    return shown + (word("and_more", language, n=f"{len(names) - NAMES:,}") if len(names) > NAMES else "")
