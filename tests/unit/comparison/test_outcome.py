"""The verdict's first sentence: what is right and wrong of 1,000 new rows, beside an answer that is always the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.unit.comparison.test_costs import COSTS, SINGLE

from automl_shared.config.models import OutputSettings

GUESSES, SCORES = [0.69, 0.7, 0.68, 0.69, 0.69], [0.3, 0.31, 0.29, 0.3, 0.3]


def said(run: Any, language: Any = "en", **evaluation: Any) -> str:
    run.add_models(dummy=GUESSES, steep=SCORES)
    output = OutputSettings(language=language)
    return run.compare(primary_metric="log_loss", ensembles=SINGLE, output=output, **evaluation).sentence


@pytest.mark.parametrize(
    ("language", "first", "always", "checked"),
    [
        (
            "en",
            "Use “standard-onehot+steep”: of 1,000 new rows like these, about 472 are `price = yes`; it finds 422 of "
            "them (402 to 437), misses 50, and also says `yes` for 50 rows that are not (35 to 70).",
            "So 900 of 1,000 answers are right; always saying `no` would be right for 528.",
            "Of the 100 rows kept back for the final check, it was right for 100 (100.0 %).",
        ),
        (
            "ja",
            "「standard-onehot+steep」をお勧めします。同じような新しい 1,000 行のうち約 472 行が `price = yes` で",
            "正解は 1,000 行中 900 行です。常に `no` と答えた場合は 528 行です。",
            "最終確認のために取り分けた 100 行では 100 行（100.0 %）で正解しました。",
        ),
    ],
)
def test_of_two_classes(classified_run: Any, language: Any, first: str, always: str, checked: str) -> None:
    sentence = said(classified_run, language)
    assert sentence.startswith(first)
    assert always in sentence
    assert sentence.endswith(checked)


def timid(run: Any, knows: float = 0.0, **asked: Any) -> str:
    """The sentence on a model that never says `yes`, which is one in ten: so many of them it finds more likely."""
    rare = run.truth.assign(price=np.where(np.arange(run.n_rows) // 5 % 10 < 1, "yes", "no"))
    run.store_table(run.preprocessings[0], "data", rare)
    run.add_training("dummy", GUESSES)
    task = run.add_training("timid", SCORES)
    tables = {"oof_predictions": run.oof_predictions(0.3), "holdout_predictions": run.holdout_predictions()}
    for name, table in tables.items():
        place, of_ten = table["row_id"] // 50 % 8, table["row_id"] // 5 % 10
        suspected = np.where(of_ten == 0, place < 8 * knows, (of_ten == 5) & (place >= 8 * knows))
        probability = np.where(suspected, 0.4, 0.1) if knows else np.full(len(table), 0.1)
        run.store_table(task, name, table.assign(proba_0=1 - probability, proba_1=probability))
    return run.compare(primary_metric="log_loss", ensembles=SINGLE, **asked).sentence


def test_an_answer_that_is_always_the_same_may_be_right_as_often(classified_run: Any) -> None:
    sentence = timid(classified_run)
    assert "it finds 0 of them" in sentence
    assert "So 900 of 1,000 answers are right; always saying `no` would be right for 900, which is as good." in sentence
    assert "Look first" not in sentence
    assert sentence.startswith("Use “standard-onehot+timid”: ")


@pytest.mark.parametrize(
    ("language", "use", "first", "headline"),
    [
        (
            "en",
            "Use “standard-onehot+timid” to rank rows, not for a yes-or-no answer: of 1,000 new rows",
            "of the first 100, 75 (62 to 84) are `yes`; of 100 picked at random, 10 would be",
            "Use this model to rank rows, not for a yes-or-no answer",
        ),
        (
            "ja",
            "「standard-onehot+timid」は行の順位付けに使えます",
            "上位 100 行のうち 75 行（62〜84）が `yes` です",
            "順位付け",
        ),
    ],
)
def test_one_that_only_knows_where_to_look_says_so(
    classified_run: Any, language: Any, use: str, first: str, headline: str
) -> None:
    sentence = timid(classified_run, knows=0.75, output=OutputSettings(language=language))
    assert sentence.startswith(use)
    assert first in sentence
    report = classified_run.told["report"]
    assert headline in report["headline"]
    blocks = [block for one in report["sections"] for block in one["blocks"] if one["key"] == "errors"]
    assert any("75" in line["cells"] for block in blocks for line in block.get("lines", ()))


def test_with_costs_it_is_what_errors_cost(classified_run: Any) -> None:
    sentence = said(classified_run, costs=COSTS)
    assert "Its errors cost " in sentence
    assert "; never saying `yes` would cost " in sentence
    assert "always saying" in sentence
    assert "it saves nothing" not in sentence
    assert "answers are right" not in sentence


def test_where_an_answer_is_always_the_same_the_costs_say_so(classified_run: Any) -> None:
    sentence = timid(classified_run, costs={"false_positive": 1, "false_negative": 10_000})
    assert "At these costs it saves nothing for sure against always answering the same." in sentence


def of_several_classes(run: Any) -> None:
    """The run predicts `a`, `b` or `c`, and is right in nine rows of ten."""
    classes = ["a", "b", "c"]
    run.classes = classes
    n = run.n_rows
    actual = pd.Series(np.array(classes)[np.arange(n) % 3], index=pd.RangeIndex(n, name="row_id"))
    data = pd.DataFrame({"x": np.zeros(n), "price": actual})
    run.preprocessings.clear()
    run.add_preprocessing(data=data)
    for model, scores in (("dummy", GUESSES), ("steep", SCORES)):
        task = run.add_training(model, scores, problem_type="multiclass")
        wrong = np.arange(n) % 10 == 0
        place = (np.arange(n) + wrong) % 3
        for name, rows in (("oof_predictions", slice(0, 400)), ("holdout_predictions", slice(400, n))):
            each = pd.DataFrame(np.where(np.eye(3)[place], 0.8, 0.1)[rows], columns=[f"proba_{at}" for at in range(3)])
            at = np.arange(n)[rows]
            run.store_table(task, name, each.assign(row_id=at, repeat=0, fold=at % 5))


def test_of_several_classes(classified_run: Any) -> None:
    of_several_classes(classified_run)
    sentence = classified_run.compare(primary_metric="log_loss", ensembles=SINGLE).sentence
    assert (
        "of 1,000 new rows like these, it is right for 900 (873 to 922). Always saying `a` would be right for 335. "
        "The most frequent mix-up is `a` taken for `b`: 35 of 1,000." in sentence
    )
    assert sentence.endswith("it was right for 90 (90.0 %).")
