"""What the fields of the config are for, in Japanese; the English texts are the schema's own descriptions."""

from __future__ import annotations

from collections.abc import Mapping

HELP_JA: Mapping[str, str] = {
    "run.time_budget_minutes": "実行全体の制限時間 (分)。間に合わない候補は省略し、その旨を結果に示します。",
    "run.candidate_time_limit_minutes": "候補 1 件あたりの制限時間 (分)。超えた候補は失敗とし、残りは続けます。",
    "run.candidate_memory_gib": (
        "候補 1 件が使えるメモリー (GiB)。超えた候補は失敗とし、残りは続けます。"
        "空欄の場合は、マシンのメモリーをワーカー数で分けた量です。"
    ),
    "run.force_steps": "以前の実行に同じ結果があっても、やり直す工程。",
    "run.compare_with": (
        "結果を比べる相手。実行 ID、`last` (同じデータで最後に完了した実行)、`none` (比べない) のいずれか。"
    ),
    "data.sheet": "読み込むシート、または ZIP 内のファイル。表が 1 つだけなら空欄でかまいません。",
    "data.header_row": "列名のある行 (1 から数えます)。列名がない場合は `none`。空欄の場合は自動で判定します。",
    "data.skip_rows": "読み飛ばす行。先頭からの行数、または行番号のリスト。空欄の場合は自動で判定します。",
    "data.skip_footer": "末尾の読み飛ばす行数。空欄の場合は自動で判定します。",
    "data.separator": "区切り文字。`tab` や `space` とも書けます。空欄の場合は自動で判定します。",
    "data.encoding": "文字コード (例: `cp932`)。空欄の場合は自動で判定します。",
    "data.decimal": "小数点の記号。空欄の場合は自動で判定します。",
    "data.target_column": "予測する列。",
    "data.feature_columns": "予測に使う列。空欄の場合は、予測する列以外のすべてを使います。",
    "data.group_column": "この列の値が同じ行は、交差検証で必ず同じ分割に入れます (例: 顧客 ID)。",
    "data.time_column": "時間の順序を表す列。過去のデータで学習し、未来のデータで評価します。",
    "data.weight_column": "各行の重み (0 以上の数値)。学習とスコアに反映し、特徴量には使いません。",
    "data.column_types": "列の種類。自動判定が誤っている列だけ指定します (例: `{zip: categorical}`)。",
    "data.date_formats": (
        "日付の書式。自動で判定できない列だけ指定します (例: `{sold: '%d/%m/%Y'}`)。"
        "excel、epoch_s、epoch_ms、japanese_era、iso_week、quarter も使えます。"
    ),
    "data.missing_markers": "すべての列で欠損とみなす文字列を追加します (例: `['-999', '不明']`)。",
    "data.editing.drop_columns": "使わない列。",
    "data.editing.rename_columns": "列名の変更 (元の名前: 新しい名前)。",
    "data.editing.replace_values": (
        "列ごとの値の置き換え (例: `{answer: {yes: Yes, YES: Yes}}`)。null にすると欠損になります。"
    ),
    "data.editing.fillna": "列ごとに、欠損を補う値。",
    "data.editing.clip_values": "列ごとの [下限, 上限]。範囲外の値は、下限または上限に置き換えます。",
    "data.editing.query": "残す行の条件 (pandas のクエリ。例: `age >= 18`)。",
    "data.problem_type": "問題の種類 (回帰、分類、二値分類、多値分類)。空欄の場合は、予測する列から判定します。",
    "data.positive_class": "2 クラスのうち、見つけたい方のクラス。空欄の場合は、並べ替えて 2 番目のクラスです。",
    "data.class_weights": (
        "学習時のクラスごとの重み。`balanced`、または個別の指定 (例: `{ill: 5}`、ほかは 1)。"
        "スコアの計算方法は変わりませんが、予測確率は変わります。"
    ),
    "data.test_size": "最終確認のために取り分けておく行の割合。",
    "data.random_seed": "乱数シード。シード、データ、設定がすべて同じなら、結果も同じになります。",
    "preprocessing.numeric_imputation": "数値の欠損の補い方。`none` は補わず、欠損を扱えるモデルに任せます。",
    "preprocessing.missing_indicators": "欠損のある列ごとに、欠損かどうかを表す特徴量を加えます。",
    "preprocessing.categorical_imputation": "カテゴリーの欠損の補い方。",
    "preprocessing.scaling": "数値の尺度のそろえ方。",
    "preprocessing.categorical_encoding": (
        "カテゴリーを数値にする方法。`native` は、カテゴリーを扱えるモデルに任せます。"
    ),
    "preprocessing.high_cardinality_encoding": (
        "種類が非常に多いカテゴリー列を数値にする方法。`same` はほかの列と同じに扱います。"
    ),
    "preprocessing.rare_share": "行に占める割合がこの値より小さいカテゴリーを、`(rare)` にまとめます。",
    "preprocessing.feature_generation": (
        "複数の列から特徴量 (例: `price / area`) を作り、予測が良くなるものだけを残します。"
        "`auto` はいくつか試し、`full` は時間をかけてより多く試します。"
    ),
    "preprocessing.polynomial_degree": "数値列どうしの積を、この次数まで特徴量に加えます。",
    "preprocessing.pca": "数値列の主成分。個数、または残す分散の割合 (1 未満) で指定します。",
    "preprocessing.feature_selection": (
        "予測する列との関連が強い順に残す特徴量。個数、または割合 (1 未満) で指定します。"
    ),
    "preprocessing.target_standardize": "予測する列が数値の場合、標準化してから学習します。",
    "preprocessing.target_transform": (
        "予測する数値の分布が偏っている場合、変換してから学習します。`auto` は偏りがあるときだけ変換します。"
    ),
    "preprocessing.plugins": (
        "追加する登録済みの前処理を、適用する順に指定します。名前、または `{name: ..., params: {...}}`。"
    ),
    "ensembles.weighted.enable": "加重平均のアンサンブルを作ります。",
    "ensembles.stacking.enable": "スタッキングのアンサンブルを作ります。",
    "ensembles.stacking.estimators": "スタッキングに使うモデル。空欄の場合は、上位のモデルを使います。",
    "ensembles.stacking.final_estimator": (
        "予測をまとめるモデル。数値の予測には ridge か linear、分類には logistic。空欄の場合は自動で選びます。"
    ),
    "ensembles.voting.enable": "投票によるアンサンブルを作ります。",
    "ensembles.voting.estimators": "投票に加わるモデル。空欄の場合は、上位のモデルを使います。",
    "ensembles.voting.voting": "予測確率を平均する (soft) か、多数決にする (hard) か。",
    "cross_validation.kind": "交差検証での行の分け方。`auto` はデータを見て選びます。",
    "cross_validation.n_folds": "分割数。空欄の場合は、行数に応じて決めます。",
    "cross_validation.n_repeats": "交差検証全体を繰り返す回数。",
    "cross_validation.shuffle": "分ける前に行を並べ替えます (時系列では行いません)。",
    "cross_validation.random_seed": "分割に使う乱数シード。",
    "evaluation.primary_metric": "判断に使う指標。空欄の場合は、指標のリストの先頭を使います。",
    "evaluation.preference": (
        "スコアに差がない候補の選び方。"
        "`accuracy` は平均が最良のもの、`balanced` は誤差の範囲内でより単純で速いもの、`simple` は最も単純なもの。"
    ),
    "evaluation.regression_metrics": "数値の予測で計算する指標。",
    "evaluation.classification_metrics": "分類で計算する指標。",
    "evaluation.plugins": "追加する登録済みの指標。",
    "evaluation.costs.false_positive": "1 番目のクラスの行を、誤って 2 番目のクラスと予測したときの損失。",
    "evaluation.costs.false_negative": "2 番目のクラスの行を見逃したときの損失。",
    "evaluation.costs.false_positive_column": (
        "金額の列。誤って 2 番目のクラスと予測したときの損失は、その行の値の `false_positive` 倍です。"
    ),
    "evaluation.costs.false_negative_column": (
        "金額の列。見逃したときの損失は、その行の値の `false_negative` 倍です。"
    ),
    "evaluation.costs.currency": "損失の単位 (例: JPY)。",
    "optimization.method": "より良いパラメーターの探索方法。",
    "optimization.n_trials": "試す設定の数。",
    "optimization.timeout_seconds": "探索の制限時間 (秒)。",
    "interpretation.compute_feature_importance": "どの列が予測に効いているかを調べます。",
    "interpretation.compute_shap": "SHAP 値を計算します (パッケージがインストールされている場合)。",
    "interpretation.sensitive_columns": "グループごとの誤りと予測の内訳をレポートに示す列 (例: 性別)。",
    "output.language": "図の説明とレポートの言語。",
    "output.final_model": (
        "最終モデル。`bagged` は各分割のモデルの平均、`refit` は学習用の全行で学習し直した 1 つのモデルです。"
    ),
    "output.top_k": "図や短い表に示す候補の数。",
    "output.max_plot_rows": "図に使う行数の上限。超える場合は抽出します。",
    "output.max_plot_columns": "図に示す列数の上限。",
    "output.mask_personal_data": "行の例に含まれるメールアドレス、電話番号、カード番号、氏名を伏せます。",
    "clearml.project_root": "すべてを収めるプロジェクト。",
    "clearml.dataset_project": "この実行のプロジェクト。空欄の場合は <root>/<user>/<dataset> です。",
    "clearml.tags": "すべてのタスクに付ける独自のタグ (例: team:x)。",
    "clearml.naming": "工程ごとの名前の形式と、サブプロジェクトの名前。",
    "clearml.queues": "工程ごとのキュー。`prefix` はすべてに共通の接頭辞です。",
    "clearml.execution_mode": "テンプレートを複製する (clone) か、コードから新しいタスクを作る (new) か。",
    "clearml.template_task_id": "実行タスクのテンプレート。空欄の場合は、最後に同期したものを使います。",
    "clearml.templates": "工程ごとのテンプレートのタスク ID。",
}
"""By the field's dotted name."""
