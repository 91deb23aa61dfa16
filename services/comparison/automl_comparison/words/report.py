"""Headings, sentences and table headers of the report, in both languages."""

from __future__ import annotations

from automl_shared.words import Words

WORDS: Words = {
    "title": ("AutoML report: {dataset}", "AutoML レポート：{dataset}"),
    "heading": ("What predicts “{target}” best", "「{target}」を最もよく予測するもの"),
    "subtitle": ("{dataset}, run {run_id}", "{dataset}、実行 {run_id}"),
    "contents": ("Contents", "目次"),
    "why": ("Why", "理由"),
    "how_sure": ("How sure", "確かさ"),
    "in_short": ("In short", "要点"),
    "what_to_use": ("What to use", "使うもの"),
    "task_of_model": ("Task of the model", "モデルのタスク"),
    "question": ("Question", "項目"),
    "answer": ("Answer", "内容"),
    "errors": ("Which errors to expect", "どのような誤りがあるか"),
    "caveats": ("Keep in mind", "ご注意"),
    "final_check": ("The final check", "最終確認"),
    "check_made": (
        "The recommended candidate was scored once on {rows} rows that nobody had looked at, after everything was "
        "decided: {score}, against {mean} on average while testing. This number had no part in the choice.",
        "すべてを決めた後で、それまで一度も見ていない {rows} 行で一度だけ評価しました：{score}"
        "（評価時の平均は {mean}）。"
        "この値は選択には使っていません。",
    ),
    "check_missing": ("There is none: {why}.", "ありません：{why}。"),
    "next_steps": ("What to do now", "次にすること"),
    "model": ("How to use the model", "モデルの使い方"),
    "model_use": (
        "One command predicts new rows. Their file is read as your data were, with the same columns except the one to "
        "predict; rows unlike those learned from are named, and a file that would be predicted wrong is refused.",
        "新しい行は次のコマンドで予測できます。ファイルは学習データと同じ方法で読み込まれます（予測する列は不要）。"
        "学習データと異なる行は一つずつ示し、誤った予測になるファイルは受け付けません。",
    ),
    "in_python": ("The same in Python", "Python で使う場合"),
    "model_needs": (
        "In Python, in an environment with the packages automl-training and clearml and access to this ClearML server; "
        "the file is checked before it is loaded:",
        "Python では、automl-training と clearml を入れ、この ClearML サーバーに接続できる環境で実行します。"
        "モデルのファイルは読み込む前に検査されます。",
    ),
    "table_comment": (
        "read as your data were",
        "学習データと同じ読み方",
    ),
    "own_pages": ("The model's own pictures and numbers", "モデル自身の図と数値"),
    "reliability": ("Whether probabilities can be taken at their word", "確率はどこまで信頼できるか"),
    "weak": ("Where it is weak", "弱いところ"),
    "singles": ("Single rows", "個々の行"),
    "data": ("Is the data fit", "データは適しているか"),
    "data_is": (
        "{rows} rows. To be predicted: “{target}” ({problem}), from the other columns ({features}).",
        "{rows} 行、{features} 列から「{target}」を予測します（{problem}）。",
    ),
    "regression": ("a number", "数値の予測"),
    "binary": ("one of two classes", "2 クラス分類"),
    "multiclass": ("one of several classes", "多クラス分類"),
    "dropped": (
        "{n} rows without a value of the target were left out.",
        "目的の値がない {n} 行は除きました。",
    ),
    "dealt": (
        "{train} rows were used to learn and test, dealt into parts so that each candidate was tested {folds} times on "
        "rows it had not seen.",
        "{train} 行を学習と評価に使い、各候補を学習に使っていない行で {folds} 回評価しました。",
    ),
    "kept": ("{n} rows were kept back for the final check.", "最終確認用に {n} 行を取り分けました。"),
    "none_kept": ("No rows were kept back.", "取り分けた行はありません。"),
    "findings": ("What was found in the data", "データで見つかったこと"),
    "level": ("Weight", "重要度"),
    "finding": ("What was found", "内容"),
    "action": ("What to do", "対処"),
    "red": ("serious", "重大"),
    "yellow": ("to be looked at", "要確認"),
    "no_findings": ("Nothing remarkable was found in the data.", "データに目立った問題は見つかりませんでした。"),
    "tried_is": (
        "Candidates compared by {metric} ({direction}): {compared} (kinds of model: {models}, preparations of the "
        "data: {preparations}, combinations of several: {mixtures}), and guessing beside them. Failed: {failed}. Not "
        "tried: {skipped}.",
        "{metric}（{direction}）で比べた候補：{compared}（モデルの種類 {models}、前処理 {preparations}、"
        "組み合わせ {mixtures}）。このほかに当て推量も比べました。失敗：{failed}、対象外：{skipped}。",
    ),
    "preferred": (
        "Among those alike the preference “{preference}” decided.",
        "同程度の候補からは優先「{preference}」で選びました。",
    ),
    "ranking": ("Ranking", "順位表"),
    "rank": ("Rank", "順位"),
    "candidate": ("Candidate", "候補"),
    "outcome": ("What became of it", "結果"),
    "average": ("{metric}, average", "{metric} の平均"),
    "spread": ("Spread", "ばらつき"),
    "fit": ("Fit", "学習時間"),
    "predict": ("Predict 1,000 rows", "1,000 行の予測"),
    "size": ("Size", "サイズ"),
    "cause": ("What happened", "原因"),
    "remedy": ("What to do", "対処"),
    "task": ("Task", "タスク"),
    "recommended": ("recommended", "お勧め"),
    "scored": ("scored", "評価済み"),
    "baseline": ("baseline: guessing", "基準：当て推量"),
    "failed": ("failed", "失敗"),
    "skipped": ("not tried", "対象外"),
    "ranking_cut": (
        "{shown} of {all}; all of them: artifact leaderboard.",
        "{all} 件のうち {shown} 件。全件は成果物 leaderboard にあります。",
    ),
    "pictures": ("Pictures", "図"),
    "drivers": ("What drives the prediction", "予測を左右するもの"),
    "drivers_is": (
        "“{first}” matters most: with its values shuffled the score gets worse by {loss}.",
        "最も影響が大きいのは「{first}」で、その値を行の間で並べ替えるとスコアが {loss} 悪くなります。",
    ),
    "drivers_then": ("Then come {others}.", "次いで {others} です。"),
    "drivers_caution": (
        "That says what the model looks at, not what causes what.",
        "これはモデルが何を見ているかを示すもので、因果関係を示すものではありません。",
    ),
    "drivers_none": (
        "No column matters much by itself, or it was not measured.",
        "単独で大きく影響する列がないか、計測されていません。",
    ),
    "choices": ("The other choices", "ほかの選択肢"),
    "choices_is": (
        "All of them are clearly better than guessing; take another one when its merit counts more for you.",
        "いずれも当て推量より明らかに良い候補です。重視する点に応じて選べます。",
    ),
    "choice": ("Choice", "選び方"),
    "most_accurate": ("most accurate", "最も正確"),
    "simplest": ("simplest", "最も単純"),
    "fastest": ("fastest to predict", "予測が最も速い"),
    "earlier": ("Difference from the earlier run", "以前の実行との違い"),
    "earlier_better": (
        "Against “{candidate}” of run {run_id} ({before}), this run's choice ({now}) is better by {gain}: {sure}",
        "実行 {run_id} の「{candidate}」（{before}）に対し、今回の選択（{now}）は {gain} 良くなりました：{sure}",
    ),
    "earlier_worse": (
        "Against “{candidate}” of run {run_id} ({before}), this run's choice ({now}) is worse by {gain}: {sure}",
        "実行 {run_id} の「{candidate}」（{before}）に対し、今回の選択（{now}）は {gain} 悪くなりました：{sure}",
    ),
    "earlier_equal": (
        "Run {run_id} chose “{candidate}” ({before}); this run's choice scores the same ({now}).",
        "実行 {run_id} の選択は「{candidate}」（{before}）で、今回の選択（{now}）と同じ値です。",
    ),
    "earlier_clear": (
        "more than chance explains (compared part by part, on the same rows).",
        "偶然では説明できない差です（同じ行を部分ごとに比較）。",
    ),
    "earlier_slight": (
        "chance could still explain it (compared part by part, on the same rows).",
        "偶然の可能性も残ります（同じ行を部分ごとに比較）。",
    ),
    "earlier_tie": (
        "no more than chance (compared part by part, on the same rows).",
        "偶然の範囲です（同じ行を部分ごとに比較）。",
    ),
    "not_comparable": (
        "Run {run_id} cannot be compared with this one: {why}.",
        "実行 {run_id} とは比べられません：{why}。",
    ),
    "other_data": ("it worked on other data", "データが異なります"),
    "other_folds": ("it was scored on other rows (other folds)", "評価に使った行（分割）が異なります"),
    "other_metric": ("it was decided by another metric", "判断に使った指標が異なります"),
    "other_class": ("its scores are about the other class", "もう一方のクラスについての値です"),
    "other_target": ("it predicts another column", "予測する列が異なります"),
    "nothing_recommended": ("one of the two recommends nothing", "どちらかにお勧めがありません"),
    "not_recorded": ("it does not say which rows it was scored on", "評価に使った行の記録がありません"),
    "unreadable": ("its result cannot be read ({cause})", "結果を読み取れません（{cause}）"),
    "failures": ("What failed", "失敗したもの"),
    "nothing_failed": ("Nothing failed.", "失敗はありません。"),
    "not_tried": ("What was not tried", "試さなかったもの"),
    "not_tried_one": (
        "One model or candidate was not tried, for this reason:",
        "試さなかったモデル・候補は 1 件で、理由は次のとおりです。",
    ),
    "not_tried_is": (
        "{n} models and candidates were not tried, for these reasons:",
        "試さなかったモデル・候補は {n} 件で、理由は次のとおりです。",
    ),
    "reason_of": ("{why} ({n})", "{why}（{n} 件）"),
    "more_rows": ("{n} more: artifact leaderboard.", "ほか {n} 件：成果物 leaderboard をご覧ください。"),
    "glossary": ("Words", "用語"),
    "foot": (
        "Made by task {task_id}. For machines: artifact report_json.",
        "タスク {task_id} が作成。機械向け：成果物 report_json。",
    ),
}

GLOSSARY: Words = {
    "candidate": (
        "one way of preparing the data together with one model.",
        "データの前処理とモデルの組み合わせ 1 つ。",
    ),
    "fold": (
        "the data are dealt into parts, the folds; each is predicted by a model that has not seen it.",
        "データを分けた部分。どの部分も、それを学習に使っていないモデルが予測します。",
    ),
    "average and spread": (
        "mean of the scores over the folds, and how much they differ from fold to fold.",
        "部分ごとのスコアの平均と、部分ごとの差の大きさ。",
    ),
    "baseline": (
        "guessing without looking at the other columns: the same answer for every row. A model has to beat it clearly.",
        "ほかの列を見ない当て推量で、どの行にも同じ答えを返します。モデルはこれに明らかに勝つ必要があります。",
    ),
    "ensemble": (
        "several candidates that answer together, each with a weight of its own.",
        "複数の候補が、それぞれの重みで一緒に答えるもの。",
    ),
    "preparation": (
        "how gaps are filled, numbers scaled and categories turned into numbers before a model sees them.",
        "欠損を埋め、数値の尺度を変え、カテゴリを数値にするなど、モデルに渡す前の処理。",
    ),
    "threshold": (
        "of two classes: the probability from which on the second one is said.",
        "2 クラスの場合に、2 番目のクラスと答える確率の境目。",
    ),
    "nine times of ten": (
        "a range that is given holds what it is about in nine of ten cases.",
        "示した範囲は、10 回中 9 回は正しい値を含みます。",
    ),
    "final check": (
        "the recommended candidate's score on rows kept back until everything was decided.",
        "すべてを決めるまで取り分けておいた行での、お勧めの候補のスコア。",
    ),
}
TERMS: Words = {
    "candidate": ("candidate", "候補"),
    "fold": ("fold, part", "分割、部分（fold）"),
    "average and spread": ("average and spread", "平均とばらつき"),
    "baseline": ("baseline", "基準（baseline）"),
    "ensemble": ("ensemble", "アンサンブル"),
    "preparation": ("preparation", "前処理"),
    "threshold": ("threshold", "境目"),
    "nine times of ten": ("nine times of ten", "10 回中 9 回"),
    "final check": ("final check", "最終確認"),
}
